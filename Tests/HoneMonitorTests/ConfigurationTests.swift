import HoneTesting
import Synchronization
import Testing

@testable import HoneMonitor

/// What is set is kept within its bounds, and the monitor looks by itself.
struct ConfigurationTests {
    @Test func numbersAreKeptWithinTheirBounds() {
        let low = MonitorConfiguration(
            logQueueCapacity: -1, maximumEndpoints: 0, maximumSpans: -5, keptRequests: -1, maximumQueries: -1,
            lookEverySeconds: 0)
        #expect(low.logQueueCapacity == 1 && low.maximumEndpoints == 1 && low.maximumSpans == 0)
        #expect(low.keptRequests == 0 && low.maximumQueries == 0 && low.lookEverySeconds == 1)
        let high = MonitorConfiguration(maximumEndpoints: .max, maximumSpans: .max)
        #expect(high.maximumEndpoints == 30_000 && high.maximumSpans == 10_000)
        let rotation = LogRotation(maximumBytes: 0, maximumAgeSeconds: -1, keptFiles: -1)
        #expect(rotation == LogRotation(maximumBytes: 1, maximumAgeSeconds: 1, keptFiles: 0))
        #expect(LogRotation(keptFiles: .max).keptFiles == 1_000)
        #expect(AlertRule(.memory, threshold: 1, minimumSample: 0).minimumSample == 1)
    }

    @Test(
        arguments: [
            (AlertRule.Figure.latencyP95, "ms", false), (.queryTime, "ms", false), (.memory, "MB", false),
            (.cacheHitRate, "%", true), (.errorRate, "%", false),
        ])
    func figures(figure: AlertRule.Figure, unit: String, isWrongWhenLow: Bool) {
        #expect(figure.unit == unit && figure.isWrongWhenLow == isWrongWhenLow)
        let rule = AlertRule(figure, threshold: 100)
        #expect(abs(rule.clearsAt - (isWrongWhenLow ? 100 : 90)) < 1e-9)
        #expect(AlertRule(figure, threshold: 100, clearsAt: 1).clearsAt == 1)
    }

    /// Nobody calls `look()` here.
    @Test func looksByItself() async throws {
        let told = Mutex(0)
        let monitor = PerformanceMonitor(
            configuration: .init(
                alerts: [AlertRule(.memory, threshold: 0)], lookEverySeconds: 1),
            deliver: { _ in told.withLock { $0 += 1 } })
        try await eventually { told.withLock { $0 } == 1 }
        #expect(monitor.snapshot().alerts?.sent == 1)
    }

    @Test func aMonitorThatGoesAwayLooksNoMore() async throws {
        weak var gone: PerformanceMonitor?
        do {
            let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: 1))
            gone = monitor
            #expect(gone != nil)
        }
        try await eventually { gone == nil }
    }

    @Test(arguments: [(9_999, "9999 bytes"), (10_000, "10 kB"), (312_345, "312 kB"), (0, "0 bytes")])
    func sizes(bytes: Int, text: String) {
        #expect(Wording.bytes(bytes) == text)
    }

    @Test(
        arguments: [
            (1, "1"), (1.5, "1.5"), (1.25, "1.25"), (1.05, "1.05"), (0.001, "0"), (99.999, "100"),
            (1e13, "10000000000000.0"),
            (.infinity, "inf"),
        ] as [(Double, String)])
    func numbers(value: Double, text: String) {
        #expect(AlertWording.number(value) == text)
    }

    @Test func detectorsHaveIdsOfTheirOwn() {
        let ids = LiveDetector.allCases.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0) } })
    }

    @Test func sheddingIsOrdered() {
        #expect(Shedding.none < .traces && .traces < .queries && !(Shedding.queries < .none))
    }
}
