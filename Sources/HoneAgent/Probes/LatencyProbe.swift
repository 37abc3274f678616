import HoneCore
import HoneLoad

/// Measures each endpoint with one request at a time on one connection.
struct LatencyProbe: Sendable {
    let requester: Requester
    /// Requests thrown away first, so that caches, pools and the processor's clock are as they are in daily work; a
    /// slow endpoint gets fewer of them, but never fewer than two.
    var warmUp = 20
    var warmUpPatience = Duration.milliseconds(400)
    /// Samples of an endpoint.
    var samples = 100
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
        let warming = clock.now
        for number in 0..<warmUp where number < 2 || clock.now - warming < warmUpPatience {
            _ = try await requester.send(endpoint, path: endpoint.paths[number % endpoint.paths.count])
        }
        let began = clock.now
        for number in 0..<samples where number < fewest || clock.now - began < patience {
            do {
                let answer = try await requester.send(endpoint, path: endpoint.paths[number % endpoint.paths.count])
                statuses[answer.status, default: 0] += 1
                if answer.status < 400 {
                    histogram.record(nanoseconds: answer.nanoseconds)
                    bytes += answer.wireBytes
                } else {
                    failures += 1
                }
            } catch let error as ClientError {
                // A refused connection does not heal by asking again; anything else is a failed sample.
                guard error.kind != .refused else { throw error }
                failures += 1
            }
        }
        return .init(
            name: endpoint.name, latency: histogram.snapshot,
            status: statuses.max { $0.value < $1.value }?.key ?? 0, failures: failures,
            bytes: histogram.count > 0 ? Double(bytes) / Double(histogram.count) : 0, weight: endpoint.weight)
    }
}
