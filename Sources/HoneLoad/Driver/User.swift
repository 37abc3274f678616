import NIOCore
import NIOHTTP2

/// One simulated user: where it is in its schedule and what it waits for. Touched on its event loop only.
final class User {
    enum Phase {
        /// Thinking, or before its start; in the loop's timer heap.
        case resting
        /// Nobody wants it now: before its time, after it, or free for the next arrival.
        case idle
        /// A request is due and the connection is being made.
        case connecting
        /// A request is sent and its answer outstanding.
        case waiting
    }

    /// Its number among all users of the scenario.
    let index: Int
    /// Its place in the loop's list.
    let slot: Int
    let userClass: Int
    /// Whether its starts are planned a fixed time apart.
    let isPaced: Bool
    var steps: Schedule.Steps
    var values: UserValues
    var cache: UserCache?
    var cookies = CookieJar()
    /// How many of the class's onStart tasks it has done.
    var started = 0

    var phase = Phase.idle
    /// When it is to be woken, while resting.
    var wakeAt: UInt64 = 0
    /// When it began to rest: what was due before that was not for the generator to start.
    var restedAt: UInt64 = 0
    var hasStarted = false
    /// In a closed model, whether it counts among the active users.
    var isActive = false
    /// When it is wanted, of what is left of it; monotonic nanoseconds.
    var spans: ArraySlice<Range<UInt64>> = []
    /// Until when it goes on with new requests.
    var activeUntil: UInt64 = 0
    /// Its tasks or passes so far.
    var iterations: UInt64 = 0
    /// In an open model, the tasks still to do for the arrival it works on.
    var stepsLeft = 0
    /// The start that the next request of an open model's arrival is meant to have; kept while it logs in.
    var dueArrival: UInt64 = 0

    /// Index into the plan's tasks.
    var task = 0
    /// The connection in use or in the making.
    var connection: Connection?
    /// The stream of its request on an HTTP/2 connection.
    var stream: HTTP2StreamID?
    /// Whether the request is the task's own and never varies.
    var isFixed = false
    /// The bytes of the current request, kept until its answer so that it can be sent again.
    var request = ByteBuffer()
    /// Index into the task's paths.
    var variant = 0
    /// Which URL the request is for; used with a cache only.
    var url: UInt64 = 0
    /// The path of the current request where it is not the template's own: after a redirect.
    var redirected: [UInt8]?
    var redirectsLeft = 0
    var isHead = false
    var isConditional = false
    var wasRetried = false
    var thinkNanoseconds: UInt64 = 0
    /// When the request was meant to start, and when it was sent; monotonic nanoseconds.
    var intended: UInt64 = 0
    var sent: UInt64 = 0
    /// When to give the request up.
    var deadline: UInt64 = 0

    init(index: Int, slot: Int, userClass: Int, run: LoopRun) {
        self.index = index
        self.slot = slot
        self.userClass = userClass
        if case .pacing = run.scenario.classes[userClass].thinkTime { isPaced = true } else { isPaced = false }
        steps = run.plan.schedule.steps(ofUser: index)
        values = UserValues(
            user: index, seed: run.scenario.seed, slots: run.plan.names.slots.count, data: run.plan.data)
        cache = run.scenario.revalidate ? UserCache() : nil
    }
}
