import HoneCore
import HoneLoad

/// Intervals of a run that never was.
enum SampleProgress {
    static let thresholds = [
        LoadThreshold(.p95, .below, 15), LoadThreshold(.errorRate, .below, 0.01),
        LoadThreshold(.p99, .below, 1_500, scope: "GET /endpoint/3"),
    ]

    static func scenario(tasks: Int = 3, open: Bool = false) -> Scenario {
        Scenario(
            target: "http://127.0.0.1:8000",
            classes: [.init(tasks: (1...tasks).map { .init("GET", "/endpoint/\($0)") })],
            load: open ? .rate(50, duration: 60) : .users(200, duration: 60), thresholds: thresholds)
    }

    /// A second in which task n has 10 × n requests of n ms and more the later it is; of the second task some fail.
    static func second(
        _ elapsed: Double, tasks: Int = 3, failures: Int = 0, isRecorded: Bool = true, whole: Double = 65,
        name: (Int) -> String = { "GET /endpoint/\($0)" }
    ) -> HoneLoad.Progress {
        var total = TaskResult(name: "total")
        let results = (1...tasks).map { number in
            var task = TaskResult(name: name(number))
            task.successes = 10 * number
            if number == 2, failures > 0 { task.errors = [.timeout: failures, .status5xx: 1] }
            task.requests = task.successes + task.failures
            for _ in 0..<task.successes { task.latency.record(.milliseconds(number + Int(elapsed))) }
            total.add(task)
            return task
        }
        return HoneLoad.Progress(
            elapsed: elapsed, whole: whole, isRecorded: isRecorded,
            point: SeriesPoint(
                second: elapsed - 1, length: 1, users: 200, requests: total.requests, failures: total.failures,
                bytesReceived: 0, latency: total.latency.snapshot), tasks: results)
    }
}
