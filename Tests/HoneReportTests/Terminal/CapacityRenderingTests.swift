import HoneLoad
import Testing

@testable import HoneReport

struct CapacityRenderingTests {
    /// What a search finds on a server whose p95 breaks at `breaks` users.
    private func capacity(
        breaks: Int, plan: CapacityPlan = CapacityPlan(), model: Scenario.Load.Model = .closed,
        generatorLimit: Int = .max, stopsAfter: Int = .max, disagrees: Set<Int> = []
    ) throws -> Capacity {
        var search = CapacitySearch(plan: plan, model: model)
        var seen: [Int: Int] = [:]
        for run in 0..<200 {
            if run == stopsAfter { search.stop() }
            switch search.next {
            case .end(let capacity): return capacity
            case .measure(let level):
                seen[level, default: 0] += 1
                let isSpoilt = disagrees.contains(level) && seen[level] == 2
                let isSlow = (level >= breaks) != isSpoilt
                search.record(
                    CapacityMeasurement(
                        level: level, requestsPerSecond: Double(level) * 10,
                        outcomes: [
                            ThresholdOutcome(LoadThreshold(.errorRate, .below, 0.01), value: 0),
                            ThresholdOutcome(LoadThreshold(.p95, .below, 1_000), value: isSlow ? 1_250 : 80),
                        ], isInvalid: level >= generatorLimit))
            }
        }
        throw NoEnd()
    }

    private struct NoEnd: Error {}

    @Test func theKneeIsToldWithItsInterval() throws {
        let text = TerminalRenderer().capacity(try capacity(breaks: 413))
        for part in [
            "Capacity: 398 users, 3,980 requests/s. Beyond, p95 < 1s breaks first: 1.25 s.",
            "398 users passed 4 of 4 times; 415 users failed 4 of 4 times. 17 measurements.", "✓ 4 of 4", "✗ 4 of 4",
            "error_rate",
        ] { #expect(text.contains(part), "\(part) is missing from\n\(text)") }
        #expect(!text.contains("\u{1B}"))
    }

    @Test func levelsThatDisagreeAreNamed() throws {
        let text = TerminalRenderer().capacity(try capacity(breaks: 413, disagrees: [398]))
        #expect(text.contains("398 passed 4 of 5"), "\(text)")
        #expect(text.contains("✓ 4 of 5 passed"))
        #expect(text.contains("415 users failed 5 of 5 times"))
    }

    @Test func aLowerBoundIsNotSoldAsACapacity() throws {
        let text = TerminalRenderer().capacity(
            try capacity(breaks: .max, plan: CapacityPlan(most: 100), model: .open))
        #expect(text.contains("Capacity: at least 100 arrivals/s, 1,000 requests/s."))
        #expect(text.contains("no level failed every time"))
        #expect(text.contains("The highest level allowed still passes"))
    }

    @Test func theGeneratorsLimitIsNotTheTargets() throws {
        let text = TerminalRenderer().capacity(try capacity(breaks: .max, generatorLimit: 100))
        #expect(text.contains("Capacity: at least 80 users"))
        #expect(text.contains("The generator could not keep up at 160 users"))
        #expect(text.contains("the generator was the limit"))
    }

    @Test func noCapacityIsToldAsSuch() throws {
        let text = TerminalRenderer().capacity(try capacity(breaks: 1))
        #expect(text.contains("Capacity: none; the thresholds break at 1 user already."))
        #expect(text.contains("1 user failed 4 of 4 times"))
    }

    @Test func aSearchThatWasEndedSaysSo() throws {
        let nothing = TerminalRenderer().capacity(try capacity(breaks: 100, stopsAfter: 0))
        #expect(nothing.contains("Capacity: unknown; nothing was measured."))
        #expect(nothing.contains("ended before it was sure"))
        let some = TerminalRenderer().capacity(try capacity(breaks: 100, stopsAfter: 3))
        #expect(some.contains("Capacity: at least 40 users"))
        let few = TerminalRenderer().capacity(try capacity(breaks: 100, plan: CapacityPlan(mostRuns: 6)))
        #expect(few.contains("As many measurements were made as allowed"))
    }

    @Test(arguments: [60, 80, 140])
    func noLineIsTooWide(width: Int) throws {
        let text = TerminalRenderer(style: .init(width: width)).capacity(try capacity(breaks: 413, disagrees: [398]))
        for line in text.split(separator: "\n") { #expect(TerminalText.width(String(line)) <= width, "\(line)") }
    }
}
