import Foundation
import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// Clocks for a monitor that a test moves.
func clocks(_ clock: ManualClock) -> MonitorClock {
    MonitorClock(
        nanoseconds: { clock.nanoseconds }, unixMilliseconds: { Int64(clock.nanoseconds / 1_000_000) })
}

/// What a monitor records and says.
struct MonitorTests {
    let clock = ManualClock()

    private func monitor(maximumEndpoints: Int = 128) -> PerformanceMonitor {
        PerformanceMonitor(
            configuration: .init(maximumEndpoints: maximumEndpoints, lookEverySeconds: nil), clock: clocks(clock))
    }

    private func serve(
        _ monitor: PerformanceMonitor, _ route: String?, method: String = "GET", milliseconds: Int = 10,
        status: Int = 200, bytes: Int? = 100, queries: [String] = []
    ) {
        var recording = monitor.begin(method: method, route: route)
        for sql in queries { recording.trace?.recordQuery(sql: sql, nanoseconds: 2_000_000) }
        clock.advance(by: .milliseconds(milliseconds))
        monitor.end(&recording, status: status, responseBytes: bytes)
    }

    @Test func anEndpointInNumbers() throws {
        let monitor = monitor()
        serve(monitor, "/api/chefs/{id}", milliseconds: 10, bytes: 100)
        serve(monitor, "/api/chefs/{id}", milliseconds: 30, bytes: 300)
        serve(monitor, "/api/chefs/{id}", milliseconds: 20, status: 404, bytes: nil)
        serve(monitor, "/api/chefs/{id}", milliseconds: 20, status: 503, bytes: 0)
        let snapshot = monitor.snapshot()
        let endpoint = try #require(snapshot["GET /api/chefs/{id}"])
        #expect(endpoint.count == 4)
        #expect(endpoint.clientErrors == 1)
        #expect(endpoint.serverErrors == 1)
        #expect(endpoint.inFlight == 0)
        #expect(abs(endpoint.latency.average - 20) < 0.001)
        #expect(abs(endpoint.latency.max - 30) < 0.05)
        #expect(abs(endpoint.latency.min - 10) < 0.05)
        #expect(endpoint.responseBytes == .init(total: 400, average: 100, max: 300))
        #expect(endpoint.queries.total == 0)
        #expect(endpoint.queries.mostRepeated == nil)
        #expect(snapshot.requests == 4)
        #expect(abs(snapshot.uptimeSeconds - 0.08) < 1e-9)
        #expect(snapshot.log == nil)
    }

    @Test func endpointsAreToldApartByMethodAndRoute() {
        let monitor = monitor()
        serve(monitor, "/api/bookings")
        serve(monitor, "/api/bookings", method: "POST")
        serve(monitor, "/")
        #expect(monitor.snapshot().endpoints.map(\.endpoint) == ["GET /api/bookings", "POST /api/bookings", "GET /"])
        #expect(monitor.snapshot()["GET /api"] == nil)
    }

    @Test func queriesPerRequest() throws {
        let monitor = monitor()
        let chef = "SELECT * FROM chef WHERE id = ?"
        serve(monitor, "/dashboard", queries: ["SELECT 1"] + Array(repeating: chef, count: 8))
        serve(monitor, "/dashboard", queries: ["SELECT 1", chef, chef])
        serve(monitor, "/dashboard", queries: [])
        let queries = try #require(monitor.snapshot()["GET /dashboard"]).queries
        #expect(queries.total == 12)
        #expect(queries.perRequest == 4)
        #expect(queries.maxPerRequest == 9)
        #expect(abs(queries.average - 2) < 1e-9)
        #expect(abs(queries.millisecondsPerRequest - 8) < 1e-9)
        #expect(queries.mostRepeated == .init(sql: chef, times: 8))
    }

    @Test func showsTheFiguresOfParts() {
        let monitor = PerformanceMonitor()
        #expect(monitor.snapshot().gauges.isEmpty)
        monitor.addGauges("database") { [("inUse", 1), ("idle", 3)] }
        monitor.addGauges("database") { [("inUse", 2), ("idle", 2)] }
        for part in 0..<100 { monitor.addGauges("part \(part)") { [] } }
        let gauges = monitor.snapshot().gauges
        #expect(gauges["database"] == ["inUse": 2, "idle": 2])
        #expect(gauges.count == 64)
    }

    @Test func aQueryThatRanOnceIsNotRepeated() throws {
        let monitor = monitor()
        serve(monitor, "/a", queries: ["SELECT 1", "SELECT 2"])
        #expect(try #require(monitor.snapshot()["GET /a"]).queries.mostRepeated == nil)
    }

    @Test func requestsInFlight() throws {
        let monitor = monitor()
        var first = monitor.begin(method: "GET", route: "/slow")
        var second = monitor.begin(method: "GET", route: "/slow")
        #expect(try #require(monitor.snapshot()["GET /slow"]).inFlight == 2)
        #expect(monitor.snapshot().inFlight == 2)
        #expect(monitor.snapshot().requests == 0)
        monitor.end(&first, status: 200, responseBytes: 1)
        monitor.end(&second, status: 500, responseBytes: 1)
        #expect(monitor.snapshot().inFlight == 0)
        #expect(monitor.snapshot().requests == 2)
        // Ended is ended.
        monitor.end(&first, status: 200, responseBytes: 1)
        #expect(first.trace == nil)
        #expect(monitor.snapshot().inFlight == 0)
        #expect(monitor.snapshot().requests == 2)
    }

    /// The last minute and the last five, at both edges.
    /// Of a window everything is said that is said since the start.
    @Test func windowsSayAll() throws {
        let monitor = monitor()
        for milliseconds in 1...100 {
            var recording = monitor.begin(method: "GET", route: "/all")
            if milliseconds % 2 == 0 {
                clock.advance(by: .microseconds(500))
                recording.trace?.firstByte()
                clock.advance(by: .microseconds(-500 + milliseconds * 1_000))
            } else {
                clock.advance(by: .milliseconds(milliseconds))
            }
            monitor.end(&recording, status: 200, responseBytes: milliseconds)
        }
        let endpoint = try #require(monitor.snapshot()["GET /all"])
        let window = try #require(endpoint.window(minutes: 1))
        #expect(window.count == 100 && window.min == 1 && window.max == 100)
        for (value, wanted) in [
            (window.p50, 50.0), (window.p90, 90), (window.p95, 95), (window.p99, 99), (window.p999, 100),
        ] {
            let difference = (value - wanted) / wanted
            #expect(Swift.abs(difference) <= 0.03)
        }
        #expect(window.responseBytesPerRequest == 50.5)
        // Fifty of half a millisecond, and 1, 3, … 99 of those that were sent whole.
        #expect(Swift.abs(window.timeToFirstByte - 25.25) < 1e-9)
        let rate = 100 / monitor.uptimeSeconds
        #expect(Swift.abs(endpoint.requestsPerSecond - rate) < 1e-9)
    }

    /// Whatever has passed of the slice under way, steady traffic has one rate.
    @Test func aWindowsRateIsOfWhatItHolds() throws {
        let monitor = monitor()
        for second in 0..<7_300 {
            serve(monitor, "/w", milliseconds: 500)
            clock.advance(by: .milliseconds(500))
            guard second > 0, second % 7 == 0 else { continue }
            let endpoint = try #require(monitor.snapshot()["GET /w"])
            for window in endpoint.windows {
                #expect(abs(window.requestsPerSecond - 1) < 0.15, "\(window.minutes) min after \(second) s")
            }
        }
    }

    @Test func windowsForget() throws {
        let monitor = monitor()
        serve(monitor, "/w", milliseconds: 4, queries: ["a"])
        func windows() throws -> (one: WindowSnapshot, five: WindowSnapshot) {
            let endpoint = try #require(monitor.snapshot()["GET /w"])
            return (try #require(endpoint.window(minutes: 1)), try #require(endpoint.window(minutes: 5)))
        }
        let (one, five) = try windows()
        #expect(one.count == 1 && five.count == 1)
        #expect(one.minutes == 1 && five.minutes == 5)
        #expect(abs(one.average - 4) < 1e-9)
        #expect(abs(one.max - 4) < 1e-9)
        #expect(one.queriesPerRequest == 1)
        // Of the first second, as no more has passed.
        #expect(one.requestsPerSecond == 1)
        clock.advance(by: .seconds(49))
        #expect(try windows().one.count == 1)
        #expect(try abs(windows().one.requestsPerSecond - 1 / monitor.uptimeSeconds) < 1e-9)
        clock.advance(by: .seconds(12))
        #expect(try windows().one.count == 0)
        #expect(try windows().one.average == 0)
        #expect(try windows().five.count == 1)
        clock.advance(by: .seconds(228))
        #expect(try windows().five.count == 1)
        clock.advance(by: .seconds(12))
        #expect(try windows().five.count == 0)
        // A slice is used again for a later time and starts at zero.
        serve(monitor, "/w", status: 500)
        #expect(try windows().five.count == 1)
        #expect(try windows().one.serverErrors == 1)
        #expect(try #require(monitor.snapshot()["GET /w"]).count == 2)
    }

    @Test func onlyTheEndpointsThatWereBusy() {
        let monitor = monitor()
        serve(monitor, "/old")
        clock.advance(by: .seconds(130))
        serve(monitor, "/new")
        #expect(monitor.snapshot(activeInLastMinutes: 1).endpoints.map(\.endpoint) == ["GET /new"])
        #expect(monitor.snapshot(activeInLastMinutes: 3).endpoints.count == 2)
        #expect(monitor.snapshot(activeInLastMinutes: 1).requests == 2)
    }

    @Test func unmatchedPathsAreOneEndpointWhateverTheMethod() throws {
        let monitor = monitor()
        for index in 0..<1_000 { serve(monitor, nil, method: "M\(index)", status: 404) }
        let snapshot = monitor.snapshot()
        #expect(snapshot.endpoints.count == 1)
        #expect(try #require(snapshot["unmatched"]).clientErrors == 1_000)
        #expect(snapshot.foldedRequests == 0)
    }

    @Test func endpointsBeyondTheBoundAreCountedTogether() throws {
        let monitor = monitor(maximumEndpoints: 10)
        for index in 0..<50_000 { serve(monitor, "/r\(index)", milliseconds: 1) }
        serve(monitor, "/r3")
        let snapshot = monitor.snapshot()
        #expect(snapshot.endpoints.count == 11)
        #expect(snapshot.requests == 50_001)
        #expect(snapshot.foldedRequests == 49_990)
        #expect(try #require(snapshot["other"]).count == 49_990)
        #expect(try #require(snapshot["GET /r3"]).count == 2)
        #expect(snapshot.maximumEndpoints == 10)
    }

    @Test func aClockThatGoesBackCountsAsNoTime() throws {
        let time = ManualClock()
        let monitor = PerformanceMonitor(clock: clocks(time))
        var recording = monitor.begin(method: "GET", route: "/a")
        time.advance(by: .seconds(-5))
        monitor.end(&recording, status: 200, responseBytes: nil)
        #expect(try #require(monitor.snapshot()["GET /a"]).latency.max == 0)
    }

    @Test func manyThreadsLoseNothing() async throws {
        let monitor = PerformanceMonitor()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for index in 0..<5_000 {
                        var recording = monitor.begin(method: "GET", route: "/r\(index % 5)")
                        recording.trace?.recordQuery(sql: "q\(task)", nanoseconds: 10)
                        monitor.end(&recording, status: index.isMultiple(of: 10) ? 500 : 200, responseBytes: 3)
                    }
                }
            }
        }
        let snapshot = monitor.snapshot()
        #expect(snapshot.requests == 40_000)
        #expect(snapshot.inFlight == 0)
        #expect(snapshot.endpoints.count == 5)
        #expect(snapshot.endpoints.reduce(0) { $0 + $1.serverErrors } == 4_000)
        #expect(snapshot.endpoints.reduce(0) { $0 + $1.queries.total } == 40_000)
        #expect(snapshot.endpoints.reduce(0) { $0 + $1.responseBytes.total } == 120_000)
    }

    @Test func snapshotsSurviveJSON() throws {
        let monitor = monitor()
        serve(monitor, "/a", queries: ["x", "x"])
        let snapshot = monitor.snapshot()
        let decoded = try JSONDecoder().decode(MonitorSnapshot.self, from: JSONEncoder().encode(snapshot))
        #expect(decoded == snapshot)
    }
}
