import HoneCore
import NIOCore

/// The users of one event loop: starts them by the clock, sends their requests, counts what came of them. Created
/// and touched on its event loop only; what it counted leaves it once, as a ``LoopOutcome``.
final class LoopDriver {
    /// A planned start later than this is counted as late.
    static let lateNanoseconds = UInt64(GeneratorLoad.lateMilliseconds * 1e6)
    /// How often timeouts, intervals and the decision to stop are looked at: 20 times a second.
    static let tickNanoseconds: UInt64 = 50_000_000
    /// How long a user waits after a connection failed or gave no answer at all, so that a dead target is not
    /// hammered: 100 ms.
    static let backoffNanoseconds: UInt64 = 100_000_000
    /// How long a user waits after its start failed: 1 s.
    static let startBackoffNanoseconds: UInt64 = 1_000_000_000
    /// The most a think time is cut short: half a millisecond.
    static let thinkSlackNanoseconds: UInt64 = 500_000
    /// What an answer from the user's own cache takes, so that users who never think do not spin: 1 ms.
    static let cacheHitNanoseconds: UInt64 = 1_000_000

    let run: LoopRun
    let loop: any EventLoop
    let isOpen: Bool
    /// Whether HTTP/2 is spoken.
    let isHTTP2: Bool
    let judge: Judge
    /// How much shorter a think time may be, so that users whose time has nearly come start together and the loop wakes
    /// up once for all of them. Nothing for planned starts, which arrivals and paced users have.
    private let slack: UInt64
    private let isolated: NIOIsolatedEventLoop
    private let promise: EventLoopPromise<LoopOutcome>
    var users: [User] = []
    /// HTTP/2 connections, by the group of users that shares each.
    var shared: [Int: SharedConnection] = [:]
    /// Requests that never vary as HTTP/2 sends them, by task and path.
    var fixedRequests: [Int: [Int: HTTP2Request]] = [:]
    var heap = TimerHeap()
    var outcome = LoopOutcome()
    /// What was counted in this interval, by task.
    var tallies: [TaskTally]
    private var intervalStart: UInt64
    private var intervalEnd: UInt64
    var isStopped = false
    /// In a closed model, the users that are wanted now.
    var activeUsers = 0
    /// The level that was set by hand; nil follows the stages.
    var level: Int?
    /// In an open model: what is due next, and who is free to send it, by class.
    var arrivals: Schedule.Arrivals
    var pending: Schedule.Arrival?
    var free: [[Int]]
    var isDispatching = false
    /// When the last arrival at the rate set by hand was due, and whether there was such a rate since the stages.
    var lastDue: UInt64?
    var wasByHand = false
    /// Not yet brought to the scoreboard.
    var freshRequests = 0
    var freshFailures = 0
    private var nextTick: UInt64 = 0
    private var armedFor: UInt64 = .max
    private var armed: NIOScheduledCallback?
    private var isAwake = false

    init(run: LoopRun, loop: any EventLoop, promise: EventLoopPromise<LoopOutcome>) {
        self.run = run
        self.loop = loop
        isolated = loop.assumeIsolated()
        self.promise = promise
        isOpen = run.scenario.load.isOpen
        isHTTP2 = run.speaksHTTP2
        let isPaced = run.scenario.classes.contains { if case .pacing = $0.thinkTime { true } else { false } }
        slack = isOpen || isPaced ? 0 : Self.thinkSlackNanoseconds
        judge = Judge(patterns: run.plan.patterns)
        tallies = run.plan.emptyTallies
        intervalStart = run.timeline.start
        intervalEnd = run.timeline.boundary(after: run.timeline.start)
        arrivals = run.plan.schedule.arrivals(part: run.loop, of: run.loops)
        free = Array(repeating: [], count: run.plan.classes.count)
    }

    func start() {
        let now = Clock.now()
        if run.scoreboard.isEnding { return stop(now) }
        if isOpen { pending = nextArrival() } else { admitUsers() }
        nextTick = min(now + Self.tickNanoseconds, intervalEnd)
        if run.timeline.recordFrom == run.timeline.start { beginRecording(at: run.timeline.start) }
        arm()
    }

    // MARK: Time

    /// Makes sure that the loop wakes up for whatever comes first.
    func arm() {
        guard !isStopped, !isAwake else { return }
        var next = min(heap.next, nextTick)
        if let pending, canServe(pending) { next = min(next, run.timeline.start + pending.due) }
        guard next < armedFor else { return }
        armed?.cancel()
        armedFor = next
        // Fails only when the loop is shutting down, and then the run is over.
        armed = try? isolated.scheduleCallback(at: .uptimeNanoseconds(next), handler: Alarm(driver: self))
    }

    fileprivate func wake() {
        armedFor = .max
        armed = nil
        guard !isStopped else { return }
        isAwake = true
        var now = Clock.now()
        if isOpen { dispatchArrivals(isPlanned: true) }
        while !isStopped, let entry = heap.popDue(at: now + slack) {
            now = Clock.now()
            awaken(users[entry.user], due: entry.due, now: now)
        }
        now = Clock.now()
        if now >= nextTick { tick(now) }
        isAwake = false
        arm()
    }

    /// Counts how late something starts whose start was planned.
    @inline(__always)
    func noteStart(due: UInt64, now: UInt64) {
        guard outcome.isRecording else { return }
        let late = now - min(now, due)
        outcome.startDelay.record(nanoseconds: late)
        if late > Self.lateNanoseconds { outcome.lateStarts += 1 }
    }

    private func tick(_ now: UInt64) {
        while now >= intervalEnd, intervalStart < run.timeline.end { closeInterval(at: intervalEnd) }
        if !outcome.isRecording, now >= run.timeline.recordFrom { beginRecording(at: now) }
        if now >= run.timeline.end { return stop(now) }
        for user in users where user.phase == .waiting || user.phase == .connecting {
            if now > user.deadline { timedOut(user, now) }
        }
        if run.control.isStopped { run.scoreboard.stop(.cancelled) }
        let ending = run.scoreboard.add(requests: freshRequests, failures: freshFailures)
        freshRequests = 0
        freshFailures = 0
        if ending != nil { return stop(now) }
        if run.control.level != level { follow(run.control.level, now: now) }
        nextTick = min(now + Self.tickNanoseconds, intervalEnd)
    }

    private func beginRecording(at now: UInt64) {
        outcome.isRecording = true
        outcome.recordedFrom = now
        outcome.threadCPU = Clock.threadCPU()
        if run.loop == 0 { outcome.processCPU = Clock.processCPU() }
    }

    private func closeInterval(at end: UInt64) {
        tallies = run.scoreboard.close(
            from: intervalStart, to: end, users: isOpen ? users.count : activeUsers, tallies)
        intervalStart = end
        intervalEnd = run.timeline.boundary(after: end)
    }

    private func stop(_ now: UInt64) {
        isStopped = true
        armed?.cancel()
        if now < run.timeline.end, now > intervalStart { closeInterval(at: now) }
        if outcome.isRecording {
            outcome.threadCPU = Clock.threadCPU() - outcome.threadCPU
            if run.loop == 0 { outcome.processCPU = Clock.processCPU() - outcome.processCPU }
            outcome.recordedNanoseconds = now - outcome.recordedFrom
        }
        countUnsent(now)
        for user in users {
            if user.phase == .waiting || user.phase == .connecting {
                outcome.unfinished += 1
                outcome.longestUnfinished = max(outcome.longestUnfinished, now - min(now, user.intended))
            }
            user.connection?.abandon()
            user.connection = nil
        }
        for connection in shared.values { connection.abandon() }
        shared = [:]
        users = []
        promise.succeed(outcome)
    }
}

/// What the event loop calls when a loop's next moment has come. Holds the driver until then, and the driver holds
/// only the handle, so that nothing is left when the run is over.
private struct Alarm: NIOScheduledCallbackHandler {
    let driver: LoopDriver

    func handleScheduledCallback(eventLoop: some EventLoop) { driver.wake() }
}
