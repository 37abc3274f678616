import HoneHTTP

/// Points in time as files write them, in seconds since 1970-01-01T00:00:00Z.
enum Timestamp {
    /// An RFC 3339 time such as `2026-11-22T10:00:00.123+01:00`; a space may stand for the `T`, `/` for `-`, and a
    /// missing offset means UTC.
    static func iso8601(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19]), (1...12).contains(month), (1...31).contains(day), hour < 24,
            minute < 60, second < 61
        else { return nil }
        var index = 19
        var fraction = 0.0
        if index < bytes.count, bytes[index] == 0x2E {
            index += 1
            var scale = 0.1
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) {
                fraction += Double(bytes[index] - 0x30) * scale
                scale /= 10
                index += 1
            }
        }
        guard let offset = offset(bytes[index...]) else { return nil }
        return Double(seconds(year, month, day, hour, minute, second) - offset) + fraction
    }

    /// The time of an access log, such as `22/Nov/2026:10:00:00 +0000` (Apache's `%t`).
    static func log(_ bytes: ArraySlice<UInt8>) -> Double? {
        let start = bytes.startIndex
        guard bytes.count >= 20, let day = number(bytes[start..<(start + 2)]),
            let month = HTTPDate.months.firstIndex(where: { $0.utf8.elementsEqual(bytes[(start + 3)..<(start + 6)]) }),
            let year = number(bytes[(start + 7)..<(start + 11)]), let hour = number(bytes[(start + 12)..<(start + 14)]),
            let minute = number(bytes[(start + 15)..<(start + 17)]),
            let second = number(bytes[(start + 18)..<(start + 20)]),
            (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        var rest = bytes[(start + 20)...]
        while rest.first == 0x20 { rest = rest.dropFirst() }
        guard let offset = offset(rest) else { return nil }
        return Double(seconds(year, month + 1, day, hour, minute, second) - offset)
    }

    /// `Z`, nothing, `+0100` or `-01:00`, in seconds.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first, first != 0x5A, first != 0x7A else { return 0 }
        let digits = bytes.dropFirst().filter { $0 != 0x3A }
        guard first == 0x2B || first == 0x2D, digits.count == 4, let whole = number(digits[...]) else { return nil }
        return (first == 0x2B ? 1 : -1) * (whole / 100 * 3600 + whole % 100 * 60)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return digits.isEmpty ? nil : value
    }

    private static func seconds(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int
    ) -> Int {
        HTTPDate.dayNumber(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
    }
}
