import Testing

@testable import HoneCache

/// The hit ratios on recorded traces, which other simulators have measured as well: LRU, SIEVE and the optimum as they
/// did to a tenth, our policy at least as good as their S3-FIFO, ARC and Caffeine.
@Suite struct RecordedTraceTests {
    struct Known: Sendable {
        var trace: RecordedTrace
        var entries: Int
        var lru: Double
        var sieve: Double
        var s3FIFO: Double
        var optimum: Double
        /// The best of FIFO, LRU, SIEVE, S3-FIFO, ARC and Caffeine.
        var best: Double
    }

    static let known = [
        Known(trace: .web07, entries: 205, lru: 39.2, sieve: 42.2, s3FIFO: 43.8, optimum: 53.4, best: 43.8),
        Known(trace: .web07, entries: 2_048, lru: 55.7, sieve: 57.9, s3FIFO: 58.2, optimum: 68.1, best: 58.2),
        Known(trace: .web12, entries: 138, lru: 39.8, sieve: 40.3, s3FIFO: 41.0, optimum: 58.5, best: 42.6),
        Known(trace: .web12, entries: 1_376, lru: 68.5, sieve: 71.7, s3FIFO: 72.1, optimum: 80.0, best: 72.1),
    ]

    @Test(arguments: known)
    func ratios(known: Known) throws {
        let simulation = CacheSimulation(try known.trace.load(), capacities: [known.entries])
        var percent: [CachePolicy: Double] = [:]
        for outcome in simulation.outcomes { percent[outcome.policy] = outcome.hitRatio * 100 }
        #expect(abs(try #require(percent[.lru]) - known.lru) <= 0.05)
        #expect(abs(try #require(percent[.sieve]) - known.sieve) <= 0.05)
        #expect(abs(try #require(percent[.optimum]) - known.optimum) <= 0.1)
        #expect(abs(try #require(percent[.s3FIFO]) - known.s3FIFO) <= 0.15)
        #expect(try #require(percent[.adaptive]) >= known.best - 0.05, "figures are rounded to a tenth")
        #expect(percent.values.allSatisfy { $0 <= percent[.optimum, default: 0] })
    }

    @Test(arguments: [(RecordedTrace.web07, 76_118, 20_484), (.web12, 95_607, 13_756)])
    func table(of recorded: RecordedTrace, requests: Int, distinct: Int) throws {
        let trace = try recorded.load()
        #expect(trace.keys.count == requests)
        #expect(trace.distinctKeys == distinct)
        let table = CacheSimulation(trace).table
        #expect(table.split(separator: "\n").count == 4)
        print("\(recorded.rawValue): hit ratio in %\n\(table)")
    }
}
