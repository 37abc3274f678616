import Synchronization

/// One load of a value and those who wait for it. It goes on when some of them are cancelled, and is cancelled when all
/// are.
@usableFromInline
final class Load<Value: Sendable>: Sendable {
    private enum Waiter {
        /// On its way to wait.
        case coming
        case waiting(CheckedContinuation<Value, any Error>)
        /// Answered before it began to wait.
        case answered(Result<Value, any Error>)
    }

    private struct State {
        var result: Result<Value, any Error>?
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
        /// Who wants the value: those that were not cancelled, and the cache itself when it refreshes a stale one.
        var interested = 0
        var isClaimed = false
        var isAbandoned = false
        var fallback: StaleFinding<Value>?
        var tasks: [Task<Void, Never>] = []
    }

    /// When it began, on the cache's clock, ns.
    let began: UInt64
    /// The latest invalidation of any tag when it began.
    let seen: UInt64
    /// The numbers of the tags of what is loaded.
    let tags: [UInt16]
    private let state = Mutex(State())

    init(began: UInt64, seen: UInt64, tags: [UInt16], fallback: StaleFinding<Value>? = nil) {
        self.began = began
        self.seen = seen
        self.tags = tags
        if let fallback { state.withLock { $0.fallback = fallback } }
    }

    /// A stale value that an outer tier had, and the memory could not take in.
    var fallback: StaleFinding<Value>? { state.withLock(\.fallback) }

    /// The key was invalidated or set: what the tier had is no longer of use.
    func dropFallback() {
        // Let go of without the lock, as that may run code of the app.
        let dropped = state.withLock { state in
            defer { state.fallback = nil }
            return state.fallback
        }
        withExtendedLifetime(dropped) {}
    }

    /// Counts one more who wants the value; false when the load was given up, as nobody did.
    func join() -> Bool {
        state.withLock { state in
            guard !state.isAbandoned else { return false }
            state.interested += 1
            return true
        }
    }

    /// Has a task cancelled when the load ends or is given up.
    func attach(_ task: Task<Void, Never>) {
        let isOver = state.withLock { state in
            if state.isClaimed || state.isAbandoned { return true }
            state.tasks.append(task)
            return false
        }
        if isOver { task.cancel() }
    }

    /// Whether the caller is the one who ends the load; true once.
    func claim() -> Bool {
        state.withLock { state in
            guard !state.isClaimed else { return false }
            state.isClaimed = true
            return true
        }
    }

    /// Answers all who wait or will.
    func complete(_ result: Result<Value, any Error>) {
        let (waiters, tasks) = state.withLock { state in
            state.result = result
            var waiting: [CheckedContinuation<Value, any Error>] = []
            for (id, waiter) in state.waiters {
                switch waiter {
                case .waiting(let continuation):
                    waiting.append(continuation)
                    state.waiters[id] = nil
                case .coming: state.waiters[id] = .answered(result)
                case .answered: break
                }
            }
            defer { state.tasks = [] }
            return (waiting, state.tasks)
        }
        for task in tasks { task.cancel() }
        for waiter in waiters { waiter.resume(with: result) }
    }

    /// Waits for the value, after `join()`.
    /// - Parameters:
    ///   - limit: how long; nil: until the load ends.
    ///   - clock: what measures it.
    /// - Throws: what the load threw, `CancellationError` when the task is cancelled, `SoftTimeout` at the limit.
    nonisolated(nonsending)
        func value(within limit: Duration?, clock: CacheClock) async throws -> Value
    {
        let id = state.withLock { state in
            state.nextWaiter += 1
            state.waiters[state.nextWaiter] = .coming
            return state.nextWaiter
        }
        let timer = limit.map { limit in
            Task {
                guard (try? await clock.sleep(limit)) != nil else { return }
                _ = self.answer(id, .failure(SoftTimeout()))
            }
        }
        defer { timer?.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Value, any Error>? = state.withLock { state in
                    if case .answered(let answer) = state.waiters[id] {
                        state.waiters[id] = nil
                        return answer
                    }
                    if let result = state.result {
                        state.waiters[id] = nil
                        return result
                    }
                    state.waiters[id] = .waiting(continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            leave(id)
        }
    }

    /// Answers one; false when it has been.
    private func answer(_ id: Int, _ answer: Result<Value, any Error>) -> Bool {
        let (isNew, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Value, any Error>?) in
            switch state.waiters[id] {
            case nil, .answered: return (false, nil)
            case .coming:
                state.waiters[id] = .answered(answer)
                return (true, nil)
            case .waiting(let continuation):
                state.waiters[id] = nil
                return (true, continuation)
            }
        }
        continuation?.resume(with: answer)
        return isNew
    }

    private func leave(_ id: Int) {
        if answer(id, .failure(CancellationError())) { quit() }
    }

    /// Counts one less who wants the value, after `join()`; who waits no longer does so by himself.
    func quit() {
        let tasks = state.withLock { state in
            state.interested -= 1
            guard state.interested == 0, !state.isClaimed else { return [Task<Void, Never>]() }
            state.isAbandoned = true
            defer { state.tasks = [] }
            return state.tasks
        }
        for task in tasks { task.cancel() }
    }
}

/// A caller has waited for `softTimeout`; it never leaves the cache.
struct SoftTimeout: Error {}

/// A load took longer than the cache's `hardTimeout` and was cancelled.
public struct LoadTimedOut: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name of the cache.
    public let cache: String
    /// How long the load was given.
    public let limit: Duration

    /// Says which cache, how long, and what to do.
    public var description: String {
        "a load of the cache '\(cache)' took longer than \(limit) and was cancelled; see what it waits for, raise "
            + "hardTimeout, or keep stale values to fall back to (failSafe)"
    }
}
