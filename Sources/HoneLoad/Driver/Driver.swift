import NIOCore
import NIOPosix
import NIOSSL

/// Runs a scenario.
///
///     let driver = try Driver(scenario: Scenario(target: "http://127.0.0.1:8000", tasks: [.init("GET", "/")]))
///     let result = try await driver.run()
public struct Driver: Sendable {
    /// What is run.
    public let scenario: Scenario
    /// Event loops, a thread each; the users are dealt out among them. One is enough for tens of thousands of
    /// requests a second.
    public let loops: Int
    /// End the run early when more than this share of the requests fails, 0 to 1; nil never does.
    public var abortOnErrorShare: Double?
    /// Requests that must have ended before ``abortOnErrorShare`` is looked at; warm-up and logins count.
    public var abortMinimumSample = 100

    private let plan: RequestPlan

    /// - Throws: ``ScenarioError`` when the scenario cannot be run as written.
    public init(scenario: Scenario, loops: Int = 1, abortOnErrorShare: Double? = nil) throws(ScenarioError) {
        plan = try RequestPlan(scenario)
        guard (1...1_024).contains(loops) else {
            throw ScenarioError(field: "loops", found: "\(loops)", remedy: "needs 1 to 1024 event loops")
        }
        if let share = abortOnErrorShare, !(0...1).contains(share) {
            throw ScenarioError(field: "abortOnErrorShare", found: "\(share)", remedy: "is a share from 0 to 1")
        }
        self.scenario = scenario
        self.loops = min(loops, scenario.users)
        self.abortOnErrorShare = abortOnErrorShare
    }

    /// Sends the traffic and tells what came of it. Takes `warmUp + duration` seconds, or less when ended early.
    ///
    /// When the Swift task it runs in is cancelled, it ends within a tenth of a second and returns what was recorded
    /// so far, with ``LoadResult/Ending/cancelled``; it does not throw `CancellationError`, as the figures up to
    /// then are true and somebody waited for them.
    /// - Parameter onProgress: called once an interval, on a thread of the driver; must not block.
    /// - Throws: ``DescriptorLimitError`` when there are more users than the process may have connections,
    ///   ``UnknownHostError`` when the target's name means nothing, `NIOSSLError` when TLS cannot be set up. A
    ///   target that refuses connections is no error here: every request is counted as refused.
    public func run(onProgress: (@Sendable (Progress) -> Void)? = nil) async throws -> LoadResult {
        try DescriptorLimit.ensure(users: scenario.users)
        let tls = plan.origin.isTLS ? try TLSContext.make(insecure: scenario.insecureTLS) : nil
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        do {
            let address = try await Resolver.address(of: plan.origin, on: group.next())
            let result = try await run(on: group, address: address, tls: tls, onProgress: onProgress)
            try await group.shutdownGracefully()
            return result
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private func run(
        on group: MultiThreadedEventLoopGroup, address: SocketAddress, tls: NIOSSLContext?,
        onProgress: (@Sendable (Progress) -> Void)?
    ) async throws -> LoadResult {
        // A few milliseconds ahead, so that every loop is set up when it starts.
        let timeline = Timeline(
            start: Clock.now() + 5_000_000, warmUp: scenario.warmUp, duration: scenario.duration)
        let scoreboard = Scoreboard(
            loops: loops, timeline: timeline, mostErrorShare: abortOnErrorShare, minimumSample: abortMinimumSample,
            onProgress: onProgress)
        var futures: [EventLoopFuture<LoopOutcome>] = []
        for (index, loop) in group.makeIterator().enumerated() {
            let run = LoopRun(
                scenario: scenario, plan: plan, timeline: timeline, scoreboard: scoreboard, address: address, tls: tls,
                userIndices: Array(stride(from: index, to: scenario.users, by: loops)), loops: loops,
                isFirst: index == 0)
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
        return LoadResult(scenario: scenario, outcomes: outcomes, scoreboard: scoreboard)
    }
}
