import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// What is found in answers, connections, endpoints and the process.
struct ResponseDetectionTests {
    private let clock = ManualClock()

    private func monitor(_ change: (inout LiveThresholds) -> Void = { _ in }) -> PerformanceMonitor {
        var thresholds = LiveThresholds()
        change(&thresholds)
        return PerformanceMonitor(
            configuration: .init(detectors: thresholds, lookEverySeconds: nil), clock: clocks(clock))
    }

    private func answer(
        _ monitor: PerformanceMonitor, bytes: Int?, _ traits: ResponseTraits? = nil, status: Int = 200,
        milliseconds: Int = 1
    ) {
        var recording = monitor.begin(method: "GET", route: "/a")
        clock.advance(by: .milliseconds(milliseconds))
        monitor.end(&recording, status: status, responseBytes: bytes, traits: traits)
    }

    @Test(
        arguments: [
            (300_000, nil, ["large-payload"]), (299_999, nil, []), (nil, nil, []),
            (1_400, ResponseTraits.compressible, ["no-compression"]), (1_399, .compressible, []),
            (1_400, [.compressible, .compressed], []), (1_400, [], []),
        ] as [(Int?, ResponseTraits?, [String])])
    func sizes(bytes: Int?, traits: ResponseTraits?, finds: [String]) {
        let monitor = monitor()
        answer(monitor, bytes: bytes, traits)
        #expect(monitor.findings().map(\.detector) == finds)
    }

    @Test(
        arguments: [
            (ResponseTraits.cacheable, 200, 2, true), (.cacheable, 200, 1, false), (.cacheable, 304, 2, false),
            ([.cacheable, .hasCachingHeaders], 200, 2, false), ([], 200, 2, false),
        ] as [(ResponseTraits, Int, Int, Bool)])
    func cachingHeaders(traits: ResponseTraits, status: Int, answers: Int, isFound: Bool) {
        let monitor = monitor()
        for _ in 0..<answers { answer(monitor, bytes: 100, traits, status: status) }
        #expect(monitor.findings().map(\.detector) == (isFound ? ["no-caching-headers"] : []))
    }

    /// From where on they speak can be set, each by itself.
    @Test func thresholdsCanBeSet() {
        let monitor = monitor { thresholds in
            thresholds.payload.largeBytes = 1_000
            thresholds.payload.minimumCompressedBytes = 500
            thresholds.payload.answersWithoutCachingHeaders = 3
            thresholds.slowQuery.milliseconds = 10
            thresholds.eventLoopMilliseconds = 5
        }
        answer(monitor, bytes: 999, [.compressible, .cacheable])
        #expect(monitor.findings().map(\.detector) == ["no-compression"])
        answer(monitor, bytes: 1_000)
        for _ in 0..<2 { answer(monitor, bytes: 1, .cacheable) }
        monitor.recordEventLoopLag(nanoseconds: 5_000_000)
        var recording = monitor.begin(method: "GET", route: "/a")
        clock.advance(by: .milliseconds(20))
        recording.trace?.recordQuery(sql: "SELECT 1", nanoseconds: 10_000_000)
        monitor.end(&recording, status: 200, responseBytes: 1)
        #expect(
            Set(monitor.findings().map(\.detector)) == [
                "no-compression", "large-payload", "no-caching-headers", "event-loop-blocked", "slow-query",
            ])
    }

    @Test(
        arguments: [
            (100, 50, 1, true), (100, 51, 1, false), (49, 0, 1, false), (50, 0, 1, true), (1_000, 501, 1, false),
            (1_000, 500, 1, true), (100, 50, 0, false), (60_000, 0, 0, false), (100, 50, nil, true),
            (49, 0, nil, false),
        ] as [(Int, Int, Int?, Bool)])
    func connections(held: Int, querying: Int, waiting: Int?, isFound: Bool) throws {
        let monitor = monitor()
        var recording = monitor.begin(method: "GET", route: "/a")
        let trace = try #require(recording.trace)
        clock.advance(by: .milliseconds(2_000))
        trace.observe(HeldConnection(nanoseconds: 1, queryNanoseconds: 0))
        trace.observe(
            HeldConnection(
                nanoseconds: UInt64(held) * 1_000_000, queryNanoseconds: UInt64(querying) * 1_000_000,
                waiting: waiting, place: SourcePlace(fileID: "App/Routes.swift", line: 3)))
        monitor.end(&recording, status: 200, responseBytes: 1)
        #expect(monitor.findings().map(\.detector) == (isFound ? ["connection-held"] : []))
        #expect(!isFound || monitor.findings().first?.place == "App/Routes.swift:3")
    }

    @Test(
        arguments: [
            (1, "A connection is held for 80 ms and runs statements for 20 ms while 1 other waited for one"),
            (3, "A connection is held for 80 ms and runs statements for 20 ms while 3 others waited for one"),
            (nil, "A connection is held for 80 ms and runs statements for 20 ms"),
        ] as [(Int?, String)])
    func aHeldConnectionIsSaidAsItWas(waiting: Int?, title: String) throws {
        let monitor = monitor()
        var recording = monitor.begin(method: "GET", route: "/a")
        recording.trace?.observe(
            HeldConnection(nanoseconds: 80_000_000, queryNanoseconds: 20_000_000, waiting: waiting))
        monitor.end(&recording, status: 200, responseBytes: 1)
        let finding = try #require(monitor.findings().first)
        #expect(finding.title == title)
        #expect(
            finding.detail == "60 ms without a statement; give it back before working with what was read")
    }

    /// Of several the one counts that others waited for, however long another was held.
    @Test func theConnectionThatOthersWaitedForCounts() {
        let monitor = monitor()
        let held = [(900, 0), (60, 2), (800, 0), (55, 1)]
        for order in [held, held.reversed()] {
            var recording = monitor.begin(method: "GET", route: "/a")
            for (milliseconds, waiting) in order {
                recording.trace?.observe(
                    HeldConnection(
                        nanoseconds: UInt64(milliseconds) * 1_000_000, queryNanoseconds: 0, waiting: waiting,
                        place: SourcePlace(fileID: "App/Routes.swift", line: milliseconds)))
            }
            monitor.end(&recording, status: 200, responseBytes: 1)
        }
        #expect(monitor.findings().map(\.place) == ["App/Routes.swift:60"])
        #expect(monitor.findings().map(\.count) == [2])
    }

    @Test(arguments: [(20, 151, true), (19, 151, false), (20, 150, false), (20, 140, false)])
    func endpoints(count: Int, milliseconds: Int, isFound: Bool) {
        let monitor = monitor()
        for _ in 0..<count { answer(monitor, bytes: 1, milliseconds: milliseconds) }
        monitor.look()
        #expect(monitor.findings().map(\.detector) == (isFound ? ["slow-endpoint"] : []))
        // What was slow long ago is not slow.
        clock.advance(by: .seconds(400))
        let before = monitor.findings().map(\.count)
        monitor.look()
        #expect(monitor.findings().map(\.count) == before)
    }

    @Test(arguments: [(50.0, true), (49.9, false)])
    func eventLoops(milliseconds: Double, isFound: Bool) throws {
        let monitor = monitor()
        #expect(try monitor.systemSnapshot().eventLoopLag == nil)
        for _ in 0..<99 { monitor.recordEventLoopLag(nanoseconds: 1_000_000) }
        monitor.recordEventLoopLag(nanoseconds: UInt64(milliseconds * 1e6))
        #expect(monitor.findings().map(\.detector) == (isFound ? ["event-loop-blocked"] : []))
        #expect(monitor.findings().first?.requestID == nil)
        let lag = try #require(try monitor.systemSnapshot().eventLoopLag)
        #expect(lag.p50 == 1 && lag.p99 == 1 && lag.max == milliseconds)
    }

    @Test func lagsAreBounded() {
        var ring = LagRing()
        ring.record(9_000_000_000)
        for _ in 0..<LagRing.length { ring.record(2_000_000) }
        #expect(ring.snapshot == LagSnapshot(p50: 2, p99: 2, max: 2))
        var readings = MemoryReadings()
        for _ in 0..<10_000 { readings.record(bytes: 5_000_000) }
        #expect(readings.megabytes.count <= MemoryReadings.length)
        readings.reset()
        #expect(readings.megabytes.isEmpty)
    }

    @Test(
        arguments: [
            (3.0, "3 ms"), (3.21, "3.2 ms"), (99.96, "100 ms"), (1_500.4, "1500 ms"), (0.04, "0 ms"),
            (.infinity, "very many ms"),
        ])
    func times(milliseconds: Double, text: String) {
        #expect(Wording.milliseconds(milliseconds) == text)
    }

    @Test(arguments: LiveDetector.allCases)
    func everyDetectorHasWords(detector: LiveDetector) {
        let sighting = Sighting(detector: detector, severity: .low, count: 12_345, milliseconds: 7, ofMilliseconds: 9)
        let finding = sighting.finding(endpoint: "GET /a", TraceState(began: 0), at: 1)
        #expect(!finding.title.isEmpty && !finding.detail.isEmpty && finding.detector == detector.id)
    }
}
