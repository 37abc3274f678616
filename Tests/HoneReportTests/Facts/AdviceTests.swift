import HoneAgent
import HoneDatabase
import Testing

@testable import HoneReport

@Suite struct AdviceTests {
    @Test func advisedIndicesSayWhatTheyGainAndCost() throws {
        var run = try SampleRun.complete()
        run.baseline.advice = .measured(try SampleAdvice.advice())
        for text in [TerminalRenderer(style: .init(width: 200)).baseline(run.baseline), HTMLRenderer().report(run)] {
            for part in [
                "CREATE INDEX hone_bookings_chef ON bookings(chef_id)", "saves 61.5 ms", "takes 4.20 MB",
                "0.00420 ms a row", "1 answer could come in another order", "from 70.2 ms to 8.70 ms",
                "The time ran out.",
            ] { #expect(text.contains(part), "\(part)") }
        }
        #expect(HTMLRenderer().report(run).contains("chefs(city, rating)"))
    }

    @Test func noAdviceSaysThatItWasSought() throws {
        #expect(try SampleAdvice.advice(indexes: 0).line.hasPrefix("No index pays: 1 candidate was tried"))
    }

    @Test func adviceIsNotMissedASecondTime() throws {
        var run = try SampleRun.complete()
        run.baseline.advice = .measured(try SampleAdvice.advice())
        run.current?.advice = .missing("not asked for")
        #expect(!MissingProbe.all(in: run).contains { $0.key == "advice" })
    }

    @Test func endpointsThatWereLeftOutAreSaid() throws {
        var run = try SampleRun.complete()
        run.baseline.leftOut = ["GET /admin": "answers 403"]
        for text in [
            TerminalRenderer().optimize(run), MarkdownRenderer().summary(run), HTMLRenderer().report(run),
            try BaselineReport(run.baseline).json(),
        ] {
            #expect(text.contains("GET /admin"))
            #expect(text.contains("answers 403"))
        }
    }
}
