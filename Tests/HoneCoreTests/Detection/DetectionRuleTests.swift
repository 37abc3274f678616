import HoneCore
import Testing

/// The decisions that the agent's and the monitor's detectors share, on either side of each threshold.
struct DetectionRuleTests {
    @Test(
        arguments: [
            (5, 50, 1_000, true), (4.9, 50, 1_000, false), (5, 49.9, 1_000, false), (5, 20, 100, true),
            (5, 19.9, 100, false),
        ] as [(Double, Double, Double, Bool)])
    func repetition(calls: Double, milliseconds: Double, request: Double, counts: Bool) {
        let rule = RepetitionRule()
        #expect(
            rule.counts(
                calls: calls, distinctParameters: 2, writes: false, milliseconds: milliseconds,
                requestMilliseconds: request) == counts)
        #expect(
            !rule.counts(
                calls: calls, distinctParameters: 2, writes: true, milliseconds: milliseconds,
                requestMilliseconds: request))
        #expect(
            !rule.counts(
                calls: calls, distinctParameters: 1, writes: false, milliseconds: milliseconds,
                requestMilliseconds: request))
        #expect(
            rule.counts(
                calls: calls, distinctParameters: nil, writes: false, milliseconds: milliseconds,
                requestMilliseconds: request) == counts)
    }

    @Test func severities() {
        #expect(RepetitionRule.severity(savedShare: 0.3) == .high)
        #expect(RepetitionRule.severity(savedShare: 0.29) == .medium)
        #expect([0.3, 0.29, 0.1, 0.09].map(DuplicateRule.severity) == [.high, .medium, .medium, .low])
    }

    @Test(
        arguments: [
            (1, 1, 1_000, true), (0.9, 1, 1_000, false), (1, 0.9, 1_000, false), (1, 0.5, 10, true),
            (1, 0.49, 10, false),
        ] as [(Double, Double, Double, Bool)])
    func duplicates(repetitions: Double, milliseconds: Double, request: Double, counts: Bool) {
        #expect(
            DuplicateRule().counts(
                repetitions: repetitions, milliseconds: milliseconds, requestMilliseconds: request) == counts)
    }

    @Test func slow() {
        #expect(SlowQueryRule().counts(milliseconds: 100) && !SlowQueryRule().counts(milliseconds: 99.99))
        let rule = SlowEndpointRule()
        #expect(rule.p95 == Metric.responseP95.defaultThreshold)
        #expect(rule.counts(p95: 150.1, count: 20))
        #expect(!rule.counts(p95: 150, count: 20) && !rule.counts(p95: 500, count: 19))
    }

    @Test(
        arguments: [
            (3, 150, 50, true), (2, 150, 50, false), (3, 149.9, 50, false), (3, 2_000, 1_800, true),
            (3, 2_000, 1_801, false),
        ] as [(Int, Double, Double, Bool)])
    func consecutive(queries: Int, milliseconds: Double, longest: Double, counts: Bool) {
        #expect(
            ConsecutiveRule().counts(queries: queries, milliseconds: milliseconds, longest: longest) == counts)
    }

    @Test func payloads() {
        let rule = PayloadRule()
        #expect(rule.isLarge(bytes: 300_000) && !rule.isLarge(bytes: 299_999))
        #expect(rule.isWorthCompressing(bytes: 1_400) && !rule.isWorthCompressing(bytes: 1_399))
    }

    @Test(
        arguments: [
            (100, 50, 1, true), (100, 50.1, 1, false), (50, 0, 1, true), (49.9, 0, 9, false), (100, 50, 0, false),
            (10_000, 0, 0, false), (100, 50, nil, true), (49.9, 0, nil, false),
        ] as [(Double, Double, Int?, Bool)])
    func heldConnections(held: Double, querying: Double, waiting: Int?, counts: Bool) {
        #expect(HeldConnectionRule().counts(held: held, querying: querying, waiting: waiting) == counts)
    }

    /// Memory that grows, that comes and goes, that fills once, and that stands.
    @Test(
        arguments: [
            ((0..<24).map { 100 + Double($0) * 4 }, 72.0),
            ((0..<24).map { 100 + Double($0) * 3.5 }, nil),
            ((0..<23).map { 100 + Double($0) * 9 }, nil),
            ((0..<48).map { $0 % 12 < 6 ? 100.0 : 400.0 }, nil),
            ((0..<24).map { $0 < 6 ? 100.0 : 400.0 }, nil),
            ([Double](repeating: 300, count: 50), nil),
            // A fifth of what it began with is wanted, too.
            ((0..<24).map { 1_000 + Double($0) * 4 }, nil),
        ] as [([Double], Double?)])
    func memory(readings: [Double], growth: Double?) {
        #expect(MemoryGrowthRule().growth(of: readings) == growth)
    }

    @Test(
        arguments: [
            ("", 3, []), ("ABABAB", 3, ["AB×3@0..<6"]), ("ABABA", 3, []), ("XABBBABABBY", 3, ["AB×3@1..<10"]),
            ("AAAAAA", 2, []), ("ABCABCXDEDEDE", 2, ["ABC×2@0..<6", "DE×3@7..<13"]),
        ] as [(String, Int, [String])])
    func groups(row: String, minimum: Int, found: [String]) {
        let groups = RepeatedGroups.find(in: Array(row), minimum: minimum)
        #expect(groups.map { "\(String($0.keys))×\($0.rounds)@\($0.range)" } == found)
    }
}
