import HoneCore
import HoneYAML

extension ScenarioReader {
    /// What an answer must be, in the file's order.
    mutating func readChecks(_ section: YAMLSection, field: String) throws(FileError) -> [Scenario.Check] {
        try allow(["status", "header", "body", "json", "size"], in: section)
        var checks: [Scenario.Check] = []
        for (key, value) in try section.entries() {
            places.note("\(field).checks[\(checks.count)]", value)
            switch key {
            case "status": checks.append(.status(try statuses(value)))
            case "size": checks.append(.size(try size(value)))
            case "body": checks.append(.body(try match(value)))
            default:
                for (name, value) in try value.section().entries() {
                    places.note("\(field).checks[\(checks.count)]", value)
                    if key == "json", !name.isEmpty, !name.hasPrefix("/") {
                        throw value.invalid(
                            "'\(name)' is no JSON Pointer (RFC 6901).", remedy: "Begin it with a slash: /\(name).")
                    }
                    checks.append(.value(key == "json" ? .json(name) : .header(name), try match(value)))
                }
            }
        }
        return checks
    }

    /// `200`, `200-299`, or a list of both.
    private func statuses(_ value: YAMLValue) throws(FileError) -> [ClosedRange<Int>] {
        guard case .list(let values) = value.kind else { return [try status(value)] }
        guard !values.isEmpty else {
            throw value.invalid("no status would do.", remedy: "Write for example [200, 404].")
        }
        var result: [ClosedRange<Int>] = []
        for value in values { result.append(try status(value)) }
        return result
    }

    private func status(_ value: YAMLValue) throws(FileError) -> ClosedRange<Int> {
        let text = try value.text("a status such as 200 or 200-299")
        let known = Scenario.Check.statuses
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0.trimmed) }
        guard ends.count <= 2, let first = ends.first, let low = first, let last = ends.last, let high = last,
            low <= high, known.contains(low), known.contains(high)
        else {
            throw value.invalid(
                "'\(text)' is no status.",
                remedy: "Write a number from \(known.lowerBound) to \(known.upperBound), a range such as 200-299, "
                    + "or a list.")
        }
        return low...high
    }

    /// `100` exactly, `100-20000`, `100-` at least, `-20000` at most.
    private func size(_ value: YAMLValue) throws(FileError) -> ClosedRange<Int> {
        let text = try value.text("a number of bytes")
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { String($0.trimmed) }
        let low = ends.first.flatMap { $0.isEmpty ? 0 : Int($0) }
        let high = ends.last.flatMap { $0.isEmpty ? Int.max : Int($0) }
        guard ends.count <= 2, ends.contains(where: { !$0.isEmpty }), let low, let high, 0 <= low, low <= high else {
            throw value.invalid(
                "'\(text)' is no number of bytes.", remedy: "Write 100, 100-20000, 100- (at least) or -20000 (at most)."
            )
        }
        return low...high
    }

    /// A text, `any`, or one of `{ equal: }`, `{ contains: }`, `{ regex: }`.
    private func match(_ value: YAMLValue) throws(FileError) -> Scenario.Match {
        let expected = "a text, any, { contains: … } or { regex: … }"
        guard case .section(let section) = value.kind else {
            // A JSON null is a value that can be expected; a key with nothing behind it is a slip.
            guard let text = value.written, !(value.isPlain && text.isEmpty) else { throw value.wrongType(expected) }
            return value.isPlain && text == "any" ? .any : .equal(text)
        }
        try allow(["equal", "contains", "regex"], in: section)
        let entries = try section.entries()
        guard entries.count == 1, let entry = entries.first else { throw value.wrongType("\(expected), one of them,") }
        let text = try entry.value.text()
        switch entry.key {
        case "contains": return .contains(text)
        case "regex": return .regex(text)
        default: return .equal(text)
        }
    }
}
