import HoneCore

/// Requests of one client put together into sessions, and the pauses within them, in bounded memory.
struct SessionTracker {
    /// A client who sent nothing for this many seconds comes back as a new one: 30 minutes, as web analytics count.
    static let gap = 1_800.0
    /// Sessions followed at a time.
    static let mostOpen = 100_000

    private struct Session {
        var first: Double
        var last: Double
    }

    private var open: [UInt64: Session] = [:]
    /// Sessions that were met.
    private(set) var count = 0
    /// Sessions that were ended early because more than ``mostOpen`` were open.
    private(set) var cut = 0
    private var seconds = 0.0
    /// The pauses between two requests of a session.
    private(set) var pauses = LatencyHistogram()

    /// Adds a request. A log is written as answers end, so times may go back a little: that is no pause.
    mutating func add(_ client: UInt64, at time: Double) {
        if var session = open[client], time - session.last <= Self.gap {
            let pause = max(0, time - session.last)
            pauses.record(nanoseconds: UInt64(pause * 1e9))
            session.last = max(session.last, time)
            open[client] = session
            return
        }
        if let ended = open[client] { seconds += ended.last - ended.first }
        count += 1
        open[client] = Session(first: time, last: time)
        if open.count > Self.mostOpen { makeRoom(at: time) }
    }

    private mutating func makeRoom(at time: Double) {
        close { time - $0.last > Self.gap }
        guard open.count > Self.mostOpen * 3 / 4 else { return }
        let times = open.values.map(\.last).sorted()
        let median = times[times.count / 2]
        let before = open.count
        close { $0.last <= median }
        cut += before - open.count
    }

    private mutating func close(_ isOver: (Session) -> Bool) {
        for session in open.values where isOver(session) { seconds += session.last - session.first }
        open = open.filter { !isOver($0.value) }
    }

    /// The seconds that all sessions lasted, from first to last request.
    var totalSeconds: Double { open.values.reduce(seconds) { $0 + $1.last - $1.first } }

    /// Any time between the first and the third quartile of the pauses.
    var thinkTime: Scenario.ThinkTime {
        guard pauses.count > 0 else { return .none }
        let low = quartile(25)
        let high = quartile(75)
        if high <= 0 { return .none }
        return low == high ? .constant(seconds: low) : .uniform(from: low, to: high)
    }

    /// Seconds, to the millisecond below one and to the hundredth above, which is what the histogram can tell.
    func quartile(_ percentile: Double) -> Double {
        let milliseconds = pauses.milliseconds(atPercentile: percentile)
        return milliseconds < 1_000 ? milliseconds.rounded() / 1_000 : (milliseconds / 10).rounded() / 100
    }
}
