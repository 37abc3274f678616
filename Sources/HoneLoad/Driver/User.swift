import NIOCore

/// One simulated user: where it is in its schedule and what it waits for. Touched on its event loop only.
final class User {
    enum Phase {
        /// Before its start, or thinking; in the loop's timer heap.
        case resting
        /// A request is due and the connection is being made.
        case connecting
        /// A request is sent and its answer outstanding.
        case waiting
    }

    /// What a request is counted under.
    enum Errand: Equatable {
        case login
        case task(Int)
    }

    let index: Int
    var steps: Schedule.Steps
    var values: TemplateValues
    var cache: UserCache?
    /// The header line that the login gave; empty before, or without one.
    var token: [UInt8] = []
    var isLoggedIn: Bool

    var phase = Phase.resting
    var hasStarted = false
    var errand = Errand.login
    /// The connection in use or in the making.
    var connection: Connection?
    /// The bytes of the current request, kept until its answer so that it can be sent again.
    var request = ByteBuffer()
    /// Which URL the request is for; used with a cache only.
    var url: UInt64 = 0
    var isConditional = false
    var wasRetried = false
    var thinkNanoseconds: UInt64 = 0
    /// When the request was meant to start, and when it was sent; monotonic nanoseconds.
    var intended: UInt64 = 0
    var sent: UInt64 = 0
    /// When to give the request up.
    var deadline: UInt64 = 0

    init(index: Int, plan: RequestPlan, scenario: Scenario) {
        self.index = index
        steps = plan.schedule.steps(ofUser: index)
        values = TemplateValues(user: index, users: scenario.users, seed: scenario.seed)
        cache = scenario.revalidate ? UserCache() : nil
        isLoggedIn = plan.login == nil
    }
}
