import Foundation
import HoneCore
import Testing

@testable import HoneLoad

struct PlausibleResultTests {
    private static func result() -> LoadResult {
        var task = TaskResult(name: "GET /", method: "GET", checks: [CheckResult(name: "a", passed: 5)])
        task.requests = 10
        task.successes = 9
        task.errors = [.timeout: 1]
        task.statuses = [200: 9]
        let point = SeriesPoint(
            second: 0, length: 1, users: 1, requests: 10, failures: 1, bytesReceived: 10, latency: .empty)
        return LoadResult(
            startedAt: 1_795_372_804, level: 10_000_000, startedUsers: 5, seconds: 604_800, total: task, tasks: [task],
            onStart: [task], series: [point], generator: GeneratorLoad(loops: 1, cpuSeconds: 1, busiestLoop: 0.5))
    }

    @Test func whatRunsComeToIsPlausible() {
        #expect(Self.result().implausible == nil)
        #expect(SimulatedLoad(seed: 1).result().implausible == nil)
    }

    static let damages: [(String, @Sendable (inout LoadResult) -> Void)] = [
        ("startedAt", { $0.startedAt = 1e300 }), ("startedAt", { $0.startedAt = .nan }),
        ("level", { $0.level = -1 }), ("seconds", { $0.seconds = .infinity }),
        ("unsent", { $0.unsent = .max }), ("startedUsers", { $0.startedUsers = -1 }),
        ("GET /: requests", { $0.total.requests = .max }), ("GET /: errors", { $0.tasks[0].errors = [.reset: .max] }),
        ("GET /: statuses", { $0.onStart[0].statuses = [200: -5] }),
        ("GET /: checks", { $0.tasks[0].checks[0].failed = .max }),
        ("series.second", { $0.series[0].second = -1e300 }), ("series.length", { $0.series[0].length = 1e300 }),
        ("series.requests", { $0.series[0].requests = .max }),
        ("series.latency.count", { $0.series[0].latency.count = .max }),
        ("generator.lateStarts", { $0.generator.lateStarts = .max }),
    ]

    @Test(arguments: damages.indices)
    func whatNoRunCanHaveComeToIsNamed(place: Int) {
        var result = Self.result()
        Self.damages[place].1(&result)
        #expect(result.implausible?.hasPrefix(Self.damages[place].0 + " is ") == true, "\(result.implausible ?? "nil")")
    }
}
