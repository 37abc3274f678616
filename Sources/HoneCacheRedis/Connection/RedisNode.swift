import Synchronization

/// One server: connected to when it is made, and again whenever the connection is lost, until it is closed.
///
/// It is its own circuit breaker. An answer that does not come in time, or a connection that breaks, opens it: what is
/// asked fails at once, without waiting. Connecting anew, with a question that must be answered, is the probe that
/// closes it; the pauses between probes grow from 20 ms to 2 s.
final class RedisNode: Sendable {
    /// Where it is.
    let endpoint: RedisEndpoint

    private struct State {
        var link: RedisLink?
        var problem: RedisError?
        var isClosed = false
        var loop: Task<Void, Never>?
        /// Those who wait for the end of the first attempt to connect.
        var waiting: [CheckedContinuation<Void, Never>]? = []
    }

    private let connect: @Sendable () async throws -> RedisLink
    private let changed: @Sendable (Change) -> Void
    private let state = Mutex(State())

    /// What happens to a node.
    enum Change: Sendable {
        /// It can be used from now on.
        case connected
        /// It cannot be used for now.
        case lost
    }

    /// - Parameters:
    ///   - connect: makes a connection.
    ///   - changed: told before the node is used after connecting, and after it was lost.
    init(
        _ endpoint: RedisEndpoint, connect: @escaping @Sendable () async throws -> RedisLink,
        changed: @escaping @Sendable (Change) -> Void
    ) {
        self.endpoint = endpoint
        self.connect = connect
        self.changed = changed
    }

    /// Begins to connect. Does nothing the second time.
    func start() {
        state.withLock { state in
            guard state.loop == nil, !state.isClosed else { return }
            state.loop = Task { await self.run() }
        }
    }

    private func run() async {
        var attempt = 0
        while !Task.isCancelled {
            var found = RedisError.unreachable("the connection was lost", node: endpoint)
            let began = ContinuousClock.now
            do {
                let link = try await connect()
                changed(.connected)
                let isWanted = state.withLock { state in
                    guard !state.isClosed else { return false }
                    state.link = link
                    state.problem = nil
                    return true
                }
                guard isWanted else { return link.close() }
                answerWaiting()
                await link.ended()
                // One that falls at once counts as one that did not come about.
                if ContinuousClock.now - began > .seconds(1) { attempt = 0 }
            } catch {
                found = error as? RedisError ?? .unreachable("\(error)", node: endpoint)
            }
            attempt += 1
            let isClosed = state.withLock { state in
                state.link = nil
                state.problem = found
                return state.isClosed
            }
            answerWaiting()
            guard !isClosed else { return }
            changed(.lost)
            let pause = Duration.milliseconds(min(2_000, 10 << min(attempt, 8)))
            try? await Task.sleep(for: pause * Double.random(in: 0.75...1))
        }
    }

    private func answerWaiting() {
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            return state.waiting ?? []
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns when the first attempt to connect has ended, well or not.
    func firstAttempt() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.waiting != nil else { return true }
                state.waiting?.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// Sends commands in one go and waits for their replies, among which may be errors.
    /// - Throws: ``RedisError``; ``NodeIsDown`` at once when the node is known not to be there.
    func send(_ commands: [RedisCommand]) async throws -> [RedisReply] {
        await firstAttempt()
        let (link, problem) = state.withLock { ($0.link, $0.problem) }
        guard let link else {
            throw NodeIsDown(problem: problem ?? .unreachable("it is not connected", node: endpoint))
        }
        do {
            return try await link.send(commands)
        } catch let error as RedisError where error.kind != .busy {
            // The connection is lost; nobody else needs to find that out.
            state.withLock { state in
                guard state.link === link else { return }
                state.link = nil
                state.problem = error
            }
            throw error
        }
    }

    /// Whether it can be used now, and what went wrong when not.
    var condition: (isUp: Bool, problem: RedisError?) {
        state.withLock { ($0.link != nil, $0.problem) }
    }

    /// Ends its connections for good.
    func close() {
        let (link, loop) = state.withLock { state in
            state.isClosed = true
            state.problem = .closed(node: "\(endpoint)")
            defer { state.link = nil }
            return (state.link, state.loop)
        }
        loop?.cancel()
        link?.close()
        answerWaiting()
    }
}

/// A node was not asked, as it is known not to be there.
struct NodeIsDown: Error {
    /// How that is known.
    var problem: RedisError
}
