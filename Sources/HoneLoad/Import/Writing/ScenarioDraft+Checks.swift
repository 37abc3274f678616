import HoneYAML

extension ScenarioDraft {
    /// Checks under their keys, in the order in which each key comes first. All of them must hold, so that several of
    /// the status or the size are one of what they have in common.
    mutating func write(checks: [Scenario.Check], of task: String, indent: Int) {
        var order: [String] = []
        var statuses: [ClosedRange<Int>]?
        var size: ClosedRange<Int>?
        var body: Scenario.Match?
        var values: [String: [(name: String, match: Scenario.Match)]] = [:]
        for check in checks {
            var key = ""
            switch check {
            case .status(let ranges):
                key = "status"
                statuses = statuses.map { Self.common($0, ranges) } ?? ranges
            case .size(let range):
                key = "size"
                size = size.map { $0.overlaps(range) ? $0.clamped(to: range) : 0...0 } ?? range
            case .body(let match):
                key = "body"
                if body != nil { unwritten.append("\(task): a second check of the body (\(match))") }
                body = body ?? match
            case .value(let place, let match):
                guard let (group, name) = Self.key(place) else {
                    unwritten.append("\(task): the check of a \(place)")
                    continue
                }
                key = group
                if values[group, default: []].contains(where: { $0.name == name }) {
                    unwritten.append("\(task): a second check of \(place)")
                } else {
                    values[group, default: []].append((name, match))
                }
            }
            if !order.contains(key) { order.append(key) }
        }
        guard !order.isEmpty else { return }
        add("check:", indent: indent)
        for key in order {
            switch key {
            case "status": add("status: \(Self.text(statuses ?? []))", indent: indent + 2)
            case "size": add("size: \(Self.text(size ?? 0...0))", indent: indent + 2)
            case "body": add("body: \(Self.text(body ?? .any))", indent: indent + 2)
            default:
                add("\(key):", indent: indent + 2)
                for (name, match) in values[key] ?? [] {
                    add("\(YAMLText.scalar(name)): \(Self.text(match))", indent: indent + 4)
                }
            }
        }
    }

    /// The key of the format that holds checks of a place; it has none for cookies and expressions.
    private static func key(_ place: Scenario.Place) -> (key: String, name: String)? {
        switch place {
        case .json(let pointer): ("json", pointer)
        case .header(let name): ("header", name)
        case .cookie, .regex: nil
        }
    }

    private static func common(_ left: [ClosedRange<Int>], _ right: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
        left.flatMap { first in right.filter { $0.overlaps(first) }.map { first.clamped(to: $0) } }
    }

    private static func text(_ match: Scenario.Match) -> String {
        switch match {
        case .any: "any"
        case .equal(let text): YAMLText.quoted(text)
        case .contains(let text): "{ contains: \(YAMLText.quoted(text)) }"
        case .regex(let pattern): "{ regex: \(YAMLText.quoted(pattern)) }"
        }
    }

    private static func text(_ ranges: [ClosedRange<Int>]) -> String {
        let texts = ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        return texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    }

    private static func text(_ size: ClosedRange<Int>) -> String {
        if size.lowerBound == size.upperBound { return "\(size.lowerBound)" }
        return size.upperBound == .max ? "\(size.lowerBound)-" : "\(size.lowerBound)-\(size.upperBound)"
    }
}
