import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// What the detectors find in a request, and what they leave alone.
struct LiveDetectionTests {
    @Test(arguments: DetectionCase.positives)
    func finds(some: DetectionCase) {
        #expect(some.found() == some.finds)
    }

    @Test(arguments: DetectionCase.decoys)
    func leavesAlone(some: DetectionCase) {
        #expect(some.found() == [])
    }

    @Test func saysWhatWhereAndHowMuch() throws {
        let clock = ManualClock()
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil), clock: clocks(clock))
        var recording = monitor.begin(method: "GET", route: "/chefs", requestID: "shown")
        for index in 0..<9 {
            clock.advance(by: .milliseconds(10))
            recording.trace?.observe(
                RanQuery(
                    sql: index == 0 ? "SELECT list" : "SELECT one", nanoseconds: 10_000_000,
                    place: SourcePlace(fileID: "App/Chefs.swift", line: 12)))
        }
        clock.advance(by: .milliseconds(10))
        monitor.end(&recording, status: 200, responseBytes: 1)
        let finding = try #require(monitor.findings().first)
        #expect(finding.title == "N+1: one statement runs 8 times in a request")
        #expect(finding.location == "GET /chefs" && finding.place == "App/Chefs.swift:12")
        #expect(finding.detail == "80 ms of 100 ms: SELECT one")
        #expect(finding.severity == .high && finding.requestID == "shown")
    }

    /// Without values it is certain; with values that were known it is likely, and said so.
    @Test(
        arguments: [
            (nil, "SELECT", Severity.medium, "3 queries run one after the other that could run together"),
            (
                7, "SELECT ?", .low,
                "3 queries run one after the other that could run together, if none needs what another read"
            ),
        ] as [(UInt64?, String, Severity, String)])
    func queriesThatFollowEachOtherAreSaidAsFarAsIsKnown(
        values: UInt64?, sql: String, severity: Severity, title: String
    ) {
        let clock = ManualClock()
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil), clock: clocks(clock))
        var recording = monitor.begin(method: "GET", route: "/chefs")
        for index in 0..<3 {
            clock.advance(by: .milliseconds(60))
            recording.trace?.observe(RanQuery(sql: "\(sql) \(index)", nanoseconds: 60_000_000, parameters: values))
        }
        monitor.end(&recording, status: 200, responseBytes: 1)
        #expect(monitor.findings().map(\.title) == [title])
        #expect(monitor.findings().map(\.severity) == [severity])
        #expect(monitor.findings().first?.detail.hasPrefix("120 ms of 180 ms: ") == true)
    }

    @Test func nothingIsLookedForWhenSwitchedOff() {
        let clock = ManualClock()
        let monitor = PerformanceMonitor(
            configuration: .init(detectors: .off, lookEverySeconds: nil), clock: clocks(clock))
        var recording = monitor.begin(method: "GET", route: "/a")
        recording.trace?.recordQuery(sql: "SELECT slow", nanoseconds: 5_000_000_000)
        monitor.end(&recording, status: 200, responseBytes: 10_000_000)
        monitor.recordEventLoopLag(nanoseconds: 1_000_000_000)
        monitor.look()
        #expect(monitor.findings().isEmpty)
    }
}
