import Synchronization

/// Turns a query per row into one query for all rows (PAT-015), where associations and joins cannot reach: in
/// resolvers, in code that sees one object at a time, between services.
///
/// Who asks for a key waits a tick; all keys that were asked for meanwhile are loaded together, each once. Make one for
/// each request: what it loads is then of one person's rights, and told in his request's trace.
///
///     let cuisines = Batch(pool) { db, ids in
///         try Cuisine.filter(keys: ids).fetchAll(db).reduce(into: [:]) { $0[$1.id] = $1 }
///     }
///     let cuisine = try await cuisines.load(chef.cuisineID)
public final class Batch<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// How many keys one query has at most, unless told: SQLite before 3.32 took 999 parameters
    /// (<https://www.sqlite.org/limits.html#max_variable_number>), and a query may have others beside its keys.
    public static var defaultMaximumKeys: Int { 900 }

    private struct State {
        var book: BatchBook<Key>
        var waiters: [Int: CheckedContinuation<[Key: Value], any Error>] = [:]
        var tasks: [Int: Task<Void, Never>] = [:]
        var nextWaiter = 0
    }

    private let maximumKeys: Int
    private let wait: @Sendable () async throws -> Void
    private let fetch: @Sendable ([Key]) async throws -> [Key: Value]
    private let state: Mutex<State>

    /// A loader.
    /// - Parameters:
    ///   - maximumKeys: keys that one call of `fetch` gets at most; 1 at least.
    ///   - tick: how long keys are gathered, from the first on. It is added to the latency of the first, so keep it
    ///     shorter than the query that it saves.
    ///   - fetch: loads keys, each of which it gets once; what it does not return, there is not.
    public convenience init(
        maximumKeys: Int = Batch.defaultMaximumKeys, tick: Duration = .milliseconds(1),
        fetch: @escaping @Sendable ([Key]) async throws -> [Key: Value]
    ) {
        self.init(maximumKeys: maximumKeys, wait: { try await Task.sleep(for: tick) }, fetch: fetch)
    }

    init(
        maximumKeys: Int, wait: @escaping @Sendable () async throws -> Void,
        fetch: @escaping @Sendable ([Key]) async throws -> [Key: Value]
    ) {
        self.maximumKeys = max(1, maximumKeys)
        self.wait = wait
        self.fetch = fetch
        state = Mutex(State(book: BatchBook(maximumKeys: max(1, maximumKeys))))
    }

    /// The value of a key; nil when there is none.
    /// - Throws: what `fetch` throws, to each who waits for it; `CancellationError` when the task is cancelled, which
    ///   the others do not notice.
    public func load(_ key: Key) async throws -> Value? { try await load([key])[key] }

    /// The values of several keys; those that there are not are missing.
    /// - Throws: as `load(_:)` for one.
    public func load(_ keys: [Key]) async throws -> [Key: Value] {
        guard !keys.isEmpty else { return [:] }
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                join(id, keys, continuation)
                // The handler below may have run before there was anybody to leave.
                if Task.isCancelled { leave(id) }
            }
        } onCancel: {
            leave(id)
        }
    }

    /// How many wait now.
    var waiting: Int { state.withLock { $0.waiters.count } }

    // MARK: Rounds

    private func join(_ id: Int, _ keys: [Key], _ continuation: CheckedContinuation<[Key: Value], any Error>) {
        state.withLock { state in
            state.waiters[id] = continuation
            switch state.book.join(id, keys: keys) {
            case .joined: return
            case .opened(let round):
                state.tasks[round] = Task {
                    try? await wait()
                    await load(round: round)
                }
            case .filled(let round):
                state.tasks[round]?.cancel()
                state.tasks[round] = Task { await load(round: round) }
            }
        }
    }

    private func load(round: Int) async {
        // Who was cancelled because his round is loaded elsewhere, or is wanted by nobody, has nothing to do.
        let keys = state.withLock { Task.isCancelled ? [] : $0.book.close(round) }
        guard !keys.isEmpty else { return }
        var values: [Key: Value] = [:]
        do {
            for start in stride(from: 0, to: keys.count, by: maximumKeys) {
                try Task.checkCancellation()
                let some = Array(keys[start..<min(start + maximumKeys, keys.count)])
                values.merge(try await fetch(some)) { _, last in last }
            }
            end(round: round, with: .success(values))
        } catch {
            end(round: round, with: .failure(error))
        }
    }

    private func end(round: Int, with outcome: Result<[Key: Value], any Error>) {
        let waiters = state.withLock { state in
            state.tasks[round] = nil
            return state.book.end(round).map { (state.waiters.removeValue(forKey: $0.id), $0.keys) }
        }
        for (waiter, keys) in waiters {
            waiter?.resume(
                with: outcome.map { values in
                    keys.reduce(into: [:]) { $0[$1] = values[$1] }
                })
        }
    }

    private func leave(_ id: Int) {
        let (waiter, deserted) = state.withLock {
            state -> (CheckedContinuation<[Key: Value], any Error>?, Task<Void, Never>?) in
            guard let left = state.book.leave(id) else { return (nil, nil) }
            let deserted = left.isDeserted ? state.tasks.removeValue(forKey: left.round) : nil
            return (state.waiters.removeValue(forKey: id), deserted)
        }
        waiter?.resume(throwing: CancellationError())
        deserted?.cancel()
    }
}
