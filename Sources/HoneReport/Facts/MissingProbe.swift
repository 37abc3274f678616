import HoneAgent

/// A probe that brought nothing, and why.
struct MissingProbe: Equatable {
    /// What is missing: `latency`, `queries`, `page load`, …
    var name: String
    /// Why, in the probe's own words.
    var reason: String

    /// Why there are no browser figures: the probe that would take them does not exist in this version.
    static let noPageProbe = "this version of Hone has no page probe"

    /// What is missing from the evidence, browser figures included.
    static func all(in evidence: Evidence) -> [MissingProbe] {
        let gathered: [(String, String?)] = [
            ("latency", evidence.latency.reason), ("load", evidence.load.reason),
            ("queries", evidence.queries.reason), ("database", evidence.database.reason),
            ("index advice", evidence.advice.reason), ("HTTP", evidence.http.reason),
            ("system", evidence.system.reason),
            ("page load, DOM interactive, Web Vitals", noPageProbe),
        ]
        return gathered.compactMap { name, reason in reason.map { MissingProbe(name: name, reason: $0) } }
    }

    /// What is missing from a run: from its baseline, and from its evidence now where that differs.
    static func all(in run: Run) -> [MissingProbe] {
        let before = all(in: run.baseline)
        guard let current = run.current else { return before }
        let now = all(in: current).filter { !before.contains($0) }
        return before + now.map { MissingProbe(name: "\($0.name) (now)", reason: $0.reason) }
    }
}
