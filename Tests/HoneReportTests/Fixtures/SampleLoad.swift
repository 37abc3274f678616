import Foundation
import HoneCore
import HoneLoad

/// A load run's result: a closed model of 20 users, 10 seconds, one task that answers and one that fails.
enum SampleLoad {
    static func result(
        ending: LoadResult.Ending = .completed, unfinished: Int = 0, busiestLoop: Double = 0.3,
        model: LoadResult.Model = .closed(expectedInterval: 20)
    ) -> LoadResult {
        var products = TaskResult(name: "GET /api/products", method: "GET", tags: ["read"])
        for number in 1...100 {
            products.latency.record(.milliseconds(number))
            products.serviceTime.record(.microseconds(number * 800))
        }
        products.requests = 100
        products.successes = 100
        products.bytesReceived = 1_500_000
        products.statuses = [200: 100]
        products.checks = [
            CheckResult(name: "status 200", passed: 100), CheckResult(name: "/total is 20", passed: 100),
        ]
        var bookings = TaskResult(name: "POST /api/bookings", method: "POST")
        bookings.requests = 10
        bookings.errors = [.timeout: 6, .status5xx: 3, .check: 1]
        bookings.statuses = [200: 1, 503: 3]
        bookings.checks = [CheckResult(name: "body contains \"ok\", quoted", failed: 1), CheckResult(name: "size 1-2")]
        var login = TaskResult(name: "POST /login", method: "POST")
        login.requests = 20
        login.successes = 20
        for _ in 0..<20 { login.latency.record(.milliseconds(70)) }
        let total = TaskResult(totalOf: [products, bookings])
        let thresholds = [
            LoadThreshold(.p95, .below, 150), LoadThreshold(.errorRate, .below, 0.001),
            LoadThreshold(.p99, .atMost, 1_000, scope: "POST /api/bookings"),
        ]
        var startDelay = LatencyHistogram()
        for _ in 0..<100 { startDelay.record(.microseconds(120)) }
        return LoadResult(
            target: "http://127.0.0.1:8000", startedAt: 1_795_372_804, model: model, level: 20, ending: ending,
            startedUsers: 20, seconds: 10, total: total, tasks: [products, bookings], onStart: [login],
            thresholds: thresholds.map { $0.outcome(tasks: [products, bookings], total: total, seconds: 10) },
            unfinished: unfinished, longestUnfinished: 4_200, connections: 20, series: series(),
            generator: GeneratorLoad(
                loops: 1, cpuSeconds: 0.5, busiestLoop: busiestLoop, startDelay: startDelay, lateStarts: 0))
    }

    /// Ten intervals of eleven requests, one of which fails.
    private static func series() -> [SeriesPoint] {
        (0..<10).map { second in
            var histogram = LatencyHistogram()
            for number in 1...10 { histogram.record(.milliseconds(10 * (number - 1) + second + 1)) }
            return SeriesPoint(
                second: Double(second), length: 1, users: 20, requests: 11, failures: 1, bytesReceived: 150_000,
                latency: histogram.snapshot, distribution: histogram.distribution)
        }
    }

    /// A run in which nothing was answered.
    static func nothing() -> LoadResult {
        LoadResult(
            startedUsers: 0, seconds: 0, total: TaskResult(name: "total"), tasks: [],
            generator: GeneratorLoad(loops: 1, cpuSeconds: 0, busiestLoop: 0))
    }

    /// Names from a target that wants to break out of every rendering.
    static func hostile() -> LoadResult {
        var result = result()
        result.target = "http://\"><script>alert(1)</script>"
        result.tasks[0].name = "GET /<b>\u{1B}[31m\",=cmd|' /C calc'!A0\n&"
        result.tasks[0].method = "=1+1"
        result.tasks[0].checks[0].name = "]]><x a='\"'>"
        result.thresholds[0].threshold.scope = "<i>\u{202E}"
        return result
    }
}
