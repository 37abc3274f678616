import HoneCore
import Testing

@testable import HoneLoad

struct TaskTallyTests {
    private static var task: RequestPlan.PlannedTask {
        get throws { try RequestPlan(Scenario(target: "http://127.0.0.1", tasks: [.init("GET", "/")])).tasks[0] }
    }

    @Test func whatIsCountedComesOut() throws {
        var tally = TaskTally()
        tally.success(status: 200, latency: 3_000_000, serviceTime: 2_000_000)
        tally.success(status: 304, latency: 1_000_000, serviceTime: 1_000_000)
        tally.failure(.status5xx, status: 502)
        tally.failure(.timeout, status: 0)
        tally.notModified = 1
        tally.servedFromClientCache = 4
        tally.bytesSent = 10
        tally.bytesReceived = 20
        let result = try tally.result(of: Self.task)
        #expect(result.name == "GET /")
        #expect(result.requests == 4)
        #expect(result.successes == 2)
        #expect(result.errors == [.status5xx: 1, .timeout: 1])
        #expect(result.statuses == [200: 1, 304: 1, 502: 1])
        #expect(result.errorShare == 0.5)
        #expect(result.latency.count == 2)
        #expect(abs(result.latency.snapshot.average - 2) < 1e-9)
        #expect(abs(result.serviceTime.snapshot.average - 1.5) < 1e-9)
        #expect(result.notModified == 1)
        #expect(result.servedFromClientCache == 4)
        #expect(result.bytesSent == 10)
        #expect(result.bytesReceived == 20)
    }

    @Test func addingLosesNothing() {
        var first = TaskResult(name: "a")
        var second = TaskResult(name: "b")
        first.requests = 3
        first.errors = [.reset: 1]
        first.latency.record(nanoseconds: 1_000_000)
        second.requests = 4
        second.errors = [.reset: 2, .timeout: 1]
        second.statuses = [500: 2]
        second.latency.record(nanoseconds: 9_000_000)
        first.add(second)
        #expect(first.name == "a")
        #expect(first.requests == 7)
        #expect(first.errors == [.reset: 3, .timeout: 1])
        #expect(first.failures == 4)
        #expect(first.statuses == [500: 2])
        #expect(first.latency.count == 2)
    }

    /// The lowest and the highest status that the parser lets through have their place.
    @Test(arguments: [200, 599, 600, 999])
    func everyStatusHasAPlace(status: Int) throws {
        var tally = TaskTally()
        tally.failure(.status5xx, status: status)
        #expect(try tally.result(of: Self.task).statuses == [status: 1])
    }

    @Test func whatComesWithoutARequestCountsToo() {
        for count in [\TaskTally.bytesReceived, \.bytesSent, \.servedFromClientCache] {
            var tally = TaskTally()
            tally[keyPath: count] = 7
            #expect(!tally.isEmpty, "\(count)")
            var sum = TaskTally()
            sum.add(tally)
            #expect(sum[keyPath: count] == 7, "\(count)")
            tally.reset()
            #expect(tally[keyPath: count] == 0, "\(count)")
        }
    }

    @Test func checksAreOfTheirTaskAlone() {
        var task = TaskResult(name: "total", checks: [CheckResult(name: "size 1-2", passed: 1)])
        task.requests = 1
        task.add(TaskResult(name: "b", checks: [CheckResult(name: "size 1-2", failed: 2), CheckResult(name: "x")]))
        #expect(task.checks == [CheckResult(name: "size 1-2", passed: 1, failed: 2), CheckResult(name: "x")])
        let sum = TaskResult(totalOf: [task, task])
        #expect(sum.name == "total")
        #expect(sum.requests == 2)
        #expect(sum.checks.isEmpty)
    }

    @Test func aPointTakesTheCountsOfAllTasks() {
        var first = TaskTally()
        first.success(status: 200, latency: 1_000, serviceTime: 1_000)
        var second = TaskTally()
        second.success(status: 200, latency: 1_000, serviceTime: 1_000)
        second.failure(.reset, status: 0)
        second.bytesReceived = 5
        first.addCounts(second)
        #expect(first.requests == 3)
        #expect(first.failures == 1)
        #expect(first.bytesReceived == 5)
        #expect(first.latency?.count == 2)
    }
}

struct ClockTests {
    @Test func clocksGoForward() {
        let (before, thread, process) = (Clock.now(), Clock.threadCPU(), Clock.processCPU())
        var random = SeededGenerator(seed: 1, stream: 1)
        var sum: UInt64 = 0
        for _ in 0..<100_000 { sum &+= random.next() }
        #expect(sum != 0)
        #expect(Clock.now() > before)
        #expect(Clock.threadCPU() >= thread)
        #expect(Clock.processCPU() >= process)
    }
}
