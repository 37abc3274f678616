import HoneAgent
import HoneCore

/// One endpoint's latency with one request at a time, before and now.
struct EndpointChange: Equatable {
    /// `GET /api/dashboard`.
    var name: String
    /// Before any fix; `nil` when it was not measured or nothing succeeded.
    var before: LatencySnapshot?
    /// After the last verdict; `nil` when it was not measured or nothing succeeded.
    var after: LatencySnapshot?

    /// The endpoints of a run in the order of the baseline; those that only appear later come last.
    static func all(in run: Run) -> [EndpointChange] {
        let before = run.baseline.latency.value?.endpoints ?? []
        let after = run.current?.latency.value?.endpoints ?? []
        let names = before.map(\.name) + after.map(\.name).filter { name in !before.contains { $0.name == name } }
        return names.map { name in
            EndpointChange(
                name: name, before: before.first { $0.name == name }?.measured,
                after: after.first { $0.name == name }?.measured)
        }
    }
}

extension LatencyEvidence.Row {
    /// The latency if any request succeeded: figures of no samples are not figures.
    var measured: LatencySnapshot? { latency.count > 0 ? latency : nil }
}
