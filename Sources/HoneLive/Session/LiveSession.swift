import HoneLoad
import Synchronization

/// Drives one run after the other, as it is told, and tells whoever listens how they go. Safe from any thread.
public final class LiveSession: Sendable {
    /// Does a run: makes a driver for the scenario as it is written and runs it with the control, which has the level
    /// that was asked for, and the progress it is given.
    public typealias Start =
        @Sendable (
            _ control: LoadControl, _ onProgress: @escaping @Sendable (HoneLoad.Progress) -> Void
        ) async throws -> LoadResult

    /// Listeners at once; the oldest gives way to the next, so that forgotten pages cost nothing.
    static let mostListeners = 16

    private struct State {
        var model: LiveModel
        var isOver = false
        var control: LoadControl?
        var run: Task<Void, Never>?
        var result: LoadResult?
        var listeners: [(id: Int, continuation: AsyncStream<LiveState>.Continuation)] = []
        var listenersEver = 0
    }

    private let state: Mutex<State>
    private let start: Start

    /// A session without a run.
    /// - Parameters:
    ///   - scenario: what is run.
    ///   - mostLevel: the highest level that may be asked for: users, or arrivals per second.
    ///   - start: does a run.
    public init(scenario: Scenario, mostLevel: Int = 100_000, start: @escaping Start) {
        state = Mutex(State(model: LiveModel(scenario: scenario, mostLevel: mostLevel)))
        self.start = start
    }

    // MARK: Orders

    /// Starts a run.
    /// - Parameter level: users, or arrivals per second; nil as the scenario says.
    /// - Throws: ``LiveRefusal`` when one goes on already or the level cannot be.
    public func start(level: Int? = nil) throws(LiveRefusal) {
        try order { state throws(LiveRefusal) in
            let number = try state.model.start(level: level)
            let control = LoadControl()
            if let level { control.setLevel(level) }
            state.control = control
            state.run = Task { await self.perform(number, control) }
        }
    }

    /// Changes the level of the run that goes on; nil follows the scenario again.
    /// - Throws: ``LiveRefusal`` when none goes on or the level cannot be.
    public func setLevel(_ level: Int?) throws(LiveRefusal) {
        try order { state throws(LiveRefusal) in
            try state.model.setLevel(level)
            state.control?.setLevel(level)
        }
    }

    /// Ends the run that goes on; its figures stay.
    /// - Throws: ``LiveRefusal`` when none does.
    public func stop() throws(LiveRefusal) {
        try order { state throws(LiveRefusal) in
            try state.model.stop()
            state.control?.stop()
        }
    }

    /// Ends the run that goes on, if any, waits for it, and takes no orders any more; who listens is told no more.
    public func finish() async {
        let run = state.withLock { state in
            state.isOver = true
            state.control?.stop()
            return state.run
        }
        await run?.value
        let listeners = state.withLock { state in
            defer { state.listeners = [] }
            return state.listeners
        }
        for listener in listeners { listener.continuation.finish() }
    }

    private func order(_ body: (inout State) throws(LiveRefusal) -> Void) throws(LiveRefusal) {
        try state.withLock { state throws(LiveRefusal) in
            guard !state.isOver else { throw .over }
            try body(&state)
            Self.note(&state)
        }
    }

    // MARK: Runs

    private func perform(_ number: Int, _ control: LoadControl) async {
        do {
            let result = try await start(control) { progress in
                self.change { $0.model.add(progress, run: number) }
            }
            change { state in
                state.model.end(result, run: number)
                state.result = result
            }
        } catch {
            change { $0.model.fail(error, run: number) }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        state.withLock { state in
            body(&state)
            Self.note(&state)
        }
    }

    // MARK: What is known

    /// What is known now, the run over time included.
    public var current: LiveState { state.withLock { $0.model.state(withHistory: true) } }

    /// What came of the last run that ended; nil before.
    public var lastResult: LoadResult? { state.withLock { $0.result } }

    /// What is known at each change, without the run over time, starting with now. Who reads too slowly gets the latest
    /// only.
    public func updates() -> AsyncStream<LiveState> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: LiveState.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            continuation.yield(state.model.state(withHistory: false))
            guard !state.isOver else { return continuation.finish() }  // No callback is set yet.
            let id = state.listenersEver
            state.listenersEver += 1
            state.listeners.append((id, continuation))
            continuation.onTermination = { _ in self.forget(id) }
        }
        cutListeners()
        return stream
    }

    /// How many listen.
    var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// Ends the oldest ones outside of the lock, since their end calls back.
    private func cutListeners() {
        let old = state.withLock { state in
            let surplus = max(0, state.listeners.count - Self.mostListeners)
            defer { state.listeners.removeFirst(surplus) }
            return Array(state.listeners.prefix(surplus))
        }
        for listener in old { listener.continuation.finish() }
    }

    private func forget(_ id: Int) {
        state.withLock { $0.listeners.removeAll { $0.id == id } }
    }

    /// Counts a change and tells who listens.
    private static func note(_ state: inout State) {
        state.model.revision += 1
        guard !state.listeners.isEmpty else { return }
        let known = state.model.state(withHistory: false)
        for listener in state.listeners { listener.continuation.yield(known) }
    }
}
