import HoneCore
import Synchronization

/// What one thread records into, under a lock that no other recording thread takes as long as there are no more threads
/// than stripes.
final class Stripe: Sendable {
    /// Idle traces that are kept, so that a warm monitor allocates none.
    static let idleTraces = 64
    /// One request in so many is timed for what the monitor costs.
    static let costEvery = 64

    let state: Mutex<State>

    init(seed: UInt64, maximumQueries: Int) {
        state = Mutex(State(seed: seed, maximumQueries: maximumQueries))
    }

    deinit {
        state.withLock { state in
            for trace in state.idle { trace.release() }
        }
    }

    struct State: Sendable {
        var routes = RouteTable()
        /// The endpoint of requests that matched no route, once there was one.
        var unmatched: Int?
        var cells = CellTable()
        /// Traces that wait for a request, each with a reference that is the stripe's.
        var idle: [Unmanaged<RequestTrace>] = []
        var random: SeededGenerator
        var heat = HeatRing()
        var queries: QueryTable
        var findings = FindingTable()
        var again = AnswersAgain()
        var cost = CostTally()
        private var untilTimed = 1
        /// Keeps what another thread writes out of the cache lines of this.
        private var padding: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (
            0, 0, 0, 0, 0, 0, 0, 0
        )
        private var more: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)

        init(seed: UInt64, maximumQueries: Int) {
            random = SeededGenerator(seed: seed)
            queries = QueryTable(limit: maximumQueries)
            idle.reserveCapacity(Stripe.idleTraces)
        }

        /// The endpoint's number; nil when this stripe has not seen it.
        @inline(__always)
        func endpoint(_ method: String, _ route: String?, hash: UInt64) -> Int? {
            guard let route else { return unmatched }
            return routes.find(method, route, hash: hash)
        }

        /// Remembers an endpoint.
        mutating func learn(_ history: EndpointHistory, hash: UInt64) {
            cells.add(history)
            guard let route = history.key.route else {
                unmatched = history.number
                return
            }
            if routes.find(history.key.method, route, hash: hash) == nil {
                routes.add(history.key.method, route, hash: hash, endpoint: history.number)
            }
        }

        /// Whether the next request is to be timed.
        mutating func isTimed() -> Bool {
            untilTimed -= 1
            guard untilTimed <= 0 else { return false }
            untilTimed = Stripe.costEvery
            return true
        }

        /// About how many bytes it holds.
        var memoryBytes: Int {
            let traces = idle.reduce(0) { sum, trace in
                sum + trace._withUnsafeGuaranteedRef { $0.memoryBytes }
            }
            return cells.memoryBytes + routes.memoryBytes + queries.memoryBytes + again.memoryBytes
                + findings.memoryBytes + traces + HeatRing.columns * (HeatRing.rows * 4 + 8)
        }
    }
}

/// What recording has cost, of the requests that were timed.
struct CostTally: Sendable {
    var requests: UInt64 = 0
    var timed: UInt64 = 0
    var nanoseconds: UInt64 = 0

    /// The longest a request's recording is believed to take, ns: what is longer was another thread's turn.
    static let longest: UInt64 = 100_000

    mutating func record(_ nanoseconds: UInt64) {
        timed &+= 1
        self.nanoseconds &+= min(nanoseconds, Self.longest)
    }

    mutating func add(_ other: CostTally) {
        requests &+= other.requests
        timed &+= other.timed
        nanoseconds &+= other.nanoseconds
    }
}
