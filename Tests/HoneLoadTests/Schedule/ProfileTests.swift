import HoneCore
import Testing

@testable import HoneLoad

/// The level over time, against a plain calculation of the same stages.
struct ProfileTests {
    /// Stages of any kind: ramps, jumps, pauses, levels that are no whole numbers.
    static func randomStages(_ random: inout SeededGenerator, most: Double = 40) -> [Scenario.Load.Stage] {
        let stages = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            let level =
                switch Int.random(in: 0...3, using: &random) {
                case 0: 0.0
                case 1: Double(Int.random(in: 1...Int(most), using: &random))
                default: Double.random(in: 0.1...most, using: &random)
                }
            let ramp = Bool.random(using: &random) ? 0 : Double.random(in: 0.01...5, using: &random)
            return Scenario.Load.Stage(level, ramp: ramp, hold: Double.random(in: 0.01...5, using: &random))
        }
        return stages + [.init(most / 2, ramp: 1, hold: 1)]
    }

    /// The level at a moment and the level times the seconds until then, stage by stage, in seconds.
    static func expected(_ stages: [Scenario.Load.Stage], at moment: Double) -> (level: Double, area: Double) {
        var (level, area, rest) = (0.0, 0.0, moment)
        for stage in stages {
            if rest < stage.ramp {
                let now = level + (stage.level - level) * rest / stage.ramp
                return (now, area + (level + now) / 2 * rest)
            }
            area += (level + stage.level) / 2 * stage.ramp
            rest -= stage.ramp
            level = stage.level
            if rest < stage.hold { return (level, area + level * rest) }
            area += level * stage.hold
            rest -= stage.hold
        }
        return (level, area)
    }

    /// How many users' spans hold a moment is the level then, rounded up.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func theUsersActiveAreTheLevel(seed: UInt64) {
        var random = SeededGenerator(seed: seed, stream: 1)
        let stages = Self.randomStages(&random)
        let schedule = Schedule(
            Scenario(
                target: "http://127.0.0.1", tasks: [.init("GET", "/")], load: Scenario.Load(.closed, stages: stages)))
        let load = Scenario.Load(.closed, stages: stages)
        let spans = (0..<load.peakUsers).map { schedule.activity(ofUser: $0) }
        for own in spans {
            #expect(own.allSatisfy { !$0.isEmpty }, "seed \(seed)")
            #expect(zip(own, own.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound }, "seed \(seed): \(own)")
        }
        let duration = stages.reduce(0) { $0 + $1.ramp + $1.hold }
        for _ in 0..<200 {
            let moment = UInt64(Double.random(in: 0..<(duration - 1e-6), using: &random) * 1e9)
            let active = spans.count { $0.contains { $0.contains(moment) } }
            // Where a user comes or goes, a few nanoseconds of rounding lie between the two.
            let near = [-5.0, 0, 5].map { shift in
                Int(Self.expected(stages, at: max(0, Double(moment) + shift) / 1e9).level.rounded(.up))
            }
            #expect(
                (near.min() ?? 0)...(near.max() ?? 0) ~= active, "seed \(seed), at \(moment) ns: \(active), not \(near)"
            )
        }
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func momentsAreWhereTheIntegralSays(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed, stream: 2)
        let stages = Self.randomStages(&random)
        let profile = Profile(Scenario.Load(.open, stages: stages))
        let duration = stages.reduce(0) { $0 + $1.ramp + $1.hold }
        let whole = Self.expected(stages, at: duration).area
        for _ in 0..<200 {
            let amount = Double.random(in: 0..<(whole * 0.999_999), using: &random)
            let moment = try #require(profile.moment(ofArea: amount), "seed \(seed): nothing at \(amount) of \(whole)")
            let area = Self.expected(stages, at: Double(moment) / 1e9).area
            #expect(abs(area - amount) < 1e-5, "seed \(seed), amount \(amount): at \(moment) ns it is \(area)")
        }
        #expect(profile.moment(ofArea: whole * 1.000_001 + 1) == nil)
    }

    /// Between two pieces rounding may put an amount into neither; the arrivals after it must come all the same.
    @Test func noAmountIsLostBetweenPieces() {
        var random = SeededGenerator(seed: 5, stream: 3)
        for _ in 0..<2_000 {
            let stages = (0..<8).map { _ in
                Scenario.Load.Stage(
                    Double(Int.random(in: 1...30, using: &random)) / 10,
                    hold: Double(Int.random(in: 1...30, using: &random)) / 10)
            }
            let profile = Profile(Scenario.Load(.open, stages: stages))
            for piece in profile.pieces {
                for amount in [piece.before.nextDown, piece.before, piece.before.nextUp, piece.before.rounded()]
                where amount >= 0 && amount < profile.pieces[7].before + profile.pieces[7].area * 0.99 {
                    #expect(profile.moment(ofArea: amount) != nil, "\(amount) in \(stages)")
                }
            }
        }
    }

    @Test func aPauseHasNoMoments() {
        let profile = Profile(
            Scenario.Load(
                .open, stages: [.init(0, hold: 1), .init(10, hold: 1), .init(0, hold: 2), .init(10, hold: 1)]))
        #expect(profile.moment(ofArea: 0) == 1_000_000_000)
        #expect(profile.moment(ofArea: 9) == 1_900_000_000)
        #expect(profile.moment(ofArea: 10) == 4_000_000_000)
        #expect(profile.moment(ofArea: 20) == nil)
        #expect(profile.activity(ofUser: 0) == [1_000_000_000..<2_000_000_000, 4_000_000_000..<5_000_000_000])
        #expect(profile.activity(ofUser: 10) == [])
    }

    @Test func rampsUpAndDown() {
        let profile = Profile(
            Scenario.Load(.closed, stages: [.init(4, ramp: 2, hold: 1), .init(0, ramp: 4, hold: 0)]))
        #expect(profile.activity(ofUser: 0) == [0..<7_000_000_000])
        #expect(profile.activity(ofUser: 2) == [1_000_000_000..<5_000_000_000])
        #expect(profile.activity(ofUser: 4) == [])
        // The square root of a ramp: a quarter of the area is reached after half of the time.
        #expect(profile.moment(ofArea: 1) == 1_000_000_000)
        #expect(profile.moment(ofArea: 0) == 0)
    }

    @Test func noStagesNoLevel() {
        let profile = Profile(Scenario.Load(.closed, stages: []))
        #expect(profile.moment(ofArea: 0) == nil)
        #expect(profile.activity(ofUser: 0).isEmpty)
    }
}
