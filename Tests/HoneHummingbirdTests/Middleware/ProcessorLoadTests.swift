import HoneMonitor
import HoneTesting
import Synchronization
import Testing

@testable import HoneHummingbird

/// How busy this process keeps the machine.
struct ProcessorLoadTests {
    private final class Used: Sendable {
        let nanoseconds = Atomic<UInt64>(1_000)
    }

    @Test func isTheShareOfTheLastWhile() {
        let clock = ManualClock()
        let used = Used()
        let load = ProcessorLoad(
            processors: 2,
            clock: MonitorClock(
                nanoseconds: { clock.nanoseconds }, unixMilliseconds: { 0 },
                cpuNanoseconds: { used.nanoseconds.load(ordering: .relaxed) }))
        func pass(milliseconds: Int, used share: Int) {
            clock.advance(by: .milliseconds(milliseconds))
            used.nanoseconds.add(UInt64(share) * 1_000_000, ordering: .relaxed)
        }
        #expect(load.current == 0)
        pass(milliseconds: 199, used: 199)
        #expect(load.current == 0)
        pass(milliseconds: 1, used: 1)
        #expect(load.current == 0.5)
        pass(milliseconds: 100, used: 0)
        #expect(load.current == 0.5)
        pass(milliseconds: 900, used: 2_000)
        #expect(load.current == 1)
        // More than there is, as clocks are not read at once.
        pass(milliseconds: 200, used: 500)
        #expect(load.current == 1)
        pass(milliseconds: 10_000, used: 0)
        #expect(load.current == 0)
    }

    @Test func thisProcessHasOne() {
        #expect((0...1).contains(ProcessorLoad.shared.current))
        #expect(processorsOnLine >= 1)
    }
}
