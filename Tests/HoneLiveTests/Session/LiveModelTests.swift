import Foundation
import HoneLoad
import Testing

@testable import HoneLive

struct LiveModelTests {
    private func model() -> LiveModel { LiveModel(scenario: SampleProgress.scenario, mostLevel: 100) }

    @Test func aRunFromStartToEnd() throws {
        var model = model()
        var state = model.state(withHistory: true)
        #expect(state.phase == .idle)
        #expect(state.run == 0)
        #expect(state.plannedLevel == 10)
        #expect(state.whole == 60)
        #expect(state.thresholds.map(\.isMet) == [nil, nil])

        let run = try model.start(level: nil)
        model.add(SampleProgress.second(1, requests: 50, isRecorded: false), run: run)
        model.add(SampleProgress.second(2, requests: 100, failures: 0), run: run)
        model.add(SampleProgress.second(3, requests: 98, failures: 4, milliseconds: 20), run: run)
        state = model.state(withHistory: true)
        #expect(state.phase == .running)
        #expect(state.elapsed == 3)
        #expect(state.users == 5)
        #expect(state.isRecording)
        #expect(state.total.requests == 400, "warm-up is not in the sums")
        #expect(state.total.failures == 4)
        #expect(state.averageRequestsPerSecond == 200)
        #expect(state.tasks.map(\.name) == ["GET /a", "GET /b"])
        #expect(state.tasks.map(\.failures) == [0, 4])
        #expect(state.tasks.map(\.requestsPerSecond) == [98, 102])
        #expect(abs(try #require(state.tasks[0].max) - 20) < 0.02, "a histogram is within 0.1 %")
        #expect(state.failures == [.init(kind: .timeout, title: "timed out", count: 4)])
        #expect(state.thresholds.map(\.text) == ["p95 < 15ms", "error_rate < 1%"])
        #expect(state.thresholds.map(\.unit) == ["ms", "share"])
        #expect(state.thresholds.map(\.isMet) == [false, false])
        #expect(state.now?.p95 == 20)
        #expect(state.now?.failuresPerSecond == 4)
        #expect(state.points == 3)
        #expect(state.history.map(\.elapsed) == [1, 2, 3])
        #expect(model.state(withHistory: false).history.map(\.elapsed) == [3])

        model.end(SampleProgress.result(), run: run)
        state = model.state(withHistory: true)
        #expect(state.phase == .ended)
        #expect(state.message == nil)
        #expect(state.total.requests == 400)

        #expect(try model.start(level: 50) == 2)
        state = model.state(withHistory: true)
        #expect(state.total.requests == 0, "a new run starts from nothing")
        #expect(state.history.isEmpty)
        #expect(state.now == nil)
        #expect(state.level == 50)
    }

    @Test(arguments: [true, false])
    func theLastIntervalsAreAPointWhenTheRunEnds(isDone: Bool) throws {
        var model = LiveModel(scenario: SampleProgress.scenario, mostLevel: 100, mostPoints: 4)
        let run = try model.start(level: nil)
        for second in 1...7 { model.add(SampleProgress.second(Double(second)), run: run) }
        #expect(model.state(withHistory: true).history.map(\.elapsed) == [2, 4, 6])
        if isDone {
            model.end(SampleProgress.result(), run: run)
        } else {
            model.fail(LiveRefusal.busy, run: run)
        }
        let state = model.state(withHistory: true)
        #expect(state.points == 4)
        #expect(state.history.map(\.elapsed) == [2, 4, 6, 7])
        #expect(model.state(withHistory: false).history == [state.history[3]], "an event brings it to the page")
    }

    @Test func ordersThatMakeNoSenseAreRefused() throws {
        var model = model()
        #expect(throws: LiveRefusal.notRunning) { try model.stop() }
        #expect(throws: LiveRefusal.notRunning) { try model.setLevel(5) }
        for level in [0, -1, 101, Int.max] {
            #expect(throws: LiveRefusal.level(level, most: 100)) { try model.start(level: level) }
        }
        _ = try model.start(level: 100)
        #expect(throws: LiveRefusal.busy) { try model.start(level: nil) }
        #expect(throws: LiveRefusal.level(0, most: 100)) { try model.setLevel(0) }
        #expect(model.level == 100)
        try model.setLevel(7)
        #expect(model.level == 7)
        try model.setLevel(nil)
        #expect(model.level == nil)
        try model.stop()
        #expect(model.phase == .stopping)
        #expect(throws: LiveRefusal.busy) { try model.start(level: nil) }
        #expect(throws: LiveRefusal.notRunning, "it is ending") { try model.setLevel(5) }
        try model.stop()
        #expect(LiveRefusal.level(0, most: 100).description.contains("from 1 to 100"))
    }

    @Test func whatAnEarlierRunStillSaysIsNotTaken() throws {
        var model = model()
        let first = try model.start(level: nil)
        model.end(SampleProgress.result(), run: first)
        model.add(SampleProgress.second(1), run: first)
        #expect(model.state(withHistory: true).points == 0)
        let second = try model.start(level: nil)
        model.add(SampleProgress.second(1), run: first)
        model.end(SampleProgress.result(), run: first)
        model.fail(LiveRefusal.busy, run: first)
        #expect(model.phase == .running)
        #expect(model.state(withHistory: true).points == 0)
        model.add(SampleProgress.second(1), run: second)
        #expect(model.state(withHistory: true).points == 1)
    }

    @Test(arguments: [
        (LoadResult.Ending.completed, 0.1, nil as String?), (.cancelled, 0.1, "Stopped."),
        (.errorShare, 0.1, "too many requests failed"), (.threshold, 0.1, "a threshold was not met"),
        (.completed, 0.99, "The generator could not keep up"), (.cancelled, 0.99, "Stopped. The generator"),
    ])
    func theEndSaysWhatItWas(_ ending: LoadResult.Ending, _ busiestLoop: Double, _ part: String?) throws {
        var model = model()
        let run = try model.start(level: nil)
        model.end(SampleProgress.result(ending, busiestLoop: busiestLoop), run: run)
        let message = model.state(withHistory: false).message
        if let part {
            #expect(message?.contains(part) == true, "\(message ?? "nothing")")
        } else {
            #expect(message == nil)
        }
    }

    @Test func aStateIsTheSameAfterItWasSent() throws {
        var model = model()
        let run = try model.start(level: 3)
        for second in 1...5 { model.add(SampleProgress.second(Double(second), failures: second % 2), run: run) }
        let state = model.state(withHistory: true)
        let sent = try JSONEncoder().encode(state)
        #expect(try JSONDecoder().decode(LiveState.self, from: sent) == state)
        #expect(!sent.contains(0x0A), "an event ends at a line break")
    }
}
