import HoneTesting
import Testing

@testable import HoneCache

@Suite struct LoadTests {
    let load = Load<Int>(began: 5, seen: 1, tags: [3])
    let clock = ManualClock()

    func waiter(within limit: Duration? = nil) -> Task<Int, any Error> {
        Task { try await load.value(within: limit, clock: CacheClock(clock)) }
    }

    @Test func whoComesAfterTheEndIsAnsweredAtOnce() async throws {
        #expect(load.join())
        #expect(load.claim())
        load.complete(.success(7))
        #expect(try await load.value(within: nil, clock: CacheClock(clock)) == 7)
        #expect(try await load.value(within: .seconds(1), clock: CacheClock(clock)) == 7)
    }

    @Test func oneEndsTheLoad() {
        #expect(load.claim())
        #expect(load.claim() == false)
    }

    @Test func aTaskOfALoadThatIsOverIsCancelled() async {
        let early = Task<Void, Never> { while !Task.isCancelled { await Task.yield() } }
        load.attach(early)
        #expect(load.claim())
        load.complete(.failure(LoadFailed(number: 1)))
        await early.value
        let late = Task<Void, Never> { while !Task.isCancelled { await Task.yield() } }
        load.attach(late)
        await late.value
        #expect(early.isCancelled && late.isCancelled)
    }

    @Test(arguments: 1...4)
    func isGivenUpWhenAllHaveLeft(count: Int) async {
        let work = Task<Void, Never> { while !Task.isCancelled { await Task.yield() } }
        load.attach(work)
        var waiters: [Task<Int, any Error>] = []
        for _ in 0..<count {
            #expect(load.join())
            waiters.append(waiter())
        }
        for (index, waiter) in waiters.enumerated() {
            #expect(!work.isCancelled, "\(count - index) still wait")
            waiter.cancel()
            await #expect(throws: CancellationError.self) { try await waiter.value }
        }
        await work.value
        #expect(load.join() == false, "nobody joins a load that is given up")
    }

    @Test func goesOnForTheCacheItself() async {
        let work = Task<Void, Never> { while !Task.isCancelled { await Task.yield() } }
        load.attach(work)
        #expect(load.join(), "the cache")
        #expect(load.join(), "a caller")
        let caller = waiter()
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        #expect(!work.isCancelled && load.join())
        load.complete(.success(1))
        await work.value
    }

    @Test func aLimitEndsTheWaitAndNotTheLoad() async throws {
        #expect(load.join() && load.join())
        let patient = waiter()
        let hasty = waiter(within: .seconds(1))
        try await eventually { clock.sleepers == 1 }
        clock.advance(by: .seconds(1))
        await #expect(throws: SoftTimeout.self) { try await hasty.value }
        #expect(load.claim())
        load.complete(.success(4))
        #expect(try await patient.value == 4)
    }
}
