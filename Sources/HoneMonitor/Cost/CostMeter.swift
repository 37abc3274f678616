import Synchronization

/// Reckons what the monitor costs, and decides what it leaves out. Between two looks the share of the process's CPU
/// time is reckoned from the requests whose recording was timed.
final class CostMeter: Sendable {
    private struct State {
        var last = CostTally()
        var lastCPU: UInt64 = 0
        var share = 0.0
        var nanosecondsPerRequest = 0.0
    }

    private let maximumShare: Double
    private let state: Mutex<State>
    private let level = Atomic<UInt8>(0)

    init(maximumShare: Double, cpuNanoseconds: UInt64) {
        self.maximumShare = maximumShare
        state = Mutex(State(lastCPU: cpuNanoseconds))
    }

    /// What is left out now. One atomic read.
    @inline(__always)
    var shedding: Shedding {
        switch level.load(ordering: .relaxed) {
        case 0: .none
        case 1: .traces
        default: .queries
        }
    }

    /// The share of CPU time at the last look, 0 to 1.
    var share: Double { state.withLock { $0.share } }

    /// What recording a request took at the last look, ns.
    var nanosecondsPerRequest: Double { state.withLock { $0.nanosecondsPerRequest } }

    /// Looks at what was recorded since the last look: more is left out when it cost too much, and less when it cost
    /// not even half of what it may.
    func look(_ tally: CostTally, cpuNanoseconds: UInt64) {
        let share: Double? = state.withLock { state in
            let cpu = Double(cpuNanoseconds &- min(state.lastCPU, cpuNanoseconds))
            let timed = tally.timed &- state.last.timed
            let requests = tally.requests &- state.last.requests
            guard cpu > 0 else { return nil }
            let each = timed > 0 ? Double(tally.nanoseconds &- state.last.nanoseconds) / Double(timed) : 0
            state.nanosecondsPerRequest = each
            state.last = tally
            state.lastCPU = cpuNanoseconds
            state.share = min(1, each * Double(requests) / cpu)
            return state.share
        }
        guard let share else { return }
        let now = level.load(ordering: .relaxed)
        if share > maximumShare, now < 2 {
            level.store(now + 1, ordering: .relaxed)
        } else if share < maximumShare / 2, now > 0 {
            level.store(now - 1, ordering: .relaxed)
        }
    }
}
