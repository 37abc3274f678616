import Testing

@testable import HoneCore

struct SeededGeneratorTests {
    /// The published sequence for this seed. It must never change: a recorded seed would mean other traffic.
    @Test func numbersNeverChange() {
        var random = SeededGenerator(seed: 1_234_567)
        let numbers = (0..<4).map { _ in random.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
            ])
    }

    @Test func aStreamIsTheSameForTheSameSeedAndNoOther() {
        let numbers: Range<UInt64> = 0..<100
        let streams = numbers.flatMap { seed in
            numbers.map { stream in
                var random = SeededGenerator(seed: seed, stream: stream)
                return random.next()
            }
        }
        #expect(Set(streams).count == streams.count)
        #expect(SeededGenerator(seed: 3, stream: 4) == SeededGenerator(seed: 3, stream: 4))
    }

    /// Neighbouring streams are as unlike as two draws of one: of their bits half are the same.
    @Test func neighbouringStreamsAreUnlike() {
        let differing = (0..<1_000 as Range<UInt64>).reduce(0) { sum, stream in
            var (one, other) = (SeededGenerator(seed: 1, stream: stream), SeededGenerator(seed: 1, stream: stream + 1))
            return sum + (one.next() ^ other.next()).nonzeroBitCount
        }
        // 32 000 expected, standard deviation 126.
        #expect(abs(differing - 32_000) < 630)
    }

    @Test func unitsAreSpreadEvenly() {
        var random = SeededGenerator(seed: 5, stream: 9)
        var tenths = [Int](repeating: 0, count: 10)
        for _ in 0..<100_000 {
            let unit = random.nextUnit()
            #expect(unit >= 0 && unit < 1)
            tenths[Int(unit * 10)] += 1
        }
        // 10 000 expected in each, standard deviation 95.
        #expect(tenths.allSatisfy { abs($0 - 10_000) < 475 })
    }

    @Test func rangesMayBeAsWideAsTheNumbers() {
        var random = SeededGenerator(seed: 5, stream: 1)
        #expect((0..<100).allSatisfy { _ in (7...7).contains(random.next(in: 7...7)) })
        let wide = (0..<100).map { _ in random.next(in: 0...UInt64.max) }
        #expect(Set(wide).count == 100)
    }
}
