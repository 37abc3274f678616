import HoneCore
import Testing

@testable import HoneLoad

/// Closed models: which class a user is of, which shard runs it, and in which order it goes through its tasks.
struct UserScheduleTests {
    private func scenario(weights: [Double] = [1], users: Int = 10, tasks: Int = 3) -> Scenario {
        var scenario = Scenario(
            target: "http://127.0.0.1",
            classes: weights.map { weight in
                Scenario.UserClass(weight: weight, tasks: (0..<tasks).map { .init("GET", "/\($0)") })
            })
        scenario.load = .users(users, duration: 10)
        return scenario
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func ofAnyFirstUsersClassesHaveTheirShare(seed: UInt64) {
        var random = SeededGenerator(seed: seed, stream: 0)
        let weights = (0..<Int.random(in: 2...7, using: &random)).map { _ in
            Int.random(in: 0...4, using: &random) == 0 ? 0 : Double.random(in: 0.01...10, using: &random)
        }
        let all = weights + [1]
        let total = all.reduce(0, +)
        let schedule = Schedule(scenario(weights: all, users: 3_000))
        var counts = [Double](repeating: 0, count: all.count)
        for user in 0..<3_000 {
            counts[schedule.userClass(ofUser: user)] += 1
            for (index, weight) in all.enumerated() {
                let share = weight / total * Double(user + 1)
                #expect(
                    abs(counts[index] - share) <= 1, "seed \(seed), first \(user + 1), class \(index) of \(all)")
            }
        }
    }

    @Test func wholeSharesComeOutExactly() {
        let schedule = Schedule(scenario(weights: [7, 2, 1], users: 10))
        let classes = (0..<10).map { schedule.userClass(ofUser: $0) }
        #expect([0, 1, 2].map { wanted in classes.count { $0 == wanted } } == [7, 2, 1])
        // Users beyond the scenario's own, added by hand, go on in the same proportion.
        let beyond = (10..<30).map { schedule.userClass(ofUser: $0) }
        #expect([0, 1, 2].map { wanted in beyond.count { $0 == wanted } } == [14, 4, 2])
    }

    @Test(arguments: [(10, 1), (10, 3), (7, 7), (1_000, 8)])
    func aUserIsTheSameInEveryShard(users: Int, shards: Int) {
        let scenario = scenario(weights: [3, 1], users: users)
        let whole = Schedule(scenario)
        for index in 0..<shards {
            let shard = Schedule(scenario, shard: Shard(index: index, count: shards))
            // Nobody needs to know which shard runs a user: it does the same in each.
            for user in 0..<min(users, 5) {
                #expect(shard.userClass(ofUser: user) == whole.userClass(ofUser: user))
                #expect(shard.activity(ofUser: user) == whole.activity(ofUser: user))
                #expect(Array(shard.steps(ofUser: user).prefix(20)) == Array(whole.steps(ofUser: user).prefix(20)))
            }
        }
    }

    @Test(
        arguments: [
            ("3/8", Shard(index: 2, count: 8)), ("1/1", .whole), ("8/8", Shard(index: 7, count: 8)), ("0/8", nil),
            ("9/8", nil), ("3", nil), ("3/8/1", nil), ("a/b", nil), ("", nil), ("-1/8", nil), ("1/0", nil), ("3/", nil),
        ] as [(String, Shard?)])
    func shardsAsTheyAreWritten(text: String, expected: Shard?) {
        #expect(Shard(text) == expected)
    }

    @Test func aSequenceGoesRoundInOrder() {
        var scenario = scenario(tasks: 4)
        scenario.classes[0].order = .sequence
        scenario.classes[0].tasks[2].weight = 0
        let schedule = Schedule(scenario)
        #expect(schedule.steps(ofUser: 3).prefix(10).map(\.task) == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1])
        scenario.classes[0].tasks = [.init("GET", "/")]
        #expect(Schedule(scenario).steps(ofUser: 0).prefix(3).map(\.task) == [0, 0, 0])
    }

    @Test(arguments: [(1.0, 0.2), (5, 1), (0.5, 0)])
    func normalThinkTimes(mean: Double, deviation: Double) {
        var scenario = scenario()
        scenario.classes[0].thinkTime = .normal(mean: mean, deviation: deviation)
        let times = Schedule(scenario).steps(ofUser: 1).prefix(20_000).map { Double($0.thinkNanoseconds) / 1e9 }
        let average = times.reduce(0, +) / 20_000
        let spread = (times.reduce(0) { $0 + ($1 - average) * ($1 - average) } / 20_000).squareRoot()
        #expect(abs(average - mean) <= 5 * deviation / 20_000.0.squareRoot() + 1e-6)
        #expect(abs(spread - deviation) <= 0.05 * deviation + 1e-6)
        let within = Double(times.count { abs($0 - mean) <= deviation }) / 20_000
        #expect(deviation == 0 || abs(within - 0.6827) < 0.02)
    }

    @Test func whatIsBelowZeroIsZero() {
        var scenario = scenario()
        scenario.classes[0].thinkTime = .normal(mean: 0, deviation: 2)
        let times = Schedule(scenario).steps(ofUser: 1).prefix(10_000).map(\.thinkNanoseconds)
        #expect(abs(times.count { $0 == 0 } - 5_000) < 250)
        #expect(times.allSatisfy { $0 < 20_000_000_000 })
    }

    @Test func pacingIsTheTimeBetweenStarts() {
        var scenario = scenario()
        scenario.classes[0].thinkTime = .pacing(seconds: 0.25)
        #expect(Schedule(scenario).steps(ofUser: 1).prefix(100).allSatisfy { $0.thinkNanoseconds == 250_000_000 })
    }
}
