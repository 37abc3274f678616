/// Who has which connection of a pool, and who waits: a pure state machine. It opens nothing and waits for nothing;
/// each call answers what the shell is to do.
struct LeaseBook {
    /// What somebody who asks for a connection is to do.
    enum Answer: Equatable {
        /// Use this one; it is to be opened if it is not.
        case lease(Int)
        /// Wait.
        case wait
    }

    private let limit: Int
    private var idle: [Int] = []
    private var unopened: [Int]
    private var waiting: [(ticket: Int, since: Duration)] = []
    private(set) var statistics = LeaseStatistics()

    /// - Parameter limit: how many connections there may be.
    init(limit: Int) {
        self.limit = limit
        unopened = Array((0..<limit).reversed())
    }

    /// Somebody asks at a time, under a ticket of his own. Nobody overtakes those who wait: while somebody waits,
    /// nothing is idle.
    mutating func acquire(ticket: Int, at now: Duration) -> Answer {
        // The one used last is the one whose cache is warm.
        if let lane = idle.popLast() ?? unopened.popLast() {
            statistics.leases += 1
            return .lease(lane)
        }
        waiting.append((ticket, now))
        return .wait
    }

    /// Every connection is with somebody.
    var isExhausted: Bool { idle.isEmpty && unopened.isEmpty }

    /// A connection comes back.
    /// - Parameter closed: it was closed, or could not be opened; another may be opened in its place.
    /// - Returns: the ticket of the one who has waited longest and gets it now; nil when nobody waits.
    mutating func release(_ lane: Int, closed: Bool, at now: Duration) -> Int? {
        guard let first = waiting.first else {
            if closed { unopened.append(lane) } else { idle.append(lane) }
            return nil
        }
        waiting.removeFirst()
        note(wait: now - first.since)
        statistics.leases += 1
        return first.ticket
    }

    /// Somebody gives up waiting.
    /// - Returns: false when the ticket was served in the meantime, or never waited.
    mutating func abandon(_ ticket: Int, at now: Duration, timedOut: Bool) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return false }
        let entry = waiting.remove(at: index)
        note(wait: now - entry.since)
        if timedOut { statistics.timeouts += 1 }
        return true
    }

    private mutating func note(wait: Duration) {
        statistics.waits += 1
        statistics.waited += wait
        statistics.longestWait = max(statistics.longestWait, wait)
    }

    /// The figures of now.
    var current: LeaseStatistics {
        var current = statistics
        current.idle = idle.count
        current.inUse = limit - idle.count - unopened.count
        current.waiting = waiting.count
        return current
    }
}

/// What a set of connections did and does.
public struct LeaseStatistics: Sendable, Equatable {
    /// Connections that somebody has now.
    public var inUse = 0
    /// Connections that are open and free now.
    public var idle = 0
    /// Tasks that wait now.
    public var waiting = 0
    /// How often a connection was given out.
    public var leases = 0
    /// How often somebody had to wait.
    public var waits = 0
    /// How often somebody gave up because it took too long.
    public var timeouts = 0
    /// All the time that was waited.
    public var waited: Duration = .zero
    /// The longest of the waits.
    public var longestWait: Duration = .zero

    init() {}
}
