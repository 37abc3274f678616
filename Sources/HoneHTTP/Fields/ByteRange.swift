import HoneCore

/// What a `Range` field asks of a representation of a known length (RFC 9110 §14).
public enum ByteRange: Sendable, Equatable {
    /// These bytes: 206 and `Content-Range`.
    case satisfiable(Range<Int>)
    /// None that there are: 416.
    case unsatisfiable
    /// The field is to be ignored and the whole to be sent: another unit, malformed, or more than one range, which a
    /// server need not honour (RFC 9110 §14.2).
    case ignored

    /// Parses a `Range` value.
    /// - Parameter length: how many bytes the representation has.
    public init(_ value: String, of length: Int) {
        let pair = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, equalsIgnoringCase(pair[0].trimmed, "bytes") else {
            self = .ignored
            return
        }
        let ranges = listElements(of: pair[1])
        guard ranges.count == 1 else {
            self = .ignored
            return
        }
        self = Self.one(ranges[0], of: length)
    }

    /// `Content-Range` of a 206 (RFC 9110 §14.4).
    public static func contentRange(_ range: Range<Int>, of length: Int) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
    }

    /// `Content-Range` of a 416.
    public static func unsatisfied(length: Int) -> String { "bytes */\(length)" }

    private static func one(_ text: Substring, of length: Int) -> ByteRange {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(\.trimmed)
        guard ends.count == 2 else { return .ignored }
        if ends[0].isEmpty {
            guard let suffix = position(ends[1]) else { return .ignored }
            return suffix == 0 || length == 0 ? .unsatisfiable : .satisfiable(max(0, length - suffix)..<length)
        }
        guard let first = position(ends[0]) else { return .ignored }
        guard !ends[1].isEmpty else { return first < length ? .satisfiable(first..<length) : .unsatisfiable }
        guard let last = position(ends[1]), last >= first else { return .ignored }
        return first < length ? .satisfiable(first..<min(last, length - 1) + 1) : .unsatisfiable
    }

    /// Digits as a number; too many count as the longest body there can be.
    private static func position(_ text: Substring) -> Int? {
        guard !text.isEmpty else { return nil }
        var number = 0
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = min(number * 10 + Int(byte - UInt8(ascii: "0")), 1 << 52)
        }
        return number
    }
}
