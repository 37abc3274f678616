import Synchronization

/// Finds the node of a key and asks it: the only one, or that of a cluster which has the key's slot.
///
/// Where the slots are is learned from any node that answers, at the beginning, and anew when a node says that it has
/// moved, is lost, or none has the slot. What a dead node had fails until a replica is promoted; the rest goes on.
final class RedisClient: Sendable {
    /// Redirections that are followed for one question; a cluster at rest needs one.
    private static let mostRedirections = 5

    /// What the address leads to.
    enum Kind: Sendable, Equatable {
        case single(RedisEndpoint)
        case cluster(ClusterMap)
    }

    private struct State {
        var kind: Kind?
        var nodes: [RedisEndpoint: RedisNode] = [:]
        var starting: Task<Kind, any Error>?
        var learning: Task<Void, Never>?
        /// Whether changes may have been missed that were made before a connection came about.
        var mayHaveMissed = false
        /// Whether it was told that somebody has not waited for the beginning.
        var isTold = false
        var isClosed = false
    }

    private let address: RedisAddress
    private let options: RedisOptions
    private let listening: RedisListening?
    private let state = Mutex(State())

    /// Nothing is connected to yet.
    /// - Parameter listening: what is to be heard of; told whenever something may have been missed.
    init(_ address: RedisAddress, _ options: RedisOptions, listening: RedisListening?) {
        self.address = address
        self.options = options
        self.listening = options.isListening ? listening : nil
    }

    /// What the address leads to, found out by the first who asks.
    /// - Throws: ``RedisError`` when no node answers.
    func kind() async throws -> Kind {
        let (known, task) = try state.withLock { state -> (Kind?, Task<Kind, any Error>?) in
            guard !state.isClosed else { throw RedisError.closed(node: "\(address)") }
            // While it begins, some nodes may not be listened to yet.
            if state.starting == nil, let kind = state.kind { return (kind, nil) }
            if state.starting == nil { state.starting = Task { try await self.start() } }
            return (nil, state.starting)
        }
        if let known { return known }
        guard let task else { throw RedisError.closed(node: "\(address)") }
        let kind = try await task.value
        // Who asked has gone on without: what came into its memory meanwhile was not listened for.
        if Task.isCancelled {
            let isFirst = state.withLock { state in
                defer { state.isTold = true }
                return !state.isTold
            }
            if isFirst { listening?.missed() }
            throw CancellationError()
        }
        return kind
    }

    private func start() async throws -> Kind {
        defer {
            state.withLock { state in
                state.starting = nil
                state.mayHaveMissed = true
            }
        }
        let seeds = address.seeds.compactMap { node($0) }
        var problem = RedisError.closed(node: "\(address)")
        for seed in seeds {
            do {
                guard let kind = try await kind(by: seed) else { continue }
                let nodes = adopt(kind)
                // All are listened to before anything is answered.
                for node in nodes { await node.firstAttempt() }
                return kind
            } catch let down as NodeIsDown {
                problem = down.problem
            } catch let error as RedisError {
                problem = error
            }
        }
        throw problem
    }

    /// What a node says that it belongs to.
    private func kind(by node: RedisNode) async throws -> Kind? {
        let reply = try await node.send([RedisCommand("CLUSTER", "SLOTS")])[0]
        if let words = reply.failure {
            let isAlone = words.contains("cluster support disabled") || words.hasPrefix("ERR unknown")
            guard isAlone || words.hasPrefix("NOPERM") else {
                throw RedisError.refused(words, command: "CLUSTER", node: "\(node.endpoint)")
            }
            return .single(node.endpoint)
        }
        guard let map = ClusterMap(reply, asked: node.endpoint) else {
            throw RedisError.garbage("CLUSTER SLOTS was answered with something else", node: node.endpoint)
        }
        guard !map.nodes.isEmpty else {
            throw RedisError(
                .cluster, attempted: "use the cluster of", node: "\(node.endpoint)", found: "no node has any slots",
                remedy: "See 'redis-cli --cluster check'.")
        }
        return .cluster(map)
    }

    /// Keeps the nodes that are part of it and lets go of the others.
    /// - Returns: those that are part of it.
    private func adopt(_ kind: Kind) -> [RedisNode] {
        let wanted: Set<RedisEndpoint> =
            switch kind {
            case .single(let endpoint): [endpoint]
            case .cluster(let map): map.nodes
            }
        let gone = state.withLock { state in
            guard !state.isClosed else { return [RedisNode]() }
            state.kind = kind
            let gone = state.nodes.filter { !wanted.contains($0.key) }
            for endpoint in gone.keys { state.nodes[endpoint] = nil }
            return Array(gone.values)
        }
        for node in gone { node.close() }
        return wanted.compactMap { node($0) }
    }

    /// The node at an endpoint, connected to if it was not; nil when the client is closed.
    private func node(_ endpoint: RedisEndpoint) -> RedisNode? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            if let node = state.nodes[endpoint] { return node }
            let (address, options, listening) = (address, options, listening)
            let node = RedisNode(endpoint) {
                try await RedisLink.connect(to: endpoint, address, options, listening: listening)
            } changed: { [weak self] change in
                self?.note(change)
            }
            state.nodes[endpoint] = node
            node.start()
            return node
        }
    }

    private func note(_ change: RedisNode.Change) {
        switch change {
        case .connected: if state.withLock({ $0.mayHaveMissed }) { listening?.missed() }
        case .lost: learnAnew()
        }
    }

    /// Asks the cluster where its slots are, unless somebody is at it.
    private func learnAnew() {
        state.withLock { state in
            guard case .cluster = state.kind, state.learning == nil, !state.isClosed else { return }
            state.learning = Task {
                // Nodes that go together are noticed together.
                try? await Task.sleep(for: .milliseconds(50))
                await self.learn()
                self.state.withLock { $0.learning = nil }
            }
        }
    }

    private func learn() async {
        let known = state.withLock { Array($0.nodes.values) }.filter(\.condition.isUp)
        for node in known {
            if let kind = try? await kind(by: node) {
                _ = adopt(kind)
                return
            }
        }
        for seed in address.seeds {
            guard let node = node(seed) else { return }
            if let kind = try? await kind(by: node) {
                _ = adopt(kind)
                return
            }
        }
    }

    /// Sends commands whose keys are all in one slot, in one go, and waits for their replies, among which may be
    /// errors.
    /// - Throws: ``RedisError``; `CancellationError` when nothing was sent, as who asks no longer waits.
    func send(_ commands: [RedisCommand], slot: Int) async throws -> [RedisReply] {
        let kind = try await kind()
        switch kind {
        case .single(let endpoint):
            guard let node = node(endpoint) else { throw RedisError.closed(node: "\(address)") }
            do { return try await node.send(commands) } catch let down as NodeIsDown { throw down.problem }
        case .cluster(let map):
            guard let endpoint = map.node(of: slot) else {
                learnAnew()
                throw RedisError(
                    .partlyDown, attempted: "find a node of", node: "\(address)", found: "no node has slot \(slot)",
                    remedy: "See 'redis-cli --cluster check'.")
            }
            return try await send(commands, first: endpoint)
        }
    }

    private func send(_ commands: [RedisCommand], first: RedisEndpoint) async throws -> [RedisReply] {
        var replies = [RedisReply](repeating: .null, count: commands.count)
        var open = Array(commands.indices)
        var endpoint = first
        var isAsking = false
        for _ in 0...RedisClient.mostRedirections {
            guard let node = node(endpoint) else { throw RedisError.closed(node: "\(address)") }
            let sent = open.flatMap { isAsking ? [RedisCommand("ASKING"), commands[$0]] : [commands[$0]] }
            var answers: [RedisReply]
            do {
                answers = try await node.send(sent)
            } catch let down as NodeIsDown {
                learnAnew()
                throw known(down.problem)
            } catch {
                learnAnew()
                throw error
            }
            if isAsking { answers = answers.indices.filter { $0 % 2 == 1 }.map { answers[$0] } }
            var left: [Int] = []
            for (index, answer) in zip(open, answers) {
                switch Redirection(answer, asked: endpoint) {
                case nil: replies[index] = answer
                case .moved(let slot, let target):
                    left.append(index)
                    (endpoint, isAsking) = (target, false)
                    moved(slot, to: target)
                case .ask(let target):
                    left.append(index)
                    (endpoint, isAsking) = (target, true)
                }
                if answer.failure?.hasPrefix("CLUSTERDOWN") == true { learnAnew() }
            }
            if left.isEmpty { return replies }
            open = left
        }
        throw RedisError(
            .cluster, attempted: "find a key at", node: "\(address)",
            found: "the nodes sent from one to another \(RedisClient.mostRedirections) times",
            remedy: "See 'redis-cli --cluster check'.")
    }

    /// What is wrong with a node, and whether others are there.
    private func known(_ problem: RedisError) -> RedisError {
        let nodes = state.withLock { Array($0.nodes.values) }
        guard problem.kind != .closed, nodes.contains(where: \.condition.isUp) else { return problem }
        return RedisError(
            .partlyDown, attempted: problem.attempted, node: problem.node, found: problem.found,
            remedy: problem.remedy)
    }

    private func moved(_ slot: Int, to endpoint: RedisEndpoint) {
        state.withLock { state in
            guard case .cluster(var map) = state.kind else { return }
            map.move(slot, to: endpoint)
            state.kind = .cluster(map)
        }
        learnAnew()
    }

    /// Whether every node can be used, and what is wrong when not.
    var condition: (isUp: Bool, problem: RedisError?) {
        let nodes = state.withLock { Array($0.nodes.values) }
        let conditions = nodes.map(\.condition)
        return (conditions.allSatisfy(\.isUp), conditions.first { !$0.isUp }?.problem)
    }

    /// Ends all connections for good.
    func close() {
        let (nodes, tasks) = state.withLock { state in
            state.isClosed = true
            state.kind = nil
            defer { state.nodes = [:] }
            return (Array(state.nodes.values), state.learning)
        }
        tasks?.cancel()
        for node in nodes { node.close() }
    }
}
