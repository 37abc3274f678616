import Foundation

/// How numbers look in every report. Units are written after a space, as in the SI brochure §5.4.3, except for `%`
/// and `×`, which read as part of the number.
enum Numbers {
    /// A plain number with three significant digits, whole from 100 on, thousands apart: `0.123`, `4.56`, `12,300`.
    static func plain(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = abs(value)
        // The limits are where rounding would add a digit: 9.996 is 10.0, not 10.00.
        let decimals =
            switch size {
            case 0: 0
            case ..<0.0000005: 0
            case ..<0.9995: min(6, 3 - Int(log10(size).rounded(.down)) - 1)
            case ..<9.995: 2
            case ..<99.95: 1
            default: 0
            }
        return decimals == 0 ? grouped(value) : String(format: "%.\(decimals)f", value)
    }

    /// The nearest whole number; the largest or smallest there is for what is beyond it, and 0 for what is no number.
    static func whole(_ value: Double) -> Int {
        Int(exactly: value.rounded()) ?? (value.isNaN ? 0 : value < 0 ? .min : .max)
    }

    /// A number of whole things: `1,234`.
    static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0 && (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return value < 0 ? "-" + text : text
    }

    /// A measured time in milliseconds, with three significant digits; from 1 s on in seconds.
    static func milliseconds(_ value: Double) -> String {
        abs(value) >= 999.5 ? "\(plain(value / 1_000)) s" : "\(plain(value)) ms"
    }

    /// A time that was chosen and not measured (a threshold, a mark on an axis), without needless zeros: `80 ms`.
    static func chosenMilliseconds(_ value: Double) -> String {
        if value == 0 { return "0" }
        return abs(value) >= 1_000 ? "\(short(value / 1_000)) s" : "\(short(value)) ms"
    }

    /// Bytes in units of 1,000: `950 B`, `45.1 kB`, `52.4 MB`.
    static func bytes(_ value: Double) -> String {
        switch abs(value) {
        case ..<999.5: "\(grouped(value)) B"
        case ..<999_500: "\(plain(value / 1e3)) kB"
        case ..<999_500_000: "\(plain(value / 1e6)) MB"
        default: "\(plain(value / 1e9)) GB"
        }
    }

    /// Megabytes of 1,000,000 bytes.
    static func megabytes(_ value: Double) -> String { bytes(value * 1e6) }

    /// A share from 0 to 1 as a percentage: `0 %` is written `0%`, small ones keep two digits.
    static func share(_ value: Double) -> String { percent(value * 100) }

    /// A percentage: `0.04%`, `3.1%`, `82%`.
    static func percent(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        switch abs(value) {
        case 0: return "0%"
        case ..<0.95: return String(format: "%.2f%%", value)
        case ..<9.95: return String(format: "%.1f%%", value)
        default: return "\(grouped(value))%"
        }
    }

    /// A gain as a share, with its sign, so that a loss is not taken for a gain: `+42%`, `−3.1%`.
    static func gain(_ value: Double) -> String {
        let text = share(abs(value))
        if text == "0%" || text == "0.00%" { return "0%" }
        return (value < 0 ? "−" : "+") + text
    }

    /// How many times as large `a` is as `b`: `5.2×`; `nil` when that says nothing.
    static func ratio(_ a: Double, _ b: Double) -> String? {
        guard a.isFinite, b.isFinite, a > 0, b > 0 else { return nil }
        return times(a / b)
    }

    /// A factor: `5.2×`, `1.04×`, `23×`.
    static func times(_ value: Double) -> String {
        switch value {
        case ..<1.995: String(format: "%.2f×", value)
        case ..<9.95: String(format: "%.1f×", value)
        default: "\(grouped(value))×"
        }
    }

    /// Hours of work: `1 h`, `0.5 h`.
    static func hours(_ value: Double) -> String { "\(short(value)) h" }

    /// A length of time in words: `45 s`, `3 min 20 s`.
    static func seconds(_ value: Double) -> String {
        let whole = whole(value)
        if whole < 60 { return "\(whole) s" }
        return whole % 60 == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(whole % 60) s"
    }

    /// A number that was chosen (a rate, a mark on an axis): whole ones with thousands apart, others as short as can
    /// be.
    static func chosen(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e12 ? count(whole(value)) : short(value)
    }

    /// A number without needless zeros, at most two decimals: `4`, `0.5`, `1.25`.
    static func short(_ value: Double) -> String { short(value, decimals: 2) }

    /// The same with at most so many decimals.
    static func short(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "–" }
        var text = String(format: "%.\(decimals)f", value)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text == "-0" ? "0" : text
    }

    /// A day and time in UTC, as in ISO 8601: `2026-11-22 15:04 UTC`.
    static func moment(_ date: Date) -> String {
        let text = date.formatted(.iso8601)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }

    private static func grouped(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        return count(whole(value))
    }
}
