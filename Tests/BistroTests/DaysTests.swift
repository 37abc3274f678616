import Testing

@testable import Bistro

struct DaysTests {
    @Test(arguments: [
        (0, "2022-01-01"), (30, "2022-01-31"), (31, "2022-02-01"), (364, "2022-12-31"), (365, "2023-01-01"),
        (789, "2024-02-29"), (790, "2024-03-01"), (1460, "2025-12-31"),
    ])
    func daysAreCountedThroughLeapYears(index: Int, text: String) {
        #expect(Days.text(dayIndex: index) == text)
        #expect(Days.isDay(text))
    }

    @Test(arguments: [
        "", "2025", "2025-1-1", "2025-13-01", "2025-00-10", "2025-04-31", "2023-02-29", "1900-02-29", "2025-02-3x",
        "2025-02-03T10:00", "２０２５-01-01", "-025-01-01", "2025-01-00",
    ])
    func whatIsNoDayIsRefused(text: String) {
        #expect(!Days.isDay(text))
    }

    @Test func rowsAreSpreadOverAllYearsInOrder() {
        let days = (0..<100).map { Days.day($0, of: 100, jitter: 0) }
        #expect(days == days.sorted())
        #expect(days.first == "2022-01-01")
        #expect(days.last?.hasPrefix("2025-12") == true)
        #expect(Days.day(99, of: 100, jitter: 500) == "2025-12-31")
    }
}

struct SeededRandomTests {
    /// The published sequence of SplitMix64 for the seed 0, after the one number that a stream begins with.
    @Test func sequenceIsTheOnePublished() {
        var random = SeededRandom(seed: 0)
        #expect([random.next(), random.next()] == [0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f])
    }

    @Test func numbersStayWithinTheirRange() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2_000 {
            #expect((0..<7).contains(random.below(7)))
            #expect((2...12).contains(random.within(2...12)))
            #expect((0..<1).contains(random.fraction()))
        }
        #expect(random.shuffled(Array(0..<50)).sorted() == Array(0..<50))
    }

    @Test func skewedChoiceFollowsZipf() {
        var random = SeededRandom(seed: 1)
        let choice = SkewedChoice(count: 200)
        var counts = [Int](repeating: 0, count: 200)
        for _ in 0..<20_000 { counts[choice.draw(from: &random)] += 1 }
        // The harmonic numbers H(10) / H(200) = 2.929 / 5.878.
        let top = Double(counts.prefix(10).reduce(0, +)) / 20_000
        #expect(abs(top - 0.498) < 0.02)
        #expect(counts[0] > counts[9])
    }
}

struct RatingTests {
    @Test(arguments: [(0, 0, 0.0), (5, 1, 5.0), (9, 2, 4.5), (13, 3, 4.3), (14, 3, 4.7), (17, 4, 4.3)])
    func meanIsRoundedToTenths(sum: Int, count: Int, mean: Double) {
        #expect(Rating.mean(sum: sum, count: count) == mean)
    }

    @Test func listingCountsItsPages() {
        #expect(Listing<Int>(items: [], page: 1, pageSize: 10, total: 0).pages == 1)
        #expect(Listing<Int>(items: [], page: 1, pageSize: 10, total: 10).pages == 1)
        #expect(Listing<Int>(items: [], page: 1, pageSize: 10, total: 11).pages == 2)
        #expect(Window(page: 3, size: 12) == Window(limit: 12, offset: 24))
    }
}
