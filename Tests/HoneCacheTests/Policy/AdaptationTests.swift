import Testing

@testable import HoneCache

@Suite struct SmallQueueShareTests {
    @Test(arguments: [(1, 1, 1, 1), (10, 1, 1, 4), (100, 10, 5, 40), (1_000, 100, 50, 400)])
    func movesBetweenItsBounds(capacity: Int, first: Int, least: Int, most: Int) {
        var share = SmallQueueShare(capacity: capacity)
        #expect(share.capacity == first)
        for _ in 0..<capacity { share.grow(by: 1) }
        #expect(share.capacity == most)
        for _ in 0..<capacity { share.shrink(by: 1) }
        #expect(share.capacity == least)
    }

    @Test func growsBySlowerSteps() {
        var share = SmallQueueShare(capacity: 100)
        share.grow(by: 1)
        #expect(share.capacity == 10)
        share.grow(by: 1)
        #expect(share.capacity == 11)
        share.shrink(by: 1)
        #expect(share.capacity == 10)
        share.shrink(by: 3)
        #expect(share.capacity == 7)
    }
}

@Suite struct MainQueueRefillTests {
    /// Entries that come until a refill begins; none is used.
    func steps(_ refill: inout MainQueueRefill) -> Int? {
        for step in 1...10_000 {
            refill.entryCame(weight: 1, mainWasUsed: false, capacity: 10, mainCapacity: 9)
            if refill.take(1) { return step }
        }
        return nil
    }

    func finish(_ refill: inout MainQueueRefill) -> Int {
        var taken = 0
        while refill.take(1) { taken += 1 }
        return taken
    }

    @Test func asksForMorePatienceEachTime() {
        var refill = MainQueueRefill()
        #expect(steps(&refill) == 352)
        #expect(finish(&refill) == 8)
        #expect(steps(&refill) == 704)
        #expect(finish(&refill) == 8)
        #expect(steps(&refill) == 1_408)
    }

    @Test func isPatientAsAtFirstWhenTheQueueWasOfUseForLong() {
        var refill = MainQueueRefill()
        _ = steps(&refill)
        _ = finish(&refill)
        for _ in 0..<110 { refill.entryCame(weight: 1, mainWasUsed: true, capacity: 10, mainCapacity: 9) }
        #expect(steps(&refill) == 352)
    }

    @Test func aSingleUseBeginsTheCountAnew() {
        var refill = MainQueueRefill()
        for _ in 0..<351 { refill.entryCame(weight: 1, mainWasUsed: false, capacity: 10, mainCapacity: 9) }
        refill.entryCame(weight: 1, mainWasUsed: true, capacity: 10, mainCapacity: 9)
        #expect(refill.take(1) == false)
        #expect(steps(&refill) == 352)
    }

    @Test func weightlessEntriesDoNotRefillForEver() {
        var refill = MainQueueRefill()
        _ = steps(&refill)
        var taken = 0
        while taken < 100, refill.take(0) { taken += 1 }
        #expect(taken == 8)
    }
}
