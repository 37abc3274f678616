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
    /// How long a user waits after a failed login: 1 s.
    static let loginBackoffNanoseconds: UInt64 = 1_000_000_000
    /// What an answer from the user's own cache takes, so that users who never think do not spin: 1 ms.
    static let cacheHitNanoseconds: UInt64 = 1_000_000

    let run: LoopRun
    let loop: any EventLoop
    let isolated: NIOIsolatedEventLoop
    private let promise: EventLoopPromise<LoopOutcome>
    var users: [User] = []
    var heap = TimerHeap()
    var outcome: LoopOutcome
    var interval = IntervalTally()
    var intervalStart: UInt64
    var intervalEnd: UInt64
    var isStopped = false
    private var startedUsers = 0
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
        outcome = LoopOutcome(tasks: run.plan.tasks.count)
        intervalStart = run.timeline.start
        intervalEnd = run.timeline.boundary(after: run.timeline.start)
    }

    func start() {
        for index in run.userIndices {
            let user = User(index: index, plan: run.plan, scenario: run.scenario)
            heap.insert(users.count, due: run.timeline.start + run.plan.schedule.startNanoseconds(ofUser: index))
            users.append(user)
        }
        nextTick = min(run.timeline.start + Self.tickNanoseconds, intervalEnd)
        if run.timeline.recordFrom == run.timeline.start { beginRecording(at: run.timeline.start) }
        arm()
    }

    // MARK: Time

    /// Makes sure that the loop wakes up for whatever comes first.
    func arm() {
        guard !isStopped, !isAwake else { return }
        let next = min(heap.next, nextTick)
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
        if now >= nextTick { tick(now) }
        while !isStopped, let entry = heap.popDue(at: now) {
            now = Clock.now()
            let user = users[entry.user]
            noteStart(user, due: entry.due, now: now)
            begin(user, intended: entry.due, now: now)
        }
        isAwake = false
        arm()
    }

    private func noteStart(_ user: User, due: UInt64, now: UInt64) {
        if !user.hasStarted {
            user.hasStarted = true
            startedUsers += 1
        }
        guard outcome.isRecording else { return }
        let late = now - due
        outcome.plannedStarts += 1
        if late > Self.lateNanoseconds { outcome.lateStarts += 1 }
        outcome.latestStart = max(outcome.latestStart, late)
    }

    private func tick(_ now: UInt64) {
        while now >= intervalEnd, intervalStart < run.timeline.end { closeInterval(at: intervalEnd) }
        if !outcome.isRecording, now >= run.timeline.recordFrom { beginRecording(at: now) }
        if now >= run.timeline.end { return stop(now) }
        for user in users where user.phase != .resting && now > user.deadline { timedOut(user, now) }
        let ending = run.scoreboard.add(requests: freshRequests, failures: freshFailures)
        freshRequests = 0
        freshFailures = 0
        if ending != nil { return stop(now) }
        nextTick = min(now + Self.tickNanoseconds, intervalEnd)
    }

    private func beginRecording(at now: UInt64) {
        outcome.isRecording = true
        outcome.recordedFrom = now
        outcome.threadCPU = Clock.threadCPU()
        if run.isFirst { outcome.processCPU = Clock.processCPU() }
    }

    private func closeInterval(at end: UInt64) {
        interval.users = startedUsers
        run.scoreboard.close(from: intervalStart, to: end, interval)
        interval.latency.reset()
        interval.requests = 0
        interval.failures = 0
        interval.bytesReceived = 0
        intervalStart = end
        intervalEnd = run.timeline.boundary(after: end)
    }

    private func stop(_ now: UInt64) {
        isStopped = true
        armed?.cancel()
        if now < run.timeline.end, now > intervalStart { closeInterval(at: now) }
        if outcome.isRecording {
            outcome.threadCPU = Clock.threadCPU() - outcome.threadCPU
            if run.isFirst { outcome.processCPU = Clock.processCPU() - outcome.processCPU }
            outcome.recordedNanoseconds = now - outcome.recordedFrom
        }
        outcome.startedUsers = startedUsers
        for user in users {
            if user.phase != .resting {
                outcome.unfinished += 1
                outcome.longestUnfinished = max(outcome.longestUnfinished, now - min(now, user.intended))
            }
            user.connection?.abandon()
            user.connection = nil
        }
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
