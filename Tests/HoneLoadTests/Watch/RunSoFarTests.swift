import HoneCore
import Testing

@testable import HoneLoad

struct RunSoFarTests {
    /// An interval in which each task had as many successes of so many ms, and failures.
    private static func progress(
        _ elapsed: Double, recorded: Bool = true, users: Int = 5, _ tasks: [(String, ok: Int, bad: Int, ms: Int)]
    ) -> Progress {
        var total = TaskResult(name: "total")
        let results = tasks.map { name, ok, bad, ms in
            var result = TaskResult(name: name)
            result.requests = ok + bad
            result.successes = ok
            if bad > 0 { result.errors = [.timeout: bad] }
            for _ in 0..<ok { result.latency.record(.milliseconds(ms)) }
            total.add(result)
            return result
        }
        return Progress(
            elapsed: elapsed, whole: 60, isRecorded: recorded,
            point: SeriesPoint(
                second: elapsed - 1, length: 1, users: users, requests: total.requests, failures: total.failures,
                bytesReceived: 0, latency: total.latency.snapshot), tasks: results)
    }

    @Test func sumsAreOfWhatWasRecorded() {
        var run = RunSoFar()
        #expect(run.now == nil)
        run.add(Self.progress(1, recorded: false, [("a", 100, 50, 900), ("b", 0, 0, 0)]))
        #expect(run.now?.requestsPerSecond == 150)
        #expect(run.total.sum.requests == 0)
        #expect(!run.isRecording)
        run.add(Self.progress(2, [("a", 10, 0, 10), ("b", 5, 5, 20)]))
        run.add(Self.progress(3, users: 9, [("a", 20, 0, 30), ("b", 0, 0, 0)]))
        #expect(run.isRecording)
        #expect(run.seconds == 2)
        #expect(run.users == 9)
        #expect(run.left == 57)
        #expect(run.total.sum.requests == 40)
        #expect(run.total.sum.errors == [.timeout: 5])
        #expect(run.requestsPerSecond == 20)
        #expect(run.tasks.map(\.sum.name) == ["a", "b"])
        #expect(run.tasks.map(\.sum.requests) == [30, 10])
        #expect((30..<30.1).contains(run.tasks[0].sum.latency.snapshot.max), "a histogram is within 0.1 %")
        #expect(run.now?.requests == 20)
        #expect(run.tasks[1].recent.map(\.requests) == [0, 10, 0])
        #expect(run.tasks[1].recent.map(\.failures) == [0, 5, 0])
    }

    @Test func onlyTheLastIntervalsAreKept() {
        var run = RunSoFar(keeping: 3)
        for second in 1...100 { run.add(Self.progress(Double(second), [("a", second, 0, 1)])) }
        #expect(run.total.recent.map(\.requests) == [98, 99, 100])
        #expect(run.tasks[0].recent.map(\.end) == [98, 99, 100])
        #expect(run.total.sum.requests == 5_050)
        #expect(RunSoFar(keeping: -1).kept == 1)
    }

    @Test func tasksAreFoundByNameWhereTheirPlacesChange() {
        var run = RunSoFar()
        run.add(Self.progress(1, [("a", 1, 0, 1)]))
        run.add(Self.progress(2, [("b", 2, 0, 1), ("a", 3, 0, 1)]))
        #expect(run.tasks.map(\.sum.name) == ["a", "b"])
        #expect(run.tasks.map(\.sum.requests) == [4, 2])
    }

    @Test func aTaskCalledTotalKeepsItsChecks() {
        var run = RunSoFar()
        var progress = Self.progress(1, [("total", 1, 0, 1)])
        progress.tasks[0].checks = [CheckResult(name: "status 200", passed: 1)]
        run.add(progress)
        run.add(progress)
        #expect(run.tasks[0].sum.checks == [CheckResult(name: "status 200", passed: 2)])
        #expect(run.total.sum.checks.isEmpty)
        #expect(run.total.sum.requests == 2)
    }

    @Test func thresholdsAreJudgedSoFar() {
        var run = RunSoFar()
        let thresholds = [
            LoadThreshold(.p95, .below, 15), LoadThreshold(.errorRate, .atMost, 0.1),
            LoadThreshold(.max, .below, 15, scope: "b"),
        ]
        #expect(run.outcomes(of: thresholds).allSatisfy { $0.value == nil && !$0.isMet })
        run.add(Self.progress(1, [("a", 19, 0, 10), ("b", 1, 0, 20)]))
        #expect(run.outcomes(of: thresholds).map(\.isMet) == [true, true, false])
    }
}
