import HoneCore
import HoneLoad
import Testing

@testable import HoneReport

@Suite struct ComparisonRenderingTests {
    private func comparison(slower: Int, errors: Int = 0, busiestLoop: Double = 0.1) throws -> LoadComparison {
        func result(_ factor: Int, _ failures: Int, _ busiestLoop: Double) -> LoadResult {
            var total = TaskResult(name: "total")
            var series: [SeriesPoint] = []
            for second in 0..<30 {
                var histogram = LatencyHistogram()
                for number in 1...50 { histogram.record(.microseconds((900 + number * 4 + second % 2) * factor)) }
                total.latency.add(histogram)
                total.requests += 50 + failures
                total.errors[.timeout, default: 0] += failures
                series.append(
                    SeriesPoint(
                        second: Double(second), length: 1, users: 5, requests: 50 + failures, failures: failures,
                        bytesReceived: 0, latency: histogram.snapshot, distribution: histogram.distribution))
            }
            let task = total
            return LoadResult(
                level: 5, startedUsers: 5, seconds: 30, total: total, tasks: [task], series: series,
                generator: GeneratorLoad(loops: 1, cpuSeconds: 1, busiestLoop: busiestLoop))
        }
        return try LoadComparison(
            a: result(1, 0, 0.1), b: result(slower, errors, busiestLoop), options: .init(resamples: 100))
    }

    @Test func worseIsSaidWithTheChangeAndItsInterval() throws {
        let text = TerminalRenderer().comparison(try comparison(slower: 2, errors: 5))
        #expect(text.hasPrefix("B is worse than A."))
        for part in ["p50", "p99", "average", "requests/s", "error rate", "+100%", " pt", "worse", "99% interval"] {
            #expect(text.contains(part), "\(part)")
        }
        for line in text.split(separator: "\n") { #expect(TerminalText.width(String(line)) <= 100) }
    }

    @Test func sameAndInconclusiveAreSaid() throws {
        #expect(TerminalRenderer().comparison(try comparison(slower: 1)).hasPrefix("B is the same as A."))
        let doubtful = TerminalRenderer().comparison(try comparison(slower: 1, busiestLoop: 0.95))
        #expect(doubtful.hasPrefix("Inconclusive"))
        #expect(doubtful.contains("The generator of B did not keep up"))
    }
}
