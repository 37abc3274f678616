import HoneAgent

/// A probe that brought nothing, and why.
struct MissingProbe: Equatable {
    /// What programs know it by: `latency`, `pageLoad`, …
    var key: String
    /// What people know it by: `latency`, `page load`, …
    var name: String
    /// Why, in the probe's own words.
    var reason: String

    /// Why there are no browser figures: the probe that would take them does not exist in this version.
    static let noPageProbe = "this version of Hone has no page probe"

    /// What is missing from the evidence: probes, browser figures, and endpoints that were left out.
    static func all(in evidence: Evidence) -> [MissingProbe] {
        let gathered: [(String, String, String?)] = [
            ("latency", "latency", evidence.latency.reason), ("load", "load", evidence.load.reason),
            ("queries", "queries", evidence.queries.reason), ("database", "database", evidence.database.reason),
            ("advice", "index advice", evidence.advice.reason), ("http", "HTTP", evidence.http.reason),
            ("system", "system", evidence.system.reason), ("pageLoad", "page load", noPageProbe),
            ("domInteractive", "DOM interactive", noPageProbe), ("webVitals", "Web Vitals", noPageProbe),
        ]
        let probes = gathered.compactMap { key, name, reason in
            reason.map { MissingProbe(key: key, name: name, reason: $0) }
        }
        let endpoints = evidence.leftOut.sorted { $0.key < $1.key }.map { name, reason in
            MissingProbe(key: "endpoint", name: name, reason: reason)
        }
        return probes + endpoints
    }

    /// What is missing from a run: from its baseline, and from its evidence now where that differs.
    static func all(in run: Run) -> [MissingProbe] {
        let before = all(in: run.baseline)
        guard let current = run.current else { return before }
        // Advice is sought once, before the fixes: that it was not sought again is nobody's loss.
        let now = all(in: current).filter { !before.contains($0) && $0.key != "advice" }
        return before + now.map { MissingProbe(key: $0.key, name: "\($0.name) (now)", reason: $0.reason) }
    }

    /// The same, with those that share a reason in one line: a list for people.
    static func grouped(_ probes: [MissingProbe]) -> [(names: String, reason: String)] {
        var groups: [(names: String, reason: String)] = []
        for probe in probes {
            if let place = groups.firstIndex(where: { $0.reason == probe.reason }) {
                groups[place].names += ", \(probe.name)"
            } else {
                groups.append((probe.name, probe.reason))
            }
        }
        return groups
    }
}
