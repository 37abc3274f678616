import HoneTesting
import Synchronization
import Testing

struct EventuallyTests {
    @Test func looksUntilItHolds() async throws {
        let looks = Mutex(0)
        try await eventually {
            looks.withLock { looks in
                looks += 1
                return looks == 3
            }
        }
        #expect(looks.withLock { $0 } == 3)
    }

    @Test func whatNeverComesFailsWhenTheTimeIsUpAndSaysWhere() async throws {
        let clock = ManualClock()
        let line = #line + 1
        let waiting = Task { try await eventually(within: .seconds(30), clock: clock) { false } }
        try await eventually { clock.sleepers == 1 }
        clock.advance(by: .seconds(29))
        try await eventually { clock.sleepers == 1 }
        clock.advance(by: .seconds(1))
        let error = await #expect(throws: NotInTime.self) { try await waiting.value }
        #expect(error?.place == "HoneTestingTests/EventuallyTests.swift:\(line)")
        #expect(error?.limit == .seconds(30))
    }

    @Test func whatTheConditionThrowsIsThrown() async {
        struct Broken: Error {}
        await #expect(throws: Broken.self) { try await eventually { throw Broken() } }
    }
}
