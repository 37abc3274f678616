import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// What is found in answer after answer is counted without being told each time; nothing of it shows.
struct AnswersAgainTests {
    private let clock = ManualClock(startingAt: .seconds(1_700_000_000))

    private func monitor() -> PerformanceMonitor {
        PerformanceMonitor(configuration: .init(keptRequests: 4, lookEverySeconds: nil), clock: clocks(clock))
    }

    private func answer(
        _ monitor: PerformanceMonitor, _ route: String = "/a", bytes: Int, _ traits: ResponseTraits = [],
        sql: String? = nil, milliseconds: Int = 1
    ) {
        var recording = monitor.begin(method: "GET", route: route)
        if let sql { recording.trace?.recordQuery(sql: sql, nanoseconds: 200_000_000) }
        clock.advance(by: .milliseconds(milliseconds))
        monitor.end(&recording, status: 200, responseBytes: bytes, traits: traits)
    }

    /// Against a plain count over answers drawn at random, on endpoints with gaps of every length, read at any time.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func everyAnswerIsCounted(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let monitor = monitor()
        var counts: [String: Int] = [:]
        var last: [String: Int64] = [:]
        for _ in 0..<400 {
            let route = ["/a", "/b", "/c"][Int(random.next() % 3)]
            let bytes = [100, 2_000, 400_000][Int(random.next() % 3)]
            let traits = ResponseTraits(rawValue: UInt8(random.next() % 16))
            answer(monitor, route, bytes: bytes, traits, milliseconds: [1, 40, 3_000][Int(random.next() % 3)])
            var found: [String] = bytes >= 300_000 ? ["large-payload"] : []
            if bytes >= 1_400, traits.isSuperset(of: .compressible), !traits.contains(.compressed) {
                found.append("no-compression")
            }
            if traits.contains(.cacheable), !traits.contains(.hasCachingHeaders) { found.append("no-caching-headers") }
            for detector in found {
                counts["GET \(route) \(detector)", default: 0] += 1
                last["GET \(route) \(detector)"] = Int64(clock.nanoseconds / 1_000_000)
            }
            // Reading moves what was counted; it must do so once.
            if random.next() % 16 == 0 { _ = monitor.findings() }
        }
        let findings = monitor.findings()
        #expect(
            Dictionary(uniqueKeysWithValues: findings.map { ("\($0.location) \($0.detector)", $0.count) })
                == counts.filter { $0.value > 1 || !$0.key.hasSuffix("no-caching-headers") })
        for finding in findings { #expect(finding.lastSeen == last["\(finding.location) \(finding.detector)"]) }
    }

    /// Its words and its example are those of the last ten seconds.
    @Test func whatIsFoundAgainIsWordedAnewAfterAWhile() throws {
        let monitor = monitor()
        answer(monitor, bytes: 300_000)
        let first = try #require(monitor.findings().first)
        clock.advance(by: .milliseconds(9_998))
        answer(monitor, bytes: 400_000)
        let again = try #require(monitor.findings().first)
        #expect((again.count, again.detail, again.requestID) == (2, first.detail, first.requestID))
        answer(monitor, bytes: 500_000)
        let anew = try #require(monitor.findings().first)
        #expect((anew.count, anew.detail, anew.firstSeen) == (3, "500000 bytes", first.firstSeen))
        #expect(anew.requestID != first.requestID)
    }

    /// A request that is kept for another reason is kept with all that was found in it, and counts once.
    @Test func aKeptRequestSaysWhatWasFoundAgain() throws {
        let monitor = monitor()
        for _ in 0..<8 { answer(monitor, bytes: 400_000) }
        answer(monitor, bytes: 400_000, sql: "SELECT slow", milliseconds: 300)
        let slowest = try #require(monitor.requests().first)
        #expect(slowest.findings == ["slow-query", "large-payload"])
        #expect(monitor.findings().map(\.count) == [1, 9])
    }

    /// Two findings of one endpoint, of which one began later.
    @Test func aSecondFindingIsToldAtOnce() {
        let monitor = monitor()
        answer(monitor, bytes: 400_000)
        answer(monitor, bytes: 400_000)
        answer(monitor, bytes: 400_000, .compressible)
        #expect(
            Set(monitor.findings().map { "\($0.detector) \($0.count)" }) == ["large-payload 3", "no-compression 1"])
    }

    /// The endpoint that is asked most is not the one that is forgotten.
    @Test func whatIsFoundAgainIsNotTheOldest() {
        let monitor = PerformanceMonitor(
            configuration: .init(maximumEndpoints: 1_000, keptRequests: 4, lookEverySeconds: nil), clock: clocks(clock))
        answer(monitor, "/busy", bytes: 300_000)
        for index in 0..<(FindingTable.limit + 50) {
            answer(monitor, "/\(index)", bytes: 300_000)
            answer(monitor, "/busy", bytes: 300_000)
        }
        let busy = monitor.findings().first { $0.location == "GET /busy" }
        #expect(busy?.count == FindingTable.limit + 51)
    }

    @Test func whatIsFoundNoMoreIsNotCountedAgain() {
        var findings = FindingTable()
        findings.add(.init(detector: .largePayload, endpoint: 1), times: 3, lastSeen: 5)
        #expect(findings.findings(LiveThresholds()).isEmpty)
        var again = AnswersAgain()
        #expect(!again.count(.largePayload, endpoint: 7, at: 1) && again.count(.largePayload, endpoint: 7, at: 2))
        #expect(again.memoryBytes > 0)
        again.tell(&findings, endpoint: 7, at: 3, 3)
        again.tell(&findings, endpoint: 8, at: 3, 3)
        #expect(findings.findings(LiveThresholds()).isEmpty)
    }
}
