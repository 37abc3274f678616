import Foundation
import HoneCore

@testable import HoneLoad

/// Runs as a server with moods would give them: the latencies of a second scatter around a level that wanders from
/// second to second as a first-order autoregression.
struct SimulatedLoad {
    var seconds = 60
    var perSecond = 40
    /// The median latency, ms.
    var level = 10.0
    /// How alike neighbouring seconds are, 0 to 1.
    var memory = 0.0
    /// How much the level of a second scatters, as a share.
    var wander = 0.05
    /// How much the latencies within a second scatter, as a share.
    var scatter = 0.3
    /// The share of requests that fail.
    var errors = 0.0
    var seed: UInt64 = 1

    func result(target: String = "http://127.0.0.1:8000") -> LoadResult {
        var random = SeededGenerator(seed: seed)
        var tasks = ["GET /a", "GET /b"].map { TaskResult(name: $0, method: "GET") }
        var series: [SeriesPoint] = []
        var mood = normal(&random)
        for second in 0..<seconds {
            mood = memory * mood + (1 - memory * memory).squareRoot() * normal(&random)
            var latencies: [UInt64] = []
            for request in 0..<perSecond {
                let task = request % 2
                tasks[task].requests += 1
                if Double.random(in: 0..<1, using: &random) < errors {
                    tasks[task].errors[.timeout, default: 0] += 1
                    continue
                }
                tasks[task].successes += 1
                let latency = UInt64(level * exp(wander * mood + scatter * normal(&random)) * 1e6)
                tasks[task].latency.record(nanoseconds: latency)
                tasks[task].serviceTime.record(nanoseconds: latency / 2)
                latencies.append(latency)
            }
            series.append(point(second, latencies.sorted()))
        }
        var startDelay = LatencyHistogram()
        for _ in 0..<100 { startDelay.record(nanoseconds: 200_000) }
        return LoadResult(
            target: target, startedAt: 1_000, model: .closed(expectedInterval: 100), level: 10, startedUsers: 10,
            seconds: Double(seconds), total: TaskResult(totalOf: tasks), tasks: tasks, series: series,
            generator: GeneratorLoad(loops: 1, cpuSeconds: 1, busiestLoop: 0.2, startDelay: startDelay))
    }

    private func point(_ second: Int, _ latencies: [UInt64]) -> SeriesPoint {
        var distribution = LatencyDistribution()
        for latency in latencies { distribution.record(nanoseconds: latency) }
        func at(_ share: Double) -> Double {
            latencies.isEmpty ? 0 : Double(latencies[Int(share * Double(latencies.count - 1))]) / 1e6
        }
        let snapshot = LatencySnapshot(
            count: latencies.count,
            average: latencies.isEmpty ? 0 : Double(latencies.reduce(0, +)) / Double(latencies.count) / 1e6, min: at(0),
            p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), p999: at(0.999), max: at(1))
        return SeriesPoint(
            second: Double(second), length: 1, users: 10, requests: perSecond, failures: perSecond - latencies.count,
            bytesReceived: 100 * perSecond, latency: snapshot, distribution: distribution)
    }

    private func normal(_ random: inout SeededGenerator) -> Double {
        let distance = (-2 * log(Double.random(in: 1e-12..<1, using: &random))).squareRoot()
        return distance * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
    }
}
