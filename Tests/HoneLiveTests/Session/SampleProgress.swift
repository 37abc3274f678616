import HoneCore
import HoneLoad

/// Intervals of a run that never was.
enum SampleProgress {
    static let scenario = Scenario(
        target: "http://127.0.0.1:1", classes: [.init(tasks: [.init("GET", "/a"), .init("GET", "/b")])],
        load: .users(10, duration: 60),
        thresholds: [LoadThreshold(.p95, .below, 15), LoadThreshold(.errorRate, .below, 0.01)])

    /// An interval of a second with so many successes of so many ms for each of two tasks, and failures of the second.
    static func second(
        _ elapsed: Double, requests: Int = 10, failures: Int = 0, milliseconds: Int = 10, users: Int = 5,
        isRecorded: Bool = true
    ) -> HoneLoad.Progress {
        var total = TaskResult(name: "total")
        let tasks = ["GET /a", "GET /b"].map { name in
            var task = TaskResult(name: name)
            let failed = name == "GET /b" ? failures : 0
            task.requests = requests + failed
            task.successes = requests
            if failed > 0 { task.errors = [.timeout: failed] }
            for _ in 0..<requests { task.latency.record(.milliseconds(milliseconds)) }
            total.add(task)
            return task
        }
        return HoneLoad.Progress(
            elapsed: elapsed, whole: 60, isRecorded: isRecorded,
            point: SeriesPoint(
                second: elapsed - 1, length: 1, users: users, requests: total.requests, failures: total.failures,
                bytesReceived: 0, latency: total.latency.snapshot, distribution: total.latency.distribution),
            tasks: tasks)
    }

    static func result(
        _ ending: LoadResult.Ending = .completed, busiestLoop: Double = 0.1
    ) -> LoadResult {
        LoadResult(
            ending: ending, startedUsers: 1, seconds: 1, total: TaskResult(name: "total"), tasks: [],
            generator: GeneratorLoad(loops: 1, cpuSeconds: 0.1, busiestLoop: busiestLoop))
    }
}
