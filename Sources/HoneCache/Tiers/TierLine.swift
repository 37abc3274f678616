import Synchronization

/// The way to one outer tier: each call bounded in time and number, invalidations and stores one after another behind
/// the requests, all of it counted.
final class TierLine: Sendable {
    /// So many calls are under way at once, those among them that were given up and have not come back.
    static let mostCalls = 1_024
    /// So many more for what is done one after another, so that look-ups that hang hold up no invalidation.
    static let orderedCalls = 8

    struct State: Sendable {
        var queue: TierQueue
        var breaker: TierBreaker
        var counts: TierStatistics
        var underWay = 0
        /// How many tasks end leases beside that, as the tier was to be left alone.
        var endings = 0
        var isDraining = false
        var isRetrying = false
        var isClosed = false
        /// Those who wait for what is in the queue up to their marks.
        var waiters: [(waiter: Load<Void>, mark: TierQueue.Mark)] = []
    }

    let tier: any CacheTier
    let choice: CacheTierChoice
    let clock: CacheClock
    let tags: TagTable
    let state: Mutex<State>

    init(_ tier: any CacheTier, choice: CacheTierChoice, clock: CacheClock, tags: TagTable) {
        self.tier = tier
        self.choice = choice
        self.clock = clock
        self.tags = tags
        state = Mutex(
            State(
                queue: TierQueue(capacity: choice.queueCapacity),
                breaker: TierBreaker(limit: choice.failureLimit, pause: choice.pause),
                counts: TierStatistics(name: tier.name)))
    }

    /// One call of the tier.
    /// - Parameter isOrdered: whether it is one of those that are made one after another.
    /// - Throws: what it throws, ``TierTimedOut``, ``TierSkipped``, or `CancellationError` when the caller is
    ///   cancelled.
    func call<T: Sendable>(
        isOrdered: Bool = false, _ body: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        let now = clock.now()
        let most = Self.mostCalls + (isOrdered ? Self.orderedCalls : 0)
        let isAdmitted = state.withLock { state in
            guard !state.isClosed, state.underWay < most, state.breaker.admits(at: now) else {
                state.counts.skipped += 1
                return false
            }
            state.underWay += 1
            return true
        }
        guard isAdmitted else { throw TierSkipped(tier: tier.name) }
        let call = Load<T>(began: now, seen: 0, tags: [])
        _ = call.join()
        call.attach(
            Task {
                let result: Result<T, any Error>
                do { result = .success(try await body()) } catch { result = .failure(error) }
                self.state.withLock { $0.underWay -= 1 }
                if call.claim() { call.complete(result) }
            })
        do {
            let value = try await call.value(within: choice.timeout, clock: clock)
            state.withLock { $0.breaker.succeeded() }
            return value
        } catch {
            throw failed(call, error)
        }
    }

    private func failed<T: Sendable>(_ call: Load<T>, _ error: any Error) -> any Error {
        if Task.isCancelled {
            state.withLock { $0.breaker.gaveUp() }
            return error
        }
        let now = clock.now()
        let isTimeout = error is SoftTimeout
        // Ends its task; whoever waits has been answered.
        if isTimeout, call.claim() { call.complete(.failure(error)) }
        let found: any Error = isTimeout ? TierTimedOut(tier: tier.name, limit: choice.timeout) : error
        state.withLock { state in
            if isTimeout { state.counts.timeouts += 1 } else { state.counts.errors += 1 }
            state.counts.problem = "\(found)"
            state.breaker.failed(at: now)
        }
        return found
    }

    /// What was counted, with what the tier knows of itself.
    var statistics: TierStatistics {
        let own = tier.statistics()
        return state.withLock { state in
            var sum = state.counts
            sum.isAvailable = own.isAvailable && state.breaker.isClosed && !state.isClosed
            sum.unpaid = state.queue.unpaid.count
            sum.entries = own.entries
            sum.bytes = own.bytes
            sum.evicted = own.evicted
            sum.tooLarge = own.tooLarge
            sum.corruptions = own.corruptions
            sum.problem = own.problem ?? sum.problem
            return sum
        }
    }

    func count(_ change: @Sendable (inout TierStatistics) -> Void) { state.withLock { change(&$0.counts) } }

    /// Takes no more calls, and has the tier let go of what it holds.
    func close() async {
        state.withLock { $0.isClosed = true }
        await tier.close()
    }
}

/// A tier did not answer in time.
struct TierTimedOut: Error, CustomStringConvertible {
    var tier: String
    var limit: Duration

    var description: String { "the tier '\(tier)' did not answer within \(limit)" }
}

/// A tier was not asked.
struct TierSkipped: Error, CustomStringConvertible {
    var tier: String

    var description: String {
        "the tier '\(tier)' was not asked, as it failed shortly before, too many calls of it are under way, or it is "
            + "closed"
    }
}
