import Testing

@testable import HoneLoad

struct ScheduleTests {
    static let weights: [Double] = [5, 3, 2, 3, 2, 2, 1, 2, 1]

    static func scenario(
        weights: [Double] = weights, thinkTime: Scenario.ThinkTime = .none, users: Int = 10, ramp: Double = 0,
        seed: UInt64
    ) -> Scenario {
        Scenario(
            target: "http://127.0.0.1",
            tasks: weights.enumerated().map { index, weight in
                Scenario.Task(name: "task \(index)", paths: (0...index).map { "/\(index)/\($0)" }, weight: weight)
            }, thinkTime: thinkTime, load: .users(users, ramp: ramp, duration: 60), seed: seed)
    }

    @Test(arguments: [UInt64(0), 1, 42, .max])
    func theSameSeedGivesTheSameSteps(seed: UInt64) {
        let first = Schedule(Self.scenario(thinkTime: .uniform(from: 0, to: 3), seed: seed))
        let second = Schedule(Self.scenario(thinkTime: .uniform(from: 0, to: 3), seed: seed))
        for user in 0..<10 {
            #expect(Array(first.steps(ofUser: user).prefix(200)) == Array(second.steps(ofUser: user).prefix(200)))
        }
    }

    @Test func usersAndSeedsDiffer() {
        let schedule = Schedule(Self.scenario(seed: 1))
        let other = Schedule(Self.scenario(seed: 2))
        var all: Set<[Int]> = []
        for user in 0..<100 {
            all.insert(schedule.steps(ofUser: user).prefix(40).map(\.task))
            all.insert(other.steps(ofUser: user).prefix(40).map(\.task))
        }
        #expect(all.count == 200)
    }

    /// Counts lie within five standard deviations of what the weights say, over all users and within each.
    @Test(arguments: [UInt64(3), 4, 5])
    func weightsAreKept(seed: UInt64) {
        let schedule = Schedule(Self.scenario(seed: seed))
        let total = Self.weights.reduce(0, +)
        var counts = [Int](repeating: 0, count: Self.weights.count)
        for user in 0..<50 {
            for step in schedule.steps(ofUser: user).prefix(1_000) { counts[step.task] += 1 }
        }
        for (index, weight) in Self.weights.enumerated() {
            let share = weight / total
            let deviation = (50_000 * share * (1 - share)).squareRoot()
            #expect(abs(Double(counts[index]) - 50_000 * share) < 5 * deviation, "task \(index), seed \(seed)")
        }
    }

    @Test func aTaskOfNoWeightIsNeverRun() {
        let schedule = Schedule(Self.scenario(weights: [0, 1, 0, 2, 0], seed: 9))
        let tasks = Set(schedule.steps(ofUser: 0).prefix(5_000).map(\.task))
        #expect(tasks == [1, 3])
    }

    @Test func everyPathOfATaskComesUp() {
        let schedule = Schedule(Self.scenario(seed: 6))
        var seen: Set<[Int]> = []
        for step in schedule.steps(ofUser: 1).prefix(5_000) {
            #expect(step.path <= step.task)
            seen.insert([step.task, step.path])
        }
        #expect(seen.count == (1...9).reduce(0, +))
    }

    @Test(
        arguments: [
            (Scenario.ThinkTime.none, 0, 0), (.constant(seconds: 1.5), 1_500_000_000, 1_500_000_000),
            (.uniform(from: 1, to: 5), 1_000_000_000, 5_000_000_000),
            (.uniform(from: 2, to: 2), 2_000_000_000, 2_000_000_000),
        ] as [(Scenario.ThinkTime, UInt64, UInt64)])
    func thinkTimeStaysWithin(thinkTime: Scenario.ThinkTime, low: UInt64, high: UInt64) {
        let steps = Schedule(Self.scenario(thinkTime: thinkTime, seed: 8)).steps(ofUser: 2).prefix(10_000)
        #expect(steps.allSatisfy { $0.thinkNanoseconds >= low && $0.thinkNanoseconds <= high })
        let mean = steps.reduce(0.0) { $0 + Double($1.thinkNanoseconds) } / 10_000
        // The mean of n uniform numbers has a standard deviation of range / √(12 n).
        let deviation = Double(high - low) / (12.0 * 10_000).squareRoot()
        #expect(abs(mean - Double(low + high) / 2) <= 5 * deviation + 1)
    }

    /// Where a user's requests would start if every answer took 10 ms: the spacing that the driver must keep.
    @Test func intendedStartsFollowFromThinkTime() {
        let schedule = Schedule(Self.scenario(thinkTime: .constant(seconds: 0.25), users: 4, ramp: 2, seed: 1))
        var start = schedule.activity(ofUser: 3)[0].lowerBound
        #expect(start == 1_500_000_000)
        var starts: [UInt64] = []
        for step in schedule.steps(ofUser: 3).prefix(3) {
            starts.append(start)
            start += 10_000_000 + step.thinkNanoseconds
        }
        #expect(starts == [1_500_000_000, 1_760_000_000, 2_020_000_000])
    }

    @Test(arguments: [(1, 3.0), (10, 3.0), (1_000, 3.0), (10, 0.0)])
    func theRampIsEven(users: Int, ramp: Double) {
        let schedule = Schedule(Self.scenario(users: users, ramp: ramp, seed: 1))
        let starts = (0..<users).map { schedule.activity(ofUser: $0)[0].lowerBound }
        #expect(starts[0] == 0)
        for (user, start) in starts.enumerated() {
            #expect(abs(Double(start) - ramp * 1e9 * Double(user) / Double(users)) < 1)
        }
    }
}
