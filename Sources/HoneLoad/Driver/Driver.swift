import NIOCore
import NIOPosix
import NIOSSL

/// Runs a scenario.
///
///     let driver = try Driver(scenario: Scenario(target: "http://127.0.0.1:8000", tasks: [.init("GET", "/")]))
///     let result = try await driver.run()
public struct Driver: Sendable {
    /// What ends a run before its time.
    public struct Limits: Sendable, Equatable {
        /// End the run early when more than this share of the requests fails, 0 to 1; nil never does.
        public var errorShare: Double?
        /// End it when a threshold of the scenario is not met.
        public var abortsOnThreshold: Bool
        /// Requests that must have ended before either is looked at; for ``errorShare``, those of the warm-up and of
        /// users' start count.
        public var minimumSample: Int
        /// Seconds that must be recorded before thresholds are looked at.
        public var minimumSeconds: Double

        /// Limits; by default none.
        public init(
            errorShare: Double? = nil, abortsOnThreshold: Bool = false, minimumSample: Int = 100,
            minimumSeconds: Double = 3
        ) {
            self.errorShare = errorShare
            self.abortsOnThreshold = abortsOnThreshold
            self.minimumSample = minimumSample
            self.minimumSeconds = minimumSeconds
        }
    }

    /// What is run.
    public let scenario: Scenario
    /// Event loops, a thread each; the users are dealt out among them. One is enough for tens of thousands of
    /// requests a second.
    public let loops: Int
    /// Which part of the scenario this process runs.
    public let shard: Shard
    /// What ends the run before its time.
    public var limits: Limits

    private let plan: RequestPlan

    /// - Throws: ``ScenarioError`` when the scenario cannot be run as written.
    public init(
        scenario: Scenario, loops: Int = 1, shard: Shard = .whole, limits: Limits = Limits()
    ) throws(ScenarioError) {
        plan = try RequestPlan(scenario, shard: shard)
        guard (1...1_024).contains(loops) else {
            throw ScenarioError(field: "loops", found: "\(loops)", remedy: "needs 1 to 1024 event loops")
        }
        if let share = limits.errorShare, !(0...1).contains(share) {
            throw ScenarioError(field: "limits.errorShare", found: "\(share)", remedy: "is a share from 0 to 1")
        }
        guard shard.count <= scenario.load.peakUsers else {
            throw ScenarioError(
                field: "shard", found: "\(shard.index + 1)/\(shard.count)",
                remedy: "there are only \(scenario.load.peakUsers) users; use fewer shards")
        }
        self.scenario = scenario
        self.shard = shard
        self.loops = min(loops, max(1, scenario.load.peakUsers / shard.count))
        self.limits = limits
    }

    /// Sends the traffic and tells what came of it. Takes as long as the scenario's load, or less when ended early.
    ///
    /// When the Swift task it runs in is cancelled, or `control` says so, it ends within a tenth of a second and
    /// returns what was recorded so far, with ``LoadResult/Ending/cancelled``; it does not throw `CancellationError`,
    /// as the figures up to then are true and somebody waited for them.
    /// - Parameters:
    ///   - control: changes the run while it goes on.
    ///   - startAt: seconds since 1970 at which to start, so that shards start together; nil starts now.
    ///   - onProgress: called once an interval, on a thread of the driver; must not block.
    /// - Throws: ``DescriptorLimitError`` when there are more users than the process may have connections,
    ///   ``UnknownHostError`` when the target's name means nothing, `NIOSSLError` when TLS cannot be set up. A
    ///   target that refuses connections is no error here: every request is counted as refused.
    public func run(
        control: LoadControl = LoadControl(), startAt: Double? = nil,
        onProgress: (@Sendable (Progress) -> Void)? = nil
    ) async throws -> LoadResult {
        let users = scenario.load.peakUsers / shard.count + 1
        let sharing = scenario.transport.version == .http2 ? scenario.transport.usersPerConnection : 1
        let room = try DescriptorLimit.ensure(connections: (users + sharing - 1) / sharing, loops: loops)
        let tls = plan.origin.isTLS ? try TLSContext.make(scenario.transport) : nil
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        do {
            let address = try await address(on: group.next())
            if let startAt { await wait(until: startAt, control) }
            let result = try await run(
                on: group, room: room * sharing, address: address, tls: tls, control: control, startAt: startAt,
                onProgress: onProgress)
            try await group.shutdownGracefully()
            return result
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// Returns a moment early, since the loops' own clocks do the rest, or when the run is told to end.
    private func wait(until start: Double, _ control: LoadControl) async {
        while !control.isStopped, !Task.isCancelled {
            let pause = start - Clock.sinceEpoch() - 0.05
            guard pause > 0 else { return }
            // Fails only when cancelled, which is looked at next.
            try? await Task.sleep(for: .seconds(min(0.1, pause)))
        }
    }

    private func address(on loop: any EventLoop) async throws -> SocketAddress {
        if let path = scenario.transport.unixSocket { return try SocketAddress(unixDomainSocketPath: path) }
        return try await Resolver.address(of: plan.origin, on: loop)
    }

    private func run(
        on group: MultiThreadedEventLoopGroup, room: Int, address: SocketAddress, tls: NIOSSLContext?,
        control: LoadControl, startAt: Double?, onProgress: (@Sendable (Progress) -> Void)?
    ) async throws -> LoadResult {
        var speaksHTTP2 = scenario.transport.version == .http2
        if scenario.transport.version == .automatic, let tls {
            speaksHTTP2 = await Negotiation.prefersHTTP2(plan.origin, at: address, tls: tls, on: group.next())
        }
        // A few milliseconds ahead, so that every loop is set up when it starts.
        let ahead = max(0.005, (startAt ?? 0) - Clock.sinceEpoch())
        let startedAt = Clock.sinceEpoch() + ahead
        let timeline = Timeline(
            start: Clock.now() + UInt64(ahead * 1e9), warmUp: scenario.warmUp, duration: scenario.load.duration)
        let scoreboard = Scoreboard(
            plan: plan, loops: loops, timeline: timeline, limits: limits, thresholds: scenario.thresholds,
            onProgress: onProgress)
        if Task.isCancelled || control.isStopped { scoreboard.stop(.cancelled) }
        // A row of its own per user, and a connection, are there for so many.
        let rows = scenario.data.filter { $0.pick == .unique }.map(\.rows.count).min() ?? .max
        let mostByHand = min(LoopRun.mostUsersByHand, rows, room * shard.count)
        var futures: [EventLoopFuture<LoopOutcome>] = []
        for (index, loop) in group.makeIterator().enumerated() {
            let run = LoopRun(
                scenario: scenario, plan: plan, timeline: timeline, scoreboard: scoreboard, control: control,
                address: address, tls: tls, loop: index, loops: loops, speaksHTTP2: speaksHTTP2,
                mostByHand: mostByHand)
            let promise = loop.makePromise(of: LoopOutcome.self)
            futures.append(promise.futureResult)
            loop.execute { LoopDriver(run: run, loop: loop, promise: promise).start() }
        }
        let all = EventLoopFuture.whenAllSucceed(futures, on: group.next())
        let outcomes = try await withTaskCancellationHandler {
            try await all.get()
        } onCancel: {
            scoreboard.stop(.cancelled)
        }
        return LoadResult(
            scenario: scenario, plan: plan, startedAt: startedAt, outcomes: outcomes, scoreboard: scoreboard)
    }
}
