/// A number with its unit, such as `1.5s` or `50/s`. Powers of ten are applied to the digits as written, so that what
/// is written out and read again is the same number.
package struct Quantity: Sendable, Equatable {
    private let digits: String
    private let exponent: Int
    /// What stands behind the number, without white space.
    package let unit: String

    /// nil when the text does not begin with a number of 0 or more.
    package init?(_ text: some StringProtocol) {
        let trimmed = text.trimmed
        let mantissa = trimmed.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        var rest = trimmed[mantissa.endIndex...]
        var exponent = 0
        if rest.first == "e" || rest.first == "E" {
            let after = rest.dropFirst()
            let sign = after.first == "+" || after.first == "-" ? after.prefix(1) : after.prefix(0)
            let number = after.dropFirst(sign.count).prefix { $0.isASCII && $0.isNumber }
            if let value = Int(number), value < 1_000 {
                exponent = sign == "-" ? -value : value
                rest = after.dropFirst(sign.count + number.count)
            }
        }
        guard let value = Double("\(mantissa)e\(exponent)"), value.isFinite else { return nil }
        digits = String(mantissa)
        self.exponent = exponent
        unit = String(rest.trimmed)
    }

    /// The number times a power of ten; nil when that is beyond what a Double holds.
    package func value(timesTenTo power: Int = 0) -> Double? {
        Double("\(digits)e\(exponent + power)").flatMap { $0.isFinite ? $0 : nil }
    }

    /// The number's text times a power of ten, for writing a quantity in a unit.
    package func text(timesTenTo power: Int) -> String {
        guard let point = digits.firstIndex(of: ".") else {
            return Self.plain(digits, pointAt: digits.count + exponent + power)
        }
        let whole = digits[..<point]
        return Self.plain(
            whole + digits[digits.index(after: point)...], pointAt: whole.count + exponent + power)
    }

    /// Digits with the decimal point behind so many of them.
    private static func plain(_ digits: some StringProtocol, pointAt place: Int) -> String {
        var whole = "0"
        var fraction = String(digits)
        if place > 0 {
            let padded = digits + String(repeating: "0", count: max(0, place - digits.count))
            whole = String(padded.prefix(place))
            fraction = String(padded.dropFirst(place))
        } else {
            fraction = String(repeating: "0", count: -place) + fraction
        }
        while fraction.last == "0" { fraction.removeLast() }
        whole = String(whole.drop { $0 == "0" })
        return (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : ".\(fraction)")
    }

    /// A time in seconds: `us`, `ms`, `s`, `min` and `h` are read; nil for another unit.
    package var seconds: Double? {
        switch unit {
        case "us", "µs": value(timesTenTo: -6)
        case "ms": value(timesTenTo: -3)
        case "s": value()
        case "min": value().map { $0 * 60 }
        case "h": value().map { $0 * 3_600 }
        default: nil
        }
    }

    /// How often per second: `/s` and `/min` are read; nil for another unit.
    package var perSecond: Double? {
        switch unit {
        case "/s": value()
        case "/min": value().map { $0 / 60 }
        default: nil
        }
    }
}
