import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// Windows, first bytes, sizes and stripes.
struct RecorderTests {
    private let clock = ManualClock()

    private func monitor(maximumEndpoints: Int = 600) -> PerformanceMonitor {
        PerformanceMonitor(
            configuration: .init(maximumEndpoints: maximumEndpoints, lookEverySeconds: nil), clock: clocks(clock))
    }

    private func serve(
        _ monitor: PerformanceMonitor, _ route: String = "/a", microseconds: Int = 1_000, status: Int = 200,
        firstByteAfter first: Int? = nil, cache: [Bool] = []
    ) {
        var recording = monitor.begin(method: "GET", route: route)
        for hit in cache { recording.trace?.recordCache("k", hit: hit) }
        if let first {
            clock.advance(by: .microseconds(first))
            recording.trace?.firstByte()
            recording.trace?.firstByte()
        }
        clock.advance(by: .microseconds(microseconds - (first ?? 0)))
        monitor.end(&recording, status: status, responseBytes: 10)
    }

    @Test func windowsHavePercentiles() throws {
        let monitor = monitor()
        for index in 1...100 {
            serve(monitor, microseconds: index * 1_000, status: index > 98 ? 500 : index > 95 ? 404 : 200)
        }
        let window = try #require(monitor.snapshot()["GET /a"]?.window(minutes: 1))
        #expect(window.count == 100)
        #expect(window.serverErrors == 2 && window.clientErrors == 3)
        #expect(abs(window.p50 / 50 - 1) < 0.02 && abs(window.p95 / 95 - 1) < 0.02 && abs(window.p99 / 99 - 1) < 0.02)
        #expect(window.max == 100)
        #expect(abs(window.average - 50.5) < 1e-9)
    }

    /// The hour forgets by whole minutes.
    @Test func theHourForgets() throws {
        let monitor = monitor()
        serve(monitor)
        func hour() throws -> Int { try #require(monitor.snapshot()["GET /a"]?.window(minutes: 60)).count }
        #expect(try hour() == 1)
        clock.advance(by: .seconds(59 * 60 - 1))
        serve(monitor)
        #expect(try hour() == 2)
        #expect(monitor.snapshot(activeInLastMinutes: 60).endpoints.count == 1)
        clock.advance(by: .seconds(62))
        #expect(try hour() == 1)
        clock.advance(by: .seconds(3_600))
        #expect(try hour() == 0)
        #expect(monitor.snapshot(activeInLastMinutes: 60).endpoints.isEmpty)
        #expect(monitor.snapshot().requests == 2)
    }

    @Test func firstBytesAreToldApartOnceOneWasTold() throws {
        let monitor = monitor()
        serve(monitor, microseconds: 8_000)
        let whole = try #require(monitor.snapshot()["GET /a"])
        #expect(whole.timeToFirstByte == whole.latency)
        serve(monitor, microseconds: 8_000, firstByteAfter: 2_000)
        serve(monitor, microseconds: 4_000)
        clock.advance(by: .seconds(20))
        serve(monitor, microseconds: 6_000)
        let endpoint = try #require(monitor.snapshot()["GET /a"])
        #expect(endpoint.latency.count == 4 && endpoint.timeToFirstByte.count == 4)
        #expect(abs(endpoint.latency.average - 6.5) < 1e-9)
        #expect(abs(endpoint.timeToFirstByte.average - 5) < 1e-9)
        #expect(endpoint.timeToFirstByte.min == 2 && endpoint.timeToFirstByte.max == 8)
    }

    @Test func cachesAreCounted() throws {
        let monitor = monitor()
        serve(monitor, cache: [true, true, false])
        serve(monitor, cache: [true])
        let endpoint = try #require(monitor.snapshot()["GET /a"])
        #expect(endpoint.cache == .init(hits: 3, misses: 1))
        #expect(endpoint.window(minutes: 5)?.cacheHits == 3)
        #expect(endpoint.window(minutes: 5)?.cacheMisses == 1)
        #expect(endpoint.window(minutes: 7) == nil)
    }

    /// More of one latency in a slice than a small count holds.
    @Test func countsOfASliceDoNotOverflow() throws {
        let monitor = monitor()
        for _ in 0..<70_000 {
            var recording = monitor.begin(method: "GET", route: "/a")
            monitor.end(&recording, status: 200, responseBytes: nil)
        }
        let endpoint = try #require(monitor.snapshot()["GET /a"])
        #expect(endpoint.count == 70_000)
        #expect(endpoint.window(minutes: 1)?.count == 70_000)
        #expect(endpoint.inFlight == 0)
    }

    @Test func theHeatMapHasTheLastTenMinutes() throws {
        let monitor = monitor()
        serve(monitor, microseconds: 100)
        serve(monitor, "/b", microseconds: 5_000)
        clock.advance(by: .seconds(30))
        serve(monitor, microseconds: 5_000)
        let map = monitor.heatmap()
        #expect(map.secondsPerColumn == 10 && map.edges == HeatRing.edges)
        #expect(map.columns.map { $0.counts.reduce(0, +) } == [2, 1])
        #expect(map.columns[0].counts[0] == 1 && map.columns[0].counts[5] == 1)
        #expect(map.columns[1].time - map.columns[0].time == 30)
        #expect(map.columns[0].time == 3_600)
        clock.advance(by: .seconds(601))
        #expect(monitor.heatmap().columns.isEmpty)
    }

    /// After four thousand million requests of one latency the percentiles are still those of all.
    @Test func bucketsSinceTheStartDoNotOverflow() {
        var figures = EndpointFigures()
        func add(_ nanoseconds: UInt64) {
            var counts = [UInt16](repeating: 0, count: LatencyScale.count)
            counts[LatencyScale.bucket(of: nanoseconds)] = 1
            var tally = Tally()
            tally.record(RequestOutcome(status: 200, responseBytes: nil, nanoseconds: nanoseconds))
            figures.add(
                .init(
                    slice: 1, tally: tally, inFlight: 0, largestResponse: 0, mostQueries: 0,
                    mostRepeated: nil, firstByteSum: nil), latency: counts[...], firstByte: [])
        }
        add(1_000_000)
        figures.latency[LatencyScale.bucket(of: 1_000_000)] = UInt64(UInt32.max)
        figures.latencySum.count = Int(UInt32.max)
        add(1_000_000)
        for _ in 0..<9 { add(50_000_000) }
        #expect(figures.latencySnapshot.count == 4_294_967_305)
        #expect(abs(figures.latencySnapshot.p999 - 1) < 0.1)
    }

    /// 500 endpoints with a full hour of latencies that spread over three decades, in every slice of it.
    @Test func memoryOfFiveHundredEndpointsIsBounded() {
        let figures = { () -> EndpointFigures in
            var figures = EndpointFigures()
            var random = SeededGenerator(seed: 7)
            for slice in 0..<UInt64(360) {
                var counts = [UInt16](repeating: 0, count: LatencyScale.count)
                var tally = Tally()
                for _ in 0..<500 {
                    let sample = UInt64(1_000_000 * pow10(random.nextUnit() * 3))
                    counts[LatencyScale.bucket(of: sample)] += 1
                    tally.record(RequestOutcome(status: 200, responseBytes: nil, nanoseconds: sample))
                }
                figures.add(
                    .init(
                        slice: slice, tally: tally, inFlight: 0, largestResponse: 0, mostQueries: 0,
                        mostRepeated: nil, firstByteSum: nil), latency: counts[...], firstByte: [])
            }
            var scratch = [UInt32](repeating: 0, count: LatencyScale.count)
            figures.close(at: 3_600_000_000_000, scratch: &scratch)
            return figures
        }()
        #expect(
            figures.slices.allSatisfy { !$0.latencies.isEmpty } && figures.minutes.allSatisfy { !$0.latencies.isEmpty })
        let stripes = 8 * LatencyScale.count * MemoryLayout<UInt16>.stride
        #expect(500 * (figures.memoryBytes + stripes) <= 24 << 20, "\(figures.memoryBytes) bytes an endpoint")
        #expect(figures.latencySum.count == 180_000)
    }

    /// Ten to a power, in steps small enough for a test, without Foundation.
    private func pow10(_ exponent: Double) -> Double {
        var value = 1.0
        var rest = exponent
        while rest >= 1 {
            value *= 10
            rest -= 1
        }
        // The fourth Taylor polynomials of e^(x ln 10 / 8), eight times.
        let x = rest * 2.302_585_093 / 8
        let part = 1 + x + x * x / 2 + x * x * x / 6 + x * x * x * x / 24
        for _ in 0..<8 { value *= part }
        return value
    }

    @Test func routesAreFoundAgain() {
        var table = RouteTable()
        let routes = (0..<1_000).map { "/api/route/\($0)/{id}" }
        for (number, route) in routes.enumerated() {
            let hash = RouteTable.hash("GET", route)
            #expect(table.find("GET", route, hash: hash) == nil)
            table.add("GET", route, hash: hash, endpoint: number)
        }
        for (number, route) in routes.enumerated() {
            // Another string with the same text.
            let copy = String(decoding: Array(route.utf8), as: UTF8.self)
            #expect(table.find("GET", copy, hash: RouteTable.hash("GET", copy)) == number)
            #expect(table.find("PUT", copy, hash: RouteTable.hash("PUT", copy)) == nil)
        }
        // Two that fall into one place.
        table.add("GET", "/x", hash: 5, endpoint: 1)
        table.add("GET", "/y", hash: 5, endpoint: 2)
        #expect(table.find("GET", "/x", hash: 5) == 1 && table.find("GET", "/y", hash: 5) == 2)
    }

    @Test(arguments: ["", "a", "1234567", "12345678", "123456789", String(repeating: "long ", count: 50)])
    func hashesTellTextsApart(text: String) {
        let hash = FastHash.hash(text)
        #expect(hash == FastHash.hash(String(decoding: Array(text.utf8), as: UTF8.self)))
        #expect(hash != FastHash.hash(text + "x"))
        #expect(hash != FastHash.hash(text, seed: 1))
    }

    /// A request that ends on another thread than it began on, and a snapshot in between.
    @Test func requestsMayEndOnAnotherThread() async throws {
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
        let begun = (0..<200).map { _ in monitor.begin(method: "GET", route: "/a") }
        #expect(monitor.snapshot().inFlight == 200)
        await withTaskGroup(of: Void.self) { group in
            for recording in begun {
                group.addTask {
                    var recording = recording
                    monitor.end(&recording, status: 200, responseBytes: nil)
                }
            }
        }
        #expect(monitor.snapshot().inFlight == 0)
        #expect(try #require(monitor.snapshot()["GET /a"]).count == 200)
    }
}
