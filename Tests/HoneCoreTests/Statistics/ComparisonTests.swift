import Testing

@testable import HoneCore

@Suite("Comparison of A and B")
struct ComparisonTests {
    /// Blocks around a mean with relative noise: log-normal enough for the purpose.
    private func blocks(_ count: Int, mean: Double, noise: Double, _ generator: inout SeededGenerator) -> [Double] {
        (0..<count).map { _ in
            let sum = (0..<12).reduce(0.0) { total, _ in total + Double.random(in: 0...1, using: &generator) } - 6
            return mean * (1 + noise * sum)
        }
    }

    @Test("A clear gain is proven, with its size inside the interval")
    func clearGain() throws {
        let comparison = try #require(Comparison(a: [100, 104, 98, 101], b: [51, 49, 50, 50.5]))
        #expect(abs(comparison.gain - 0.5) < 0.02)
        #expect(comparison.low > 0.4 && comparison.high < 0.6)
        #expect(comparison.low < comparison.gain && comparison.gain < comparison.high)
        #expect(comparison.pValue < 0.03)
    }

    @Test("A loss is a negative gain")
    func loss() throws {
        let comparison = try #require(Comparison(a: [50, 51, 49, 50], b: [100, 99, 101, 102]))
        #expect(comparison.gain < -0.9)
        #expect(comparison.high < 0)
    }

    @Test("Too little or impossible input gives no comparison")
    func impossible() {
        #expect(Comparison(a: [1], b: [1]) == nil)
        #expect(Comparison(a: [1, 2, 3], b: [1, 2]) == nil)
        #expect(Comparison(a: [1, 0], b: [1, 2]) == nil)
        #expect(Comparison(a: [1, .infinity], b: [1, 2]) == nil)
    }

    @Test("With nothing but noise the interval holds zero about as often as it says")
    func coverage() {
        var generator = SeededGenerator(seed: 20)
        var outside = 0
        let runs = 400
        for run in 0..<runs {
            let a = blocks(4, mean: 100, noise: 0.05, &generator)
            let b = blocks(4, mean: 100, noise: 0.05, &generator)
            guard let comparison = Comparison(a: a, b: b, resamples: 2_000, seed: UInt64(run)) else { continue }
            if comparison.low > 0 || comparison.high < 0 { outside += 1 }
        }
        // 5 % of 400 is 20; 40 would be more than four standard deviations above it.
        #expect(outside > 2 && outside < 40, "seed 20: \(outside) of \(runs) intervals miss zero")
    }

    @Test("A machine that gets slower meanwhile hides no gain, since neighbours are compared")
    func drift() throws {
        // Each pair gains 10 % while the machine slows down by half: A B, B A, A B, B A.
        let a = [100.0, 112, 121, 134, 142, 150]
        let b = a.map { $0 * 0.9 }.enumerated().map { $1 * ($0.isMultiple(of: 2) ? 1.005 : 0.995) }
        let comparison = try #require(Comparison(a: a, b: b, confidence: 0.99))
        #expect(comparison.low > 0.07 && comparison.high < 0.13)
    }

    @Test("Noise floor and interval together keep nothing that is only noise")
    func noFalseKeep() {
        var generator = SeededGenerator(seed: 21)
        var kept = 0
        for run in 0..<300 {
            let same = blocks(8, mean: 100, noise: 0.05, &generator)
            let a = blocks(6, mean: 100, noise: 0.05, &generator)
            let b = blocks(6, mean: 100, noise: 0.05, &generator)
            guard let floor = noiseFloor(ofSameBlocks: same, pairs: 6, resamples: 1_000, seed: UInt64(run)),
                let comparison = Comparison(a: a, b: b, confidence: 0.99, resamples: 2_000, seed: UInt64(run))
            else { continue }
            if comparison.low > 0, comparison.gain > floor { kept += 1 }
        }
        #expect(kept <= 3, "seed 21: \(kept) of 300 kept")
    }

    @Test("More noise needs more blocks")
    func blocksNeeded() throws {
        let quiet = try #require(Comparison(a: [100, 101, 99, 100], b: [95, 96, 94, 95]))
        let noisy = try #require(Comparison(a: [100, 120, 80, 101], b: [115, 90, 95, 80]))
        #expect(noisy.blocksNeeded > quiet.blocksNeeded)
        #expect(quiet.blocksNeeded >= 2)
    }

    @Test("Noise floor: nothing on a still machine, less over more pairs, and unknown from too few blocks")
    func floor() throws {
        #expect(try #require(noiseFloor(ofSameBlocks: [100, 100, 100, 100], pairs: 4)) == 0)
        // Every pair differs by half or double; of two pairs both can go the same way, of 64 hardly all.
        let blocks = [100.0, 50, 100, 50, 50, 100]
        #expect(abs(try #require(noiseFloor(ofSameBlocks: blocks, pairs: 2)) - 0.5) < 1e-9)
        #expect(try #require(noiseFloor(ofSameBlocks: blocks, pairs: 64)) < 0.25)
        #expect(noiseFloor(ofSameBlocks: [1, 2, 3], pairs: 2) == nil)
        #expect(noiseFloor(ofSameBlocks: [1, 2, 3, 0], pairs: 2) == nil)
    }
}
