import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// Windows, heat map and kept requests under clocks that go back, stand, or jump.
struct ClockTests {
    private let clock = ManualClock(startingAt: .seconds(200_000))

    private func monitor() -> PerformanceMonitor {
        PerformanceMonitor(configuration: .init(lookEverySeconds: nil), clock: clocks(clock))
    }

    private func serve(_ monitor: PerformanceMonitor, id: String? = nil, milliseconds: Int = 5) {
        var recording = monitor.begin(method: "GET", route: "/a", requestID: id)
        clock.advance(by: .milliseconds(milliseconds))
        monitor.end(&recording, status: 200, responseBytes: 1)
    }

    private func windows(_ monitor: PerformanceMonitor) throws -> [Int] {
        try #require(monitor.snapshot()["GET /a"]).windows.map(\.count)
    }

    @Test func aDayPasses() throws {
        let monitor = monitor()
        for _ in 0..<10 { serve(monitor) }
        clock.advance(by: .seconds(86_400))
        #expect(try windows(monitor) == [0, 0, 0])
        #expect(monitor.heatmap().columns.isEmpty)
        #expect(monitor.snapshot(activeInLastMinutes: 60).endpoints.isEmpty)
        serve(monitor)
        #expect(try windows(monitor) == [1, 1, 1])
        #expect(monitor.snapshot().requests == 11)
        #expect(monitor.heatmap().columns.map { $0.counts.reduce(0, +) } == [1])
        monitor.look()
        #expect(monitor.requests().count == 1)
    }

    /// What a clock that went back by a day counts is in the totals; windows show it as soon as they know of no later
    /// time.
    @Test func theClockGoesBackADayAndOn() throws {
        let monitor = monitor()
        for _ in 0..<10 { serve(monitor) }
        #expect(try windows(monitor) == [10, 10, 10])
        clock.advance(by: .seconds(-86_400))
        for _ in 0..<3 { serve(monitor) }
        let endpoint = try #require(monitor.snapshot()["GET /a"])
        #expect(endpoint.count == 13 && endpoint.inFlight == 0)
        // None of what is still to come is shown as what was.
        #expect(endpoint.windows.allSatisfy { $0.count <= 3 })
        #expect(endpoint.latency.max == 5)
        #expect(monitor.heatmap().columns.allSatisfy { $0.counts.reduce(0, +) <= 3 })
        #expect(monitor.uptimeSeconds == 0)
        monitor.look()
        clock.advance(by: .seconds(86_400))
        serve(monitor)
        #expect(try windows(monitor)[0] == 11)
        #expect(monitor.snapshot().requests == 14)
    }

    /// Steps of a second or two, as clocks are set by.
    @Test(arguments: [-1, -2, -9]) func theClockIsSetBackALittle(seconds: Int) throws {
        let monitor = monitor()
        clock.advance(by: .seconds(5))
        for _ in 0..<4 { serve(monitor) }
        clock.advance(by: .seconds(seconds))
        for _ in 0..<4 { serve(monitor) }
        clock.advance(by: .seconds(10))
        #expect(try windows(monitor) == [8, 8, 8])
    }

    @Test func theClockStands() throws {
        let monitor = monitor()
        for _ in 0..<1_000 { serve(monitor, milliseconds: 0) }
        let endpoint = try #require(monitor.snapshot()["GET /a"])
        #expect(endpoint.count == 1_000 && endpoint.latency.max == 0 && endpoint.latency.p99 == 0)
        #expect(endpoint.windows.map(\.count) == [1_000, 1_000, 1_000])
        #expect(monitor.snapshot().uptimeSeconds == 0)
    }

    /// A request that begins before the clock goes back ends at no time at all, in any order with others.
    @Test func requestsThatSpanAStepBack() throws {
        let monitor = monitor()
        var long = monitor.begin(method: "GET", route: "/a")
        serve(monitor)
        clock.advance(by: .seconds(-100_000))
        serve(monitor)
        long.trace?.recordQuery(sql: "SELECT 1", nanoseconds: 3_000_000)
        monitor.end(&long, status: 200, responseBytes: 1)
        let endpoint = try #require(monitor.snapshot()["GET /a"])
        #expect(endpoint.count == 3 && endpoint.latency.min == 0 && endpoint.latency.max == 5)
        #expect(endpoint.queries.total == 1)
        #expect(monitor.requests().allSatisfy { $0.milliseconds >= 0 })
    }

    /// Each boundary of each window, from both sides.
    @Test(
        arguments: [
            (59, [1, 1, 1]), (60, [0, 1, 1]), (299, [0, 1, 1]), (300, [0, 0, 1]), (3_599, [0, 0, 1]),
            (3_600, [0, 0, 0]),
        ]) func windowsEndWhereTheyEnd(seconds: Int, counts: [Int]) throws
    {
        // At the beginning of a minute, and so of a slice.
        let clock = ManualClock(startingAt: .seconds(120_000))
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil), clock: clocks(clock))
        var recording = monitor.begin(method: "GET", route: "/a")
        monitor.end(&recording, status: 200, responseBytes: 1)
        clock.advance(by: .seconds(seconds))
        #expect(try windows(monitor) == counts)
        let active = monitor.snapshot(activeInLastMinutes: 60).endpoints.count
        #expect(active == counts[2])
    }
}
