import Testing

@testable import HoneLoad

struct CapacitySearchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var curve: SimulatedServer.Curve
        var noise: Double
        var hiccups: Double = 0
        /// How far the level told may be from the truth on average, as a share.
        var error: Double

        var testDescription: String { "\(curve), noise \(noise), hiccups \(hiccups)" }
    }

    static let cases = [
        Case(curve: .queue, noise: 0, error: 0.03), Case(curve: .queue, noise: 0.1, error: 0.03),
        Case(curve: .queue, noise: 0.2, hiccups: 0.02, error: 0.03),
        Case(curve: .proportional, noise: 0.03, error: 0.03),
        Case(curve: .proportional, noise: 0.1, error: 0.05),
        Case(curve: .proportional, noise: 0.1, hiccups: 0.02, error: 0.05),
        Case(curve: .cliff, noise: 0.1, error: 0.03), Case(curve: .cliff, noise: 0.1, hiccups: 0.02, error: 0.03),
    ]

    @Test(arguments: cases)
    func theKnownCapacityIsInTheIntervalForNineteenOfTwentySeeds(_ given: Case) throws {
        let seeds: UInt64 = 400
        var missed: [UInt64] = []
        var errors = 0.0
        for seed in 1...seeds {
            let server = SimulatedServer(
                curve: given.curve, noise: given.noise, hiccups: given.hiccups, seed: seed)
            let found = try #require(server.searched(CapacityPlan()), "seed \(seed) found no end")
            let isInside =
                Double(found.interval.low) <= server.capacity
                && server.capacity <= found.interval.high.map(Double.init) ?? .infinity
            if !isInside { missed.append(seed) }
            errors += abs(Double(found.level) / server.capacity - 1)
            #expect(found.runs <= 60, "seed \(seed)")
            #expect(found.interval.low <= found.level, "seed \(seed)")
            #expect(found.interval.high ?? .max > found.level, "seed \(seed)")
        }
        #expect(missed.count <= Int(seeds) / 20, "missed with seeds \(missed)")
        #expect(errors / Double(seeds) <= given.error)
    }

    @Test(arguments: 1...50)
    func withoutNoiseItTakesFewRunsAndTheIntervalIsNarrow(seed: UInt64) throws {
        let server = SimulatedServer(seed: seed)
        let found = try #require(server.searched(CapacityPlan(precision: 0.05, repeats: 3)))
        let high = try #require(found.interval.high)
        #expect(found.ending == .knee)
        #expect(found.level == found.interval.low)
        #expect(high - found.level <= max(1, high / 20))
        #expect(found.runs <= 20)
        #expect(found.interval.lowPassed == 4)
        #expect(found.interval.highFailed == 4)
        #expect(found.brokeFirst?.threshold == SimulatedServer.threshold)
        #expect(found.requestsPerSecond == Double(found.level) * 10)
    }

    @Test func theTargetThatBearsEverythingIsMeasuredUpToTheHighestLevel() throws {
        let server = SimulatedServer(capacity: 1e9)
        let found = try #require(server.searched(CapacityPlan(most: 700)))
        #expect(found.ending == .highestLevel)
        #expect(found.level == 700)
        #expect(found.interval == .init(low: 700, high: nil, lowPassed: 4, highFailed: 0))
        #expect(found.brokeFirst == nil)
        #expect(found.levels.map(\.level) == [10, 20, 40, 80, 160, 320, 640, 700])
    }

    @Test func theTargetThatBearsNothingIsMeasuredDownToOne() throws {
        let server = SimulatedServer(capacity: 0.5)
        let found = try #require(server.searched(CapacityPlan()))
        #expect(found.ending == .lowestLevel)
        #expect(found.level == 0)
        #expect(found.requestsPerSecond == 0)
        #expect(found.interval == .init(low: 0, high: 1, lowPassed: 0, highFailed: 4))
        #expect(found.brokeFirst?.threshold == SimulatedServer.threshold)
    }

    @Test func aGeneratorAtItsLimitIsNotTheTargets() throws {
        var server = SimulatedServer(capacity: 1e9)
        server.generatorLimit = 300
        let found = try #require(server.searched(CapacityPlan()))
        #expect(found.ending == .generator)
        #expect(found.level == 160)
        #expect(found.interval.high == nil)
        #expect(found.brokeFirst == nil)
        let last = try #require(found.levels.last)
        #expect(last.level == 320)
        #expect(last.measurements.count == 2, "a single disturbance is not believed")
        #expect(last.valid.isEmpty)
    }

    @Test func aGeneratorDisturbedOnceGoesOn() throws {
        var server = SimulatedServer(capacity: 100)
        var search = CapacitySearch(plan: CapacityPlan(), model: .open)
        var isDisturbed = false
        for _ in 0..<100 {
            guard case .measure(let level) = search.next else { break }
            var measurement = server.measurement(at: level)
            if level == 40, !isDisturbed {
                isDisturbed = true
                measurement.isInvalid = true
            }
            search.record(measurement)
        }
        guard case .end(let found) = search.next else {
            Issue.record("the search did not end")
            return
        }
        #expect(isDisturbed)
        #expect(found.ending == .knee)
        #expect(found.model == .open)
        #expect((95...100).contains(found.level))
    }

    @Test func oneSpoiltMeasurementAtALowLevelIsOutvoted() throws {
        var server = SimulatedServer(capacity: 500)
        var search = CapacitySearch(plan: CapacityPlan(), model: .closed)
        var spoilt = 0
        for _ in 0..<100 {
            guard case .measure(let level) = search.next else { break }
            if level == 20, spoilt == 0 {
                spoilt += 1
                search.record(
                    CapacityMeasurement(
                        level: 20, requestsPerSecond: 1,
                        outcomes: [ThresholdOutcome(SimulatedServer.threshold, value: nil)]))
            } else {
                search.record(server.measurement(at: level))
            }
        }
        guard case .end(let found) = search.next else {
            Issue.record("the search did not end")
            return
        }
        #expect(spoilt == 1)
        #expect((475...500).contains(found.level))
        #expect(found.interval.low == found.level)
    }

    @Test func anEndBeforeTimeTellsWhatIsKnown() throws {
        let server = SimulatedServer(capacity: 500)
        let cut = try #require(server.searched(CapacityPlan(mostRuns: 9)))
        #expect(cut.ending == .runs)
        #expect(cut.runs == 9)
        #expect(cut.interval.low <= 500)
        #expect(try #require(cut.interval.high) >= 500)

        var search = CapacitySearch(plan: CapacityPlan(), model: .closed)
        search.stop()
        guard case .end(let nothing) = search.next else {
            Issue.record("a stopped search goes on")
            return
        }
        #expect(nothing.ending == .stopped)
        #expect(nothing.level == 0)
        #expect(nothing.interval == .init(low: 0, high: nil, lowPassed: 0, highFailed: 0))
        #expect(nothing.levels.isEmpty)
    }

    @Test func numbersThatMakeNoSenseAreTakenAsTheNearestThatDo() {
        let plan = CapacityPlan(
            start: 0, factor: 0.5, precision: 9, repeats: -1, most: 0, mostRuns: 0)
        #expect(plan.start == 1)
        #expect(plan.factor == 1.1)
        #expect(plan.precision == 0.5)
        #expect(plan.repeats == 0)
        #expect(plan.most == 1)
        #expect(plan.mostRuns == 1)
        #expect(CapacityPlan(factor: .nan, precision: .nan).factor == 2)
        #expect(CapacityPlan(start: 500, most: 100).start == 100)
    }
}
