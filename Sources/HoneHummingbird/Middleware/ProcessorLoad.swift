import HoneMonitor
import Synchronization

/// The share of the machine's processors that this process uses, from 0 to 1, over the last fifth of a second or more.
///
/// Looked at by whoever asks, so that it costs nothing while nobody does: an answer is at least a fifth of a second old
/// after a pause.
final class ProcessorLoad: Sendable {
    /// Of this process on this machine.
    static let shared = ProcessorLoad(processors: processorsOnLine, clock: .system)

    private struct State {
        var time: UInt64
        var used: UInt64
        var load = 0.0
    }

    /// How long a look counts, ns.
    private static let interval: UInt64 = 200_000_000

    private let processors: Int
    private let clock: MonitorClock
    private let state: Mutex<State>
    private let nextLook: Atomic<UInt64>

    init(processors: Int, clock: MonitorClock) {
        self.processors = max(1, processors)
        self.clock = clock
        let now = clock.nanoseconds()
        state = Mutex(State(time: now, used: clock.cpuNanoseconds()))
        nextLook = Atomic(now &+ Self.interval)
        latest = Atomic(0)
    }

    /// In thousandths.
    private let latest: Atomic<Int>

    /// The load now. Costs the reading of a clock, and of a second one five times a second.
    var current: Double {
        let now = clock.nanoseconds()
        let due = nextLook.load(ordering: .relaxed)
        if now >= due,
            nextLook.compareExchange(expected: due, desired: now &+ Self.interval, ordering: .relaxed).exchanged
        {
            look(now)
        }
        return Double(latest.load(ordering: .relaxed)) / 1_000
    }

    private func look(_ now: UInt64) {
        let used = clock.cpuNanoseconds()
        state.withLock { state in
            guard now > state.time, used >= state.used else { return }
            let share = Double(used - state.used) / Double(now - state.time) / Double(processors)
            latest.store(Int((min(share, 1) * 1_000).rounded()), ordering: .relaxed)
            state.time = now
            state.used = used
        }
    }
}
