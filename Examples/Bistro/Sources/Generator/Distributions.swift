/// Which chef a booking goes to: Zipf's law over chefs in an order that has nothing to do with their ids.
struct Popularity: Sendable {
    private let places: [Int]
    private let choice: SkewedChoice

    init(count: Int, random: inout SeededRandom) {
        places = random.shuffled(Array(0..<count))
        choice = SkewedChoice(count: count)
    }

    /// A chef's index.
    func draw(from random: inout SeededRandom) -> Int { places[choice.draw(from: &random)] }
}

/// Who books: one booking in twelve comes from the fifty regulars (`user1` to `user50`), the rest from anyone.
struct Activity: Sendable {
    let count: Int

    /// A user's index.
    func draw(from random: inout SeededRandom) -> Int {
        random.below(12) == 0 ? random.below(min(50, count)) : random.below(count)
    }
}

/// Days as `YYYY-MM-DD`, without a clock: the business runs from the start of 2022 to the end of 2025.
enum Days {
    private static let firstYear = 2022
    private static let days = 365 * 4 + 1

    /// The day of row `number` of `count` when rows are spread over the years, `jitter` days later.
    static func day(_ number: Int, of count: Int, jitter: Int) -> String {
        text(dayIndex: min(days - 1, number * days / max(1, count) + jitter))
    }

    /// The date so many days after the start.
    static func text(dayIndex: Int) -> String {
        var remaining = dayIndex
        var year = firstYear
        while remaining >= daysInYear(year) {
            remaining -= daysInYear(year)
            year += 1
        }
        var month = 1
        while remaining >= daysInMonth(month, year: year) {
            remaining -= daysInMonth(month, year: year)
            month += 1
        }
        return "\(year)-\(twoDigits(month))-\(twoDigits(remaining + 1))"
    }

    /// Whether `text` is a day of the Gregorian calendar, written `YYYY-MM-DD`.
    static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return false }
        return year >= 2000 && (1...12).contains(month) && (1...daysInMonth(month, year: year)).contains(day)
    }

    private static func isLeap(_ year: Int) -> Bool { (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 }
    private static func daysInYear(_ year: Int) -> Int { isLeap(year) ? 366 : 365 }
    private static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
