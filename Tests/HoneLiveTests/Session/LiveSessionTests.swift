import HoneLoad
import HoneTesting
import Synchronization
import Testing

@testable import HoneLive

@Suite(.timeLimit(.minutes(1)))
struct LiveSessionTests {
    /// A run that gives an interval at once and then waits to be ended.
    private static let endless: LiveSession.Start = { control, onProgress in
        onProgress(SampleProgress.second(1))
        try await eventually { control.isStopped }
        return SampleProgress.result(.cancelled)
    }

    private static func state(
        of session: LiveSession, _ isReached: (LiveState) -> Bool
    ) async throws -> LiveState {
        for await state in session.updates() where isReached(state) { return state }
        throw LiveRefusal.over
    }

    @Test func ordersReachTheRun() async throws {
        let controls = Mutex<[LoadControl]>([])
        let session = LiveSession(scenario: SampleProgress.scenario, mostLevel: 50) { control, onProgress in
            controls.withLock { $0.append(control) }
            return try await Self.endless(control, onProgress)
        }
        #expect(session.current.phase == .idle)
        #expect(session.lastResult == nil)
        try session.start(level: 7)
        _ = try await Self.state(of: session) { $0.points == 1 }
        #expect(controls.withLock { $0[0].level } == 7)
        #expect(throws: LiveRefusal.busy) { try session.start() }
        try session.setLevel(20)
        #expect(controls.withLock { $0[0].level } == 20)
        #expect(throws: LiveRefusal.level(51, most: 50)) { try session.setLevel(51) }
        #expect(controls.withLock { $0[0].level } == 20)
        try session.setLevel(nil)
        #expect(controls.withLock { $0[0].level } == nil, "the scenario is followed again")
        try session.stop()
        let ended = try await Self.state(of: session) { $0.phase == .ended }
        #expect(ended.message == "Stopped.")
        #expect(session.lastResult?.ending == .cancelled)
        try session.start()
        _ = try await Self.state(of: session) { $0.run == 2 && $0.points == 1 }
        #expect(controls.withLock { $0[1].level } == nil)
        await session.finish()
        #expect(session.current.phase == .ended)
        #expect(throws: LiveRefusal.over) { try session.start() }
    }

    @Test func laterStatesHaveGreaterRevisions() async throws {
        let session = LiveSession(scenario: SampleProgress.scenario, start: Self.endless)
        var revisions = [session.current.revision]
        try session.start()
        revisions.append(try await Self.state(of: session) { $0.points == 1 }.revision)
        try session.setLevel(3)
        revisions.append(session.current.revision)
        try session.stop()
        revisions.append(try await Self.state(of: session) { $0.phase == .ended }.revision)
        #expect(zip(revisions, revisions.dropFirst()).allSatisfy(<), "\(revisions)")
    }

    @Test func aRunThatCannotBeDoneSaysWhy() async throws {
        let session = LiveSession(scenario: SampleProgress.scenario) { _, _ in
            throw ScenarioError(field: "target", found: "x", remedy: "write a URL")
        }
        try session.start()
        let state = try await Self.state(of: session) { $0.phase == .failed }
        #expect(state.message == "target: \"x\": write a URL")
        #expect(session.lastResult == nil)
    }

    @Test func finishingEndsTheRunAndTheListeners() async throws {
        let session = LiveSession(scenario: SampleProgress.scenario, start: Self.endless)
        let updates = session.updates()
        try session.start()
        await session.finish()
        #expect(session.listenerCount == 0)
        var last: LiveState?
        for await state in updates { last = state }
        #expect(last?.phase == .ended)
        var after = 0
        for await state in session.updates() {
            #expect(state.phase == .ended)
            after += 1
        }
        #expect(after == 1, "who comes late is told how it ended, and no more")
    }

    @Test func forgottenListenersGiveWay() async throws {
        let session = LiveSession(scenario: SampleProgress.scenario, start: Self.endless)
        let streams = (0..<40).map { _ in session.updates() }
        #expect(session.listenerCount == LiveSession.mostListeners)
        var told = 0
        for await _ in streams[0] { told += 1 }
        #expect(told == 1, "the oldest was ended")
        try session.start()
        _ = try await Self.state(of: session) { $0.points == 1 }
        await session.finish()
        var last: LiveState?
        for await state in streams[39] { last = state }
        #expect(last?.phase == .ended, "the latest goes on to the end")
    }

    @Test func aListenerThatStopsListeningIsForgotten() async throws {
        let session = LiveSession(scenario: SampleProgress.scenario, start: Self.endless)
        let listening = Task { for await _ in session.updates() {} }
        try await eventually { session.listenerCount == 1 }
        listening.cancel()
        try await eventually { session.listenerCount == 0 }
        #expect(session.listenerCount == 0)
    }
}
