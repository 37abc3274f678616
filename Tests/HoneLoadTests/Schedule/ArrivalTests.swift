import HoneCore
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Testing

@testable import HoneLoad

/// Open models: when arrivals come, of which class, and which part of a run sends them.
struct ArrivalTests {
    private func schedule(
        _ model: Scenario.Load.Model = .open, stages: [Scenario.Load.Stage], weights: [Double] = [1], seed: UInt64 = 1,
        shard: Shard = .whole
    ) -> Schedule {
        let classes = weights.map { Scenario.UserClass(weight: $0, tasks: [.init("GET", "/"), .init("GET", "/b")]) }
        var scenario = Scenario(target: "http://127.0.0.1", classes: classes)
        scenario.load = Scenario.Load(model, stages: stages)
        scenario.seed = seed
        return Schedule(scenario, shard: shard)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func theyFollowTheRate(seed: UInt64) {
        var random = SeededGenerator(seed: seed, stream: 0)
        let stages = ProfileTests.randomStages(&random, most: 400)
        let dues = schedule(stages: stages, seed: seed).arrivals().map(\.due)
        #expect(zip(dues, dues.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
        // Before arrival n + 1 the integral of the rate has passed n.
        for (number, due) in dues.enumerated() {
            let area = ProfileTests.expected(stages, at: Double(due) / 1e9).area
            #expect(abs(area - Double(number)) < 1e-3, "seed \(seed), arrival \(number): \(area)")
        }
        let whole = ProfileTests.expected(stages, at: .greatestFiniteMagnitude).area
        #expect(abs(Double(dues.count) - whole) <= 1, "seed \(seed)")
    }

    @Test func theFirstComesAtOnceAndTheNextEvenly() {
        let arrivals = Array(schedule(stages: [.init(20, hold: 1)]).arrivals())
        #expect(arrivals.map(\.number) == Array(0..<20))
        #expect(arrivals.map(\.due) == (0..<20).map { $0 * 50_000_000 })
        let ramped = Array(schedule(stages: [.init(20, ramp: 2, hold: 0.001)]).arrivals())
        #expect(ramped.first?.due == 0)
        #expect(ramped.count == 21)
    }

    @Test func aClosedModelHasNone() {
        #expect(schedule(.closed, stages: [.init(5, hold: 1)]).arrivals().first { _ in true } == nil)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func poissonGapsAreExponential(seed: UInt64) {
        let rate = 1_000.0
        let dues = schedule(.poisson, stages: [.init(rate, hold: 20)], seed: seed).arrivals().map {
            Double($0.due) / 1e9
        }
        let count = Double(dues.count)
        // The number is Poisson distributed with mean and variance 20 000.
        #expect(abs(count - 20_000) < 5 * 20_000.0.squareRoot(), "seed \(seed): \(count)")
        var gaps: [Double] = []
        var last = 0.0
        for due in dues {
            gaps.append(due - last)
            last = due
        }
        #expect(gaps.allSatisfy { $0 >= 0 })
        let mean = gaps.reduce(0, +) / count
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        #expect(abs(mean * rate - 1) < 5 / count.squareRoot(), "seed \(seed): mean \(mean)")
        // The fourth central moment of an exponential is 9: the variance's own deviation is √(8 / n).
        #expect(abs(variance * rate * rate - 1) < 5 * (8 / count).squareRoot(), "seed \(seed): variance \(variance)")
        // Kolmogorov and Smirnov: √n times the largest distance is above 1.95 once in a thousand.
        let sorted = gaps.sorted()
        let distance = sorted.enumerated().reduce(0.0) { most, gap in
            let share = 1 - exp(-gap.element * rate)
            return max(most, abs(share - Double(gap.offset) / count), abs(share - Double(gap.offset + 1) / count))
        }
        #expect(distance * count.squareRoot() < 1.95, "seed \(seed): \(distance)")
    }

    @Test func poissonFollowsTheRateToo() {
        let stages: [Scenario.Load.Stage] = [.init(1_000, ramp: 4, hold: 2), .init(0, hold: 3), .init(200, hold: 5)]
        let dues = schedule(.poisson, stages: stages, seed: 6).arrivals().map { Double($0.due) / 1e9 }
        for (from, to, expected) in [(0.0, 2.0, 500.0), (2, 4, 1_500), (4, 6, 2_000), (6, 9, 0), (9, 14, 1_000)] {
            let count = Double(dues.count { $0 >= from && $0 < to })
            #expect(abs(count - expected) <= 5 * expected.squareRoot(), "\(from) to \(to): \(count)")
        }
    }

    @Test(
        arguments: [Scenario.Load.Model.open, .poisson],
        [(1, 1), (1, 3), (3, 1), (4, 2), (7, 5)])
    func shardsAndPartsAreExactlyTheWhole(model: Scenario.Load.Model, split: (shards: Int, parts: Int)) {
        let stages: [Scenario.Load.Stage] = [.init(150, ramp: 1, hold: 2), .init(40, ramp: 1, hold: 1)]
        let whole = Array(schedule(model, stages: stages, weights: [3, 1, 2], seed: 9).arrivals())
        #expect(whole.count > 400)
        var pieces: [Schedule.Arrival] = []
        for shard in 0..<split.shards {
            let own = schedule(
                model, stages: stages, weights: [3, 1, 2], seed: 9, shard: Shard(index: shard, count: split.shards))
            for part in 0..<split.parts {
                let arrivals = Array(own.arrivals(part: part, of: split.parts))
                #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0.due <= $1.due })
                pieces += arrivals
            }
        }
        #expect(pieces.sorted { $0.number < $1.number } == whole)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func classesAreDrawnByWeight(seed: UInt64) {
        let weights = [5.0, 0, 3, 2]
        let arrivals = Array(schedule(stages: [.init(10_000, hold: 2)], weights: weights, seed: seed).arrivals())
        for (index, weight) in weights.enumerated() {
            let share = weight / 10
            let count = Double(arrivals.count { $0.userClass == index })
            #expect(
                abs(count - 20_000 * share) <= 5 * (20_000 * share * (1 - share)).squareRoot(),
                "class \(index), seed \(seed): \(count)")
        }
    }

    /// What an arrival does depends on its number alone, not on who sends it or how the run is split.
    @Test func anArrivalsStepsAreItsOwn() throws {
        let whole = schedule(stages: [.init(100, hold: 1)], seed: 4)
        let half = schedule(stages: [.init(100, hold: 1)], seed: 4, shard: Shard(index: 1, count: 2))
        let arrival = try #require(half.arrivals().first { $0.number == 31 })
        #expect(Array(half.steps(of: arrival).prefix(50)) == Array(whole.steps(of: arrival).prefix(50)))
        let firsts = whole.arrivals().map { Array(whole.steps(of: $0).prefix(12)).map(\.task) }
        #expect(Set(firsts).count > 90)
    }

    @Test func arrivalsByHandGoOnForEver() {
        var arrivals = schedule(stages: [.init(1, hold: 2)], weights: [1, 1]).arrivals(part: 1, of: 3)
        let taken = (0..<200).map { arrivals.next(due: $0) }
        #expect(taken.map(\.number) == (0..<200).map { $0 * 3 + 1 })
        #expect(taken.map(\.due) == Array(0..<200))
        #expect(Set(taken.map(\.userClass)) == [0, 1])
    }
}
