import Testing

@testable import HoneCache

@Suite struct CacheSimulationTests {
    @Test func ratiosBySizeAndPolicy() {
        let trace = KeyTrace([1, 2, 1, 3, 1, 4, 1, 2])
        let simulation = CacheSimulation(trace, policies: [.lru, .optimum], capacities: [1, 2])
        #expect(
            simulation.outcomes.map(\.hits) == [0, 3, 3, 4],
            "with one place, the optimum keeps key 1 and passes the others by; with two, key 2 as well")
        #expect(simulation.outcomes.map(\.requests) == [8, 8, 8, 8])
        #expect(simulation.outcomes[2].hitRatio == 0.375)
        #expect(
            simulation.table == """
                   entries        LRU    optimum
                         1        0.0       37.5
                         2       37.5       50.0
                """)
    }

    @Test func theOptimumDoesNotCacheWhatIsFartherAwayThanTheRest() {
        // With two places, 1 and 2 stay while 3, 4 and 5 pass: LRU has nothing of them.
        let trace = KeyTrace([1, 2, 3, 4, 5, 1, 2])
        let hits = CacheSimulation(trace, policies: [.lru, .optimum], capacities: [2]).outcomes.map(\.hits)
        #expect(hits == [0, 2])
    }

    @Test(arguments: [
        (share: 0.01, distinct: 1_000, capacity: 10), (share: 0.5, distinct: 5, capacity: 3),
        (share: 0.0001, distinct: 10, capacity: 1), (share: 7, distinct: 10, capacity: 10),
        (share: -1, distinct: 10, capacity: 1), (share: 0.1, distinct: 0, capacity: 1),
    ])
    func sizesAreSharesOfTheKeys(share: Double, distinct: Int, capacity: Int) {
        let simulation = CacheSimulation(KeyTrace(0..<distinct), policies: [.lru], shares: [share])
        #expect(simulation.outcomes.map(\.capacity) == [capacity])
    }

    @Test func emptyTrace() {
        let simulation = CacheSimulation(KeyTrace(text: ""))
        #expect(simulation.outcomes.count == 18)
        #expect(simulation.outcomes.allSatisfy { $0.hitRatio == 0 && $0.requests == 0 })
    }

    @Test(arguments: CachePolicy.allCases)
    func cacheAsLargeAsTheKeysMissesEachOnce(policy: CachePolicy) {
        let trace = KeyTrace((0..<1_000).map { $0 * $0 % 37 })
        let misses = trace.keys.count - policy.hits(of: trace, capacity: trace.distinctKeys + 2)
        #expect(misses == trace.distinctKeys)
    }
}

@Suite struct KeyTraceTests {
    @Test(arguments: [
        ("7\n3\n7\n", [0, 1, 0]), ("7\r\n3\r\n7", [0, 1, 0]), ("\n\na b\n\na b\nä", [0, 0, 1]), ("", []), ("\n", []),
    ])
    func keysAreNumberedAsTheyCome(text: String, keys: [Int]) {
        let trace = KeyTrace(text: text)
        #expect(trace.keys == keys)
        #expect(trace.distinctKeys == Set(keys).count)
    }
}
