import HoneCore

/// Dates as HTTP writes them (RFC 9110 §5.6.7), as the number of seconds since 1970-01-01 00:00:00 UTC.
public enum HTTPDate {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    /// The months as HTTP and access logs name them, January first.
    package static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Parses the preferred form and the two obsolete ones; nil for anything else.
    ///
    /// Of a two-digit year, 70 to 99 mean 1970 to 1999 and the rest 2000 to 2069.
    public static func parse(_ value: some StringProtocol) -> Int? {
        let words = Substring(value).trimmed.split { $0 == " " || $0 == "-" || $0 == "," }
        if words.count == 6, words[5] == "GMT" {
            // Sun, 06 Nov 1994 08:49:37 GMT, and Sunday, 06-Nov-94 08:49:37 GMT
            guard var year = number(words[3]), let day = number(words[1]) else { return nil }
            if words[3].utf8.count == 2 {
                year += year < 70 ? 2_000 : 1_900
            } else if words[3].utf8.count != 4 {
                return nil
            }
            return seconds(year: year, month: words[2], day: day, time: words[4])
        }
        // Sun Nov  6 08:49:37 1994
        guard words.count == 5, words[4].utf8.count == 4, let year = number(words[4]), let day = number(words[2])
        else { return nil }
        return seconds(year: year, month: words[1], day: day, time: words[3])
    }

    /// The preferred form: `Sun, 06 Nov 1994 08:49:37 GMT`.
    public static func string(secondsSince1970: Int) -> String {
        let (dayNumber, second) = secondsSince1970.flooredQuotient(by: 86_400)
        let (year, month, day) = civil(dayNumber)
        let weekday = (dayNumber + 3).flooredQuotient(by: 7).remainder
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(days[weekday]), \(two(day)) \(months[month - 1]) \(year) "
            + "\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60)) GMT"
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 4 else { return nil }
        var value = 0
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func seconds(year: Int, month: Substring, day: Int, time: Substring) -> Int? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number($0) }
        guard let monthIndex = months.firstIndex(where: { $0 == month }), (1...31).contains(day), clock.count == 3,
            let hour = clock[0], let minute = clock[1], let second = clock[2],
            hour < 24, minute < 60, second <= 60  // 60 is a leap second
        else { return nil }
        return dayNumber(year: year, month: monthIndex + 1, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
    }

    /// Days since 1970-01-01 of a date in the Gregorian calendar, counted in years that begin in March so that the
    /// leap day comes last (Howard Hinnant, "chrono-compatible low-level date algorithms").
    package static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shifted.flooredQuotient(by: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).flooredQuotient(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int {
    /// Quotient rounded down, and the remainder that goes with it, never negative.
    fileprivate func flooredQuotient(by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
