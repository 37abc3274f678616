import HoneCore
import HoneLoad

/// Measures each endpoint with one request at a time on one connection.
struct LatencyProbe: Sendable {
    let requester: Requester
    /// Requests thrown away first, so that caches and pools are as they are in daily work.
    var warmUp = 5
    /// Samples of an endpoint.
    var samples = 60
    /// An endpoint is left after this long with the samples it has, if they are enough for a median.
    var patience = Duration.milliseconds(1_500)
    var fewest = 10

    func gather(_ endpoints: [Target.Endpoint], observe: Observer) async throws -> LatencyEvidence {
        var rows: [LatencyEvidence.Row] = []
        for (index, endpoint) in endpoints.enumerated() {
            observe(Progress("latency", endpoint.name, fraction: Double(index) / Double(endpoints.count)))
            rows.append(try await row(endpoint))
        }
        return LatencyEvidence(endpoints: rows)
    }

    private func row(_ endpoint: Target.Endpoint) async throws -> LatencyEvidence.Row {
        var histogram = LatencyHistogram()
        var statuses: [Int: Int] = [:]
        var failures = 0
        var bytes = 0
        let clock = ContinuousClock()
        var began = clock.now
        for number in 0..<(warmUp + samples) {
            if number == warmUp { began = clock.now }
            if number >= warmUp + fewest, clock.now - began > patience { break }
            let path = endpoint.paths[number % endpoint.paths.count]
            do {
                let answer = try await requester.send(endpoint, path: path)
                guard number >= warmUp else { continue }
                statuses[answer.status, default: 0] += 1
                if answer.status < 400 {
                    histogram.record(nanoseconds: answer.nanoseconds)
                    bytes += answer.wireBytes
                } else {
                    failures += 1
                }
            } catch let error as ClientError {
                // A refused connection does not heal by asking again; anything else is a failed sample.
                guard number >= warmUp, error.kind != .refused else { throw error }
                failures += 1
            }
        }
        return .init(
            name: endpoint.name, latency: histogram.snapshot,
            status: statuses.max { $0.value < $1.value }?.key ?? 0, failures: failures,
            bytes: histogram.count > 0 ? Double(bytes) / Double(histogram.count) : 0, weight: endpoint.weight)
    }
}
