import Testing

@testable import bench_load

/// What the truth section takes for the truth must be it.
@Suite struct TruthTests {
    /// The same arrivals, one by one, by the rules of the server rather than by the formula.
    @Test(arguments: [
        FrozenModel(), FrozenModel(service: 0.05), FrozenModel(service: 0.003, freeze: 0.2, period: 2, first: 0.7),
    ])
    func theFormulaIsWhatTheArrivalsComeTo(_ model: FrozenModel) {
        let (rate, periods) = (20_000.0, 3.0)
        let latencies = (0..<Int(rate * periods * model.period)).map { index -> (Double, Int) in
            let arrival = (Double(index) + 0.5) / rate
            // Out of a freeze comes everything that fell into one.
            func thawed(_ time: Double) -> Double {
                let phase = (time - model.first).truncatingRemainder(dividingBy: model.period)
                return time >= model.first && phase < model.freeze ? time - phase + model.freeze : time
            }
            return ((thawed(thawed(arrival) + model.service) - arrival) * 1_000, 1)
        }
        let times = Times(latencies)
        for percentile in [1, 50, 89, 91, 95, 99, 99.9, 99.99] {
            let expected = model.milliseconds(atPercentile: percentile)
            // A step of the arrivals, as neither knows the latency between two of them.
            #expect(abs(times.percentile(percentile) - expected) <= 2 * 1_000 / rate + 1e-6, "p\(percentile)")
        }
        #expect(abs((latencies.map(\.0).max() ?? 0) - model.longest) <= 1_000 / rate)
    }

    @Test func theFiguresInTheCommentHold() {
        let model = FrozenModel()
        #expect(abs(model.milliseconds(atPercentile: 50) - 1) < 1e-9)
        #expect(abs(model.milliseconds(atPercentile: 99) - 902) < 1e-9)
        #expect(abs(model.milliseconds(atPercentile: 99.9) - 992) < 1e-9)
    }

    @Test func percentilesAreNearestRanks() {
        let times = Times([(4, 1), (1, 97), (3, 1), (2, 1)])
        #expect(times.percentile(50) == 1)
        #expect(times.percentile(97) == 1)
        #expect(times.percentile(98) == 2)
        #expect(times.percentile(99.5) == 4)
        #expect(Times([]).percentile(50) == 0)
        #expect(median([3, 1, 2]) == 2)
        #expect(median([4, 1]) == 2.5)
    }
}

@Suite struct OptionsTests {
    @Test func sectionsAreTakenByName() throws {
        let options = try Options(
            ["plain", "--rounds", "3", "memory-run", "--minutes", "0.5", "--json", "x"], sections: BenchLoad.sections)
        #expect(options.sections == ["plain", "memory-run"])
        #expect(options.rounds == 3 && options.minutes == 0.5 && options.json == "x")
        #expect(BenchLoad.sections.filter(options.wants).map(\.name) == ["plain", "memory-run"])
        let usual = try Options([], sections: BenchLoad.sections)
        #expect(
            BenchLoad.sections.filter(usual.wants).map(\.name)
                == ["plain", "peers", "scenario", "memory", "truth", "start", "http2"])
    }

    @Test(arguments: [
        ["fast"], ["--rounds"], ["--rounds", "0"], ["--truth-seconds", "15"], ["--minutes", "-1"], ["--json"],
    ])
    func nonsenseIsRefused(arguments: [String]) {
        #expect(throws: BenchmarkError.self) { try Options(arguments, sections: BenchLoad.sections) }
    }

    @Test func verdictsFollowBarAndGoal() {
        #expect(Figure("f", 0.9, "×", bar: 1.15, goal: 1).verdict == "goal reached")
        #expect(Figure("f", 1.1, "×", bar: 1.15, goal: 1).verdict == "bar reached")
        #expect(Figure("f", 1.2, "×", bar: 1.15, goal: 1).verdict == "MISSED")
        #expect(Figure("f", 1.2, "×").verdict == "")
    }

    @Test(arguments: ReferenceScenarioSection.tasks.map(\.name))
    func bodiesAreOfThePlainSize(name: String) {
        let body = ReferenceScenarioSection.body(name)
        #expect(body.count == plainBytes)
        #expect(String(decoding: body, as: UTF8.self).contains("\"name\":\"\(name)\""))
    }
}
