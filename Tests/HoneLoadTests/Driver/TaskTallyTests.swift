import HoneCore
import Testing

@testable import HoneLoad

struct TaskTallyTests {
    @Test func whatIsCountedComesOut() {
        var tally = TaskTally()
        tally.success(status: 200, latency: 3_000_000, serviceTime: 2_000_000)
        tally.success(status: 304, latency: 1_000_000, serviceTime: 1_000_000)
        tally.failure(.status5xx, status: 502)
        tally.failure(.timeout, status: 0)
        tally.notModified = 1
        tally.servedFromClientCache = 4
        tally.bytesSent = 10
        tally.bytesReceived = 20
        let result = tally.result(name: "GET /")
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
    func everyStatusHasAPlace(status: Int) {
        var tally = TaskTally()
        tally.failure(.status5xx, status: status)
        #expect(tally.result(name: "x").statuses == [status: 1])
    }

    @Test func intervalsAddUp() {
        var first = IntervalTally()
        first.requests = 2
        first.users = 1
        first.latency.record(nanoseconds: 1_000)
        var second = first
        second.failures = 1
        second.bytesReceived = 5
        first.add(second)
        #expect(first.requests == 4)
        #expect(first.failures == 1)
        #expect(first.users == 2)
        #expect(first.bytesReceived == 5)
        #expect(first.latency.count == 2)
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

struct LoadSinkTests {
    private func feed(_ sink: inout LoadSink, header name: String, _ value: String) {
        Array(name.utf8).withUnsafeBytes { name in
            Array(value.utf8).withUnsafeBytes { sink.header(name: name, value: $0) }
        }
    }

    @Test func countingKeepsNothing() {
        var sink = LoadSink()
        sink.expect(.nothing)
        #expect(!sink.wantsHeaders)
        Array("body".utf8).withUnsafeBytes { sink.body($0) }
        #expect(sink.collected.isEmpty)
    }

    @Test func aLoginKeepsBodyAndCookies() {
        var sink = LoadSink()
        sink.expect(.login)
        #expect(sink.wantsHeaders)
        feed(&sink, header: "Set-COOKIE", "a=b")
        feed(&sink, header: "ETag", "x")
        Array("body".utf8).withUnsafeBytes { sink.body($0) }
        #expect(sink.collected == Array("body".utf8))
        #expect(sink.cookies == [Array("a=b".utf8)])
        #expect(sink.directives == UserCache.Directives())
        sink.expect(.login)
        #expect(sink.collected.isEmpty)
        #expect(sink.cookies.isEmpty)
    }

    @Test func aLoginWithoutEndIsNotKeptWhole() {
        var sink = LoadSink()
        sink.expect(.login)
        let piece = [UInt8](repeating: 1, count: 100_000)
        for _ in 0..<50 { piece.withUnsafeBytes { sink.body($0) } }
        #expect(sink.collected.count <= LoadSink.collectLimit)
    }

    @Test func cachingReadsTheDirectives() {
        var sink = LoadSink()
        sink.expect(.caching)
        feed(&sink, header: "etag", "\"v\"")
        feed(&sink, header: "Cache-Control", "max-age=5, must-revalidate")
        feed(&sink, header: "Age", "2")
        #expect(sink.directives.etag == Array("\"v\"".utf8))
        #expect(sink.directives.maxAge == 5)
        #expect(sink.directives.age == 2)
        #expect(!sink.directives.mustRevalidate)
        Array("body".utf8).withUnsafeBytes { sink.body($0) }
        #expect(sink.collected.isEmpty)
    }
}
