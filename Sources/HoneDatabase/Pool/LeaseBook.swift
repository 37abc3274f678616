/// Who has which connection of a pool, and who waits: a pure state machine. It opens nothing and waits for nothing;
/// each call answers what the shell is to do.
struct LeaseBook {
    /// What somebody who asks for a connection is to do.
    enum Answer: Equatable {
        /// Use this one; it is to be opened if it is not.
        case lease(Int)
        /// Wait.
        case wait
        /// Go away: too many wait.
        case refuse
    }

    private let limit: Int
    private let kept: Int
    private let maximumWaiting: Int
    private var idle: [Int] = []
    private var unopened: [Int]
    private var waiting: [(ticket: Int, since: Duration)] = []
    private(set) var statistics = LeaseStatistics()

    /// - Parameters:
    ///   - limit: how many connections stay open.
    ///   - overflow: how many more there may be while they are needed.
    ///   - maximumWaiting: how many may wait.
    init(limit: Int, overflow: Int = 0, maximumWaiting: Int = .max) {
        self.kept = limit
        self.limit = limit + overflow
        self.maximumWaiting = maximumWaiting
        unopened = Array((0..<self.limit).reversed())
    }

    /// A connection was opened before anybody asked: the one that is given out first.
    mutating func addOpen() {
        if let lane = unopened.popLast() { idle.append(lane) }
    }

    /// Somebody asks at a time, under a ticket of his own. Nobody overtakes those who wait: while somebody waits,
    /// nothing is idle.
    mutating func acquire(ticket: Int, at now: Duration) -> Answer {
        // The one used last is the one whose cache is warm.
        if let lane = idle.popLast() ?? unopened.popLast() {
            statistics.leases += 1
            return .lease(lane)
        }
        guard waiting.count < maximumWaiting else {
            statistics.refused += 1
            return .refuse
        }
        waiting.append((ticket, now))
        return .wait
    }

    /// Every connection is with somebody.
    var isExhausted: Bool { idle.isEmpty && unopened.isEmpty }

    /// Whether the next connection that comes back is to be closed: more are open than stay, and nobody waits.
    var closesNext: Bool { limit - unopened.count > kept && waiting.isEmpty }

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
    mutating func abandon(_ ticket: Int, at now: Duration) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return false }
        let entry = waiting.remove(at: index)
        note(wait: now - entry.since)
        return true
    }

    /// Since when the one has waited who has waited longest; nil when nobody waits.
    var oldestWait: Duration? { waiting.first?.since }

    /// Those who have waited since before a time give up.
    /// - Returns: their tickets, and how long each waited.
    mutating func expire(waitingSince latest: Duration, at now: Duration) -> [(ticket: Int, waited: Duration)] {
        let expired = waiting.prefix { $0.since <= latest }
        for entry in expired { note(wait: now - entry.since) }
        statistics.timeouts += expired.count
        waiting.removeFirst(expired.count)
        return expired.map { ($0.ticket, now - $0.since) }
    }

    /// Waits that have ended and those that have not.
    var waitsInAll: Int { statistics.waits + waiting.count }

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
