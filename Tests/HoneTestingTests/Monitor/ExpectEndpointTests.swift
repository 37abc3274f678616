import HoneMonitor
import HoneTesting
import Testing

/// What is expected of an endpoint, on either side of each limit.
struct ExpectEndpointTests {
    private let monitor: PerformanceMonitor

    init() {
        let clock = ManualClock()
        let monitor = PerformanceMonitor(
            configuration: .init(lookEverySeconds: nil),
            clock: MonitorClock(nanoseconds: { clock.nanoseconds }, unixMilliseconds: { 0 }))
        for index in 0..<10 {
            var recording = monitor.begin(method: "GET", route: "/a")
            for _ in 0..<(index == 0 ? 11 : 1) { recording.trace?.recordQuery(sql: "SELECT 1", nanoseconds: 1) }
            recording.trace?.recordCache("k", hit: index > 0)
            clock.advance(by: .milliseconds(10))
            monitor.end(&recording, status: index == 9 ? 500 : 200, responseBytes: nil)
        }
        self.monitor = monitor
    }

    @Test func whatIsAsExpectedPasses() throws {
        let snapshot = monitor.snapshot()
        try expectEndpoint("GET /a", in: snapshot)
        try expectEndpoint(
            "GET /a", in: snapshot, requests: 10...10, serverErrors: 1, queriesPerRequest: 2, maxQueries: 11, p95: 10,
            cacheHitRate: 90)
        try expectEndpoint("GET /a", in: snapshot, requests: 3...)
    }

    /// Outside of a test it is thrown; a detached task is outside of one.
    @Test func saysEverythingThatIsNot() async {
        let snapshot = monitor.snapshot()
        let error = await Task.detached { () -> (any Error)? in
            do {
                try expectEndpoint(
                    "GET /a", in: snapshot, requests: 0..<10, serverErrors: 0, queriesPerRequest: 1.9, maxQueries: 10,
                    p95: 9.9, cacheHitRate: 90.1)
                return nil
            } catch {
                return error
            }
        }.value
        let figures = error as? UnexpectedFigures
        #expect(figures?.problems.count == 6)
        #expect(figures?.description.contains("most repeated: 11 × SELECT 1") == true)
        #expect(figures?.description.contains("cache hit rate: 90.0 % of 10 where 90.1 % at least") == true)
    }

    @Test func inATestItIsAnIssue() throws {
        let snapshot = monitor.snapshot()
        try withKnownIssue {
            try expectEndpoint("GET /nowhere", in: snapshot)
        } matching: { issue in
            (issue.error as? UnexpectedFigures)?.problems == ["not asked; asked were GET /a"]
        }
    }
}
