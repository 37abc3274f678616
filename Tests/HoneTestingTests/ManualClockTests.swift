import HoneTesting
import Testing

/// The clock that tests move.
struct ManualClockTests {
    @Test func standsStillUntilMoved() {
        let clock = ManualClock(startingAt: .seconds(5))
        let before = clock.now
        #expect(clock.now == before)
        clock.advance(by: .milliseconds(1_500))
        #expect(before.duration(to: clock.now) == .milliseconds(1_500))
        #expect(clock.nanoseconds == 6_500_000_000)
        #expect(before < clock.now)
    }

    @Test func wakesSleepersWhenTheirTimeComes() async throws {
        let clock = ManualClock()
        let task = Task {
            try await clock.sleep(for: .seconds(10))
            return clock.now
        }
        try await eventually { clock.sleepers == 1 }
        clock.advance(by: .seconds(9))
        #expect(clock.sleepers == 1)
        clock.advance(by: .seconds(1))
        #expect(clock.sleepers == 0)
        #expect(try await task.value == clock.now)
        try await clock.sleep(until: clock.now)
    }

    @Test func cancelledSleepersLeave() async throws {
        let clock = ManualClock()
        let sleeping = Task { try await clock.sleep(for: .seconds(10)) }
        try await eventually { clock.sleepers == 1 }
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { try await sleeping.value }
        #expect(clock.sleepers == 0)
        let late = Task {
            while !Task.isCancelled { await Task.yield() }
            try await clock.sleep(for: .seconds(10))
        }
        late.cancel()
        await #expect(throws: CancellationError.self) { try await late.value }
    }
}
