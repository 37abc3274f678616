import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

@Suite struct RunFactsTests {
    @Test func endpointsKeepTheBaselinesOrderAndNewOnesComeLast() throws {
        var run = try SampleRun.complete()
        run.current?.latency = .measured(
            LatencyEvidence(endpoints: [
                .init(name: "GET /new", latency: SampleEvidence.latency(2), status: 200, failures: 0, bytes: 1),
                .init(name: "GET /health", latency: .empty, status: 500, failures: 9, bytes: 1),
            ]))
        let changes = EndpointChange.all(in: run)
        #expect(changes.first?.name == "GET /health")
        #expect(changes.first?.after == nil, "no samples are no figure")
        #expect(changes.last?.name == "GET /new")
        #expect(changes.last?.before == nil)
    }

    @Test func everyMissingProbeIsNamedWithItsReason() {
        let missing = MissingProbe.all(in: SampleRun.empty())
        #expect(
            missing.map(\.key) == [
                "latency", "load", "queries", "database", "advice", "http", "system", "pageLoad", "domInteractive",
                "webVitals",
            ])
        #expect(MissingProbe.grouped(missing).count == 2)
    }

    @Test func whatIsMissingOnlyNowIsSaidSo() throws {
        var run = try SampleRun.complete()
        run.current?.system = .missing("the process ended")
        #expect(MissingProbe.all(in: run).contains { $0.name == "system (now)" && $0.reason == "the process ended" })
    }

    @Test func aFactorBehindALowerBoundIsNotClaimed() throws {
        var run = try SampleRun.complete()
        let title = "users within thresholds"
        #expect(try #require(HeadlineFigure.all(in: run).first { $0.title == title }).change == "≥ 8.0× better")
        var load = try #require(run.baseline.load.value)
        load.capacityIsLowerBound = true
        run.baseline.load = .measured(load)
        #expect(try #require(HeadlineFigure.all(in: run).first { $0.title == title }).change == nil)
    }

    @Test func levelsWithOtherUsersAreNotCompared() throws {
        var run = try SampleRun.complete()
        var load = try #require(run.current?.load.value)
        load.levels.removeLast(3)
        run.current?.load = .measured(load)
        #expect(try #require(HeadlineFigure.all(in: run).first).now == nil)
    }

    @Test func aLossIsCalledWorse() throws {
        var run = try SampleRun.complete()
        swap(&run.baseline.queries, &run.current!.queries)
        #expect(try #require(HeadlineFigure.all(in: run).first { $0.title == "average query" }).change == "13× worse")
    }

    @Test func aWaterfallHasOnlyKeptFixesOfOneObjective() throws {
        let waterfalls = Waterfall.all(in: try SampleRun.complete())
        #expect(waterfalls.map(\.objective) == [.latency, .delivery])
        #expect(waterfalls[0].steps.map(\.pattern) == [.indices, .writeAheadLog, .eagerLoading])
        #expect(waterfalls[1].steps.map(\.pattern) == [.compression])
        #expect(Waterfall.all(in: SampleRun.empty()).isEmpty)
    }

    @Test func aTaskIsDoneOnlyByAKeptVerdict() throws {
        let run = try SampleRun.complete()
        #expect(TaskState.of(.indices, in: run).isDone)
        #expect(TaskState.of(.connectionPooling, in: run).text == "inconclusive, undone")
        #expect(TaskState.of(.cachingHeaders, in: run).text == "tried and undone")
        #expect(TaskState.of(.applicationCache, in: run) == .forPeople)
        #expect(TaskState.of(.monitoring, in: run) == .open)
    }

    @Test func keptFixesOfOnePatternMultiply() throws {
        var run = try SampleRun.complete()
        run.verdicts = [
            SampleRun.verdict(.indices, .database, "", .kept, 100, 50),
            SampleRun.verdict(.indices, .database, "", .kept, 50, 25),
        ]
        #expect(TaskState.of(.indices, in: run).text == "kept, +75%")
    }

    @Test func theMethodNamesMachineSeedBlocksAndConfidence() throws {
        let text = Method.sentences(for: try SampleRun.complete()).joined(separator: " ")
        for part in ["AMD EPYC", "seed 42", "4 + 4 blocks", "95%", "50 users", "Delivery time"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(Method.sentences(for: SampleRun.empty()).count == 2)
    }

    @Test func theReturnIsStatedAsArithmetic() {
        #expect(ROIText.sentences(nil).isEmpty)
        let roi = ReturnOnInvestment(
            hours: 9, rate: 50, responseGain: 0.94, capacityFactor: nil, millisecondsPerRequestAndCost: nil)
        let text = ROIText.sentences(roi).joined()
        #expect(text.contains("9 h; at 50 an hour that is 450"))
        #expect(text.contains("−94%"))
        #expect(text.contains("no earnings are forecast"))
    }
}
