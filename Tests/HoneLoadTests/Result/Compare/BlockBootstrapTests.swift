import Foundation
import HoneCore
import Testing

@testable import HoneLoad

struct BlockBootstrapTests {
    @Test func sumsOfStretchesAreThoseOfTheirSeconds() {
        let run = SimulatedLoad(seconds: 12, perSecond: 10, errors: 0.2).result()
        let sums = SeriesSums(run.series)
        var sum = sums.empty
        sums.add(2..<5, to: &sum)
        sums.add(9..<10, to: &sum)
        let points = Array(run.series[2..<5]) + [run.series[9]]
        #expect(sum.requests == 40)
        #expect(sum.seconds == 4)
        #expect(sum.failures == points.map(\.failures).reduce(0, +))
        #expect(sum.successes == points.map(\.distribution.count).reduce(0, +))
        #expect(sum.counts.reduce(0, +) == sum.successes)
        #expect(sums.whole.requests == run.total.requests)
        sum.clear()
        #expect(sum.counts.allSatisfy { $0 == 0 } && sum.requests == 0)
        #expect(sums.figure(.p50, of: sum) == nil)
    }

    @Test func figuresOfTheSumsAreThoseOfTheRunWithinTheirResolution() throws {
        let run = SimulatedLoad(seconds: 30, perSecond: 100, errors: 0.1).result()
        let sums = SeriesSums(run.series)
        let figures = sums.figures(of: sums.whole)
        for (figure, percentile) in [(LoadComparison.Figure.p50, 50.0), (.p95, 95), (.p99, 99)] {
            let exact = run.total.latency.milliseconds(atPercentile: percentile)
            let coarse = try #require(figures[figure])
            #expect(abs(coarse / exact - 1) < 0.032, "\(figure): \(coarse) for \(exact)")
            let share = sums.share(atOrBelow: coarse, of: sums.whole)
            #expect(abs(share - percentile / 100) < 1e-9)
        }
        #expect(abs(try #require(figures[.average]) / run.total.latency.snapshot.average - 1) < 1e-9)
        #expect(figures[.requestRate] == 100)
        #expect(figures[.errorRate] == run.total.errorShare)
    }

    @Test(arguments: [(0.0, 3...5), (0.9, 7...12)])
    func blocksAreLongerWhereNeighboursAreAlike(_ memory: Double, _ lengths: ClosedRange<Int>) {
        let run = SimulatedLoad(seconds: 60, memory: memory, wander: 0.3, seed: 3).result()
        #expect(lengths.contains(BlockBootstrap.blockLength(of: 60, alike: BlockBootstrap.correlation(run.series))))
    }

    @Test func neighboursAreComparedAsKendallCorrectsThem() {
        #expect(BlockBootstrap.correlationOfNeighbours([1, 1, 1, 1]) == 0)
        #expect(BlockBootstrap.correlationOfNeighbours([1, 2]) == 0)
        #expect(BlockBootstrap.correlationOfNeighbours([1, -1, 1, -1, 1, -1]) == 0, "negative counts as none")
        #expect(BlockBootstrap.correlationOfNeighbours((0..<100).map(Double.init)) == 0.9)
    }

    /// The variance of the mean of n steps of an autoregression, (1 + r)/(1 − r) times that of independent ones for
    /// large n, is what blocks see a share of.
    @Test(arguments: [(1, 0.0, 1.0), (10, 0.0, 1.0), (1, 0.5, 1.0 / 3), (1_000, 0.5, 0.998), (2, 0.5, 0.5)])
    func blocksSeeAShareOfTheVariance(_ length: Int, _ alike: Double, _ expected: Double) {
        #expect(abs(BlockBootstrap.shareSeen(byBlocksOf: length, alike: alike) - expected) < 1e-2)
    }

    @Test func independentSecondsHaveTheErrorOfTheMean() throws {
        let run = SimulatedLoad(seconds: 200, perSecond: 50, wander: 0, scatter: 0.2).result()
        let bootstrap = try #require(BlockBootstrap(run.series, resamples: 500, seed: 1))
        let expected = 0.2 / (200.0 * 50).squareRoot()
        let error = try #require(bootstrap.errors[.average])
        #expect(error > 0.6 * expected && error < 1.6 * expected)
        #expect(try #require(bootstrap.designEffects[.average]) < 2)
    }

    @Test func noSuccessIsNothingToDrawFrom() {
        #expect(BlockBootstrap([], resamples: 10, seed: 1) == nil)
        #expect(BlockBootstrap(SimulatedLoad(seconds: 12, errors: 1).result().series, resamples: 10, seed: 1) == nil)
    }

    /// Against the tables of Student and Wilson's own formula.
    @Test func wilsonHoldsZeroAndOne() {
        let none = LoadComparison.wilson(0, 100, 1.96)
        #expect(none.low == 0)
        #expect(abs(none.high - 0.0370) < 0.0005)
        let all = LoadComparison.wilson(1, 100, 1.96)
        #expect(all.high == 1)
        #expect(abs(all.low - 0.9630) < 0.0005)
    }
}
