import HoneAgent
import HoneCore
import HoneDatabase

extension EvidenceCheck {
    /// Every check of a run, with one for the indices that its kept verdicts made.
    static func all(in run: Run) -> [EvidenceCheck] {
        var checks = all(run.current)
        if let indices = madeIndices(in: run) {
            let place = checks.firstIndex { $0.pattern == .indices } ?? checks.endIndex
            checks.insert(indices, at: place)
        }
        return checks
    }

    /// Whether the indices that kept verdicts say they made are in the database now; `nil` when none say so.
    private static func madeIndices(in run: Run) -> EvidenceCheck? {
        let kept = run.verdicts.filter { $0.outcome == .kept && $0.pattern == .indices }
        guard !kept.isEmpty else { return nil }
        let title = "The indices that were kept are in the database"
        func check(_ state: State) -> EvidenceCheck { EvidenceCheck(pattern: .indices, title: title, state: state) }
        guard let current = run.current else { return check(.unknown("nothing was measured after the fixes")) }
        guard let inspection = current.database.value else {
            return check(.unknown(current.database.reason ?? "no inspection"))
        }
        let present = Set(inspection.indexes.map { $0.name.lowercased() })
        let wanted = kept.flatMap { indexNames(in: $0.change) }
        let before = run.baseline.database.value?.indexCount
        let count = "\(before.map { "\($0) before, " } ?? "")\(inspection.indexCount) now"
        guard !wanted.isEmpty else {
            guard let before else { return check(.unknown("the database was not inspected before")) }
            return check(inspection.indexCount > before ? .seen(count) : .notSeen(count))
        }
        let absent = wanted.filter { !present.contains($0.lowercased()) }
        guard let first = absent.first else { return check(.seen("\(wanted.joined(separator: ", ")); \(count)")) }
        return check(.notSeen("\(first) is not there; \(count)"))
    }

    /// The names in `CREATE [UNIQUE] INDEX [IF NOT EXISTS] [schema.]name ON …`
    /// (<https://www.sqlite.org/lang_createindex.html>).
    static func indexNames(in change: String) -> [String] {
        let words = change.split { $0.isWhitespace || $0 == "(" || $0 == ";" }.map(String.init)
        return words.indices.compactMap { place in
            guard words[place].uppercased() == "INDEX", place > 0,
                ["CREATE", "UNIQUE"].contains(words[place - 1].uppercased())
            else { return nil }
            var next = place + 1
            if words.dropFirst(next).prefix(3).map({ $0.uppercased() }) == ["IF", "NOT", "EXISTS"] { next += 3 }
            guard next < words.count else { return nil }
            let last = words[next].split(separator: ".").last.map(String.init) ?? words[next]
            return last.trimming(while: { "\"'`[]".contains($0) })
        }
    }
}

extension String {
    /// The text without the characters at its ends for which `holds`.
    fileprivate func trimming(while holds: (Character) -> Bool) -> String {
        String(drop(while: holds).reversed().drop(while: holds).reversed())
    }
}
