import HoneCore

/// What an `Accept-Encoding` field asks for (RFC 9110 §12.5.3).
public struct AcceptEncoding: Sendable, Equatable {
    /// Weight in thousandths by coding token in small letters, `*` included; the first of a repeated token holds.
    private var weights: [String: Int] = [:]

    /// The weights as they were listed, in thousandths by coding.
    var listed: [String: Int] { weights }

    /// Parses a field value. An element with a malformed weight is left out: it asks for nothing we understand.
    /// - Parameter value: The field's value; nil when the request has no such field.
    public init(_ value: String?) {
        guard let value else { return }
        for element in listElements(of: value) {
            let parts = element.split(separator: ";", omittingEmptySubsequences: false)
            let token = parts[0].trimmed.lowercased()
            guard !token.isEmpty, let weight = Self.weight(of: parts.dropFirst()) else { continue }
            if weights[token] == nil { weights[token] = weight }
        }
    }

    /// The weight of a coding in thousandths; 0 when it is not acceptable.
    ///
    /// A coding that is not listed takes the weight of `*`; without `*`, only `identity` is acceptable, at the lowest
    /// weight there is.
    public func weight(of coding: ContentCoding) -> Int {
        if let listed = weights[coding.rawValue] { return listed }
        if coding == .gzip, let listed = weights["x-gzip"] { return listed }
        if let rest = weights["*"] { return rest }
        return coding == .identity ? 1 : 0
    }

    /// The coding to answer with: the one with the highest weight, and of equals the first in `preference`.
    ///
    /// `identity` when nothing else is acceptable, even where the client refuses identity too: an answer it may be
    /// able to read is better than none (RFC 9110 §12.5.3 lets the server choose).
    /// - Parameter preference: The codings the server offers, best first.
    public func choose(from preference: [ContentCoding]) -> ContentCoding {
        var best = ContentCoding.identity
        // Listed explicitly above a coding, identity wins; unlisted it has the lowest weight of all.
        var bestWeight = weights["identity"] ?? 0
        for coding in preference where coding != .identity {
            let weight = weight(of: coding)
            if weight > 0, weight > bestWeight || (weight == bestWeight && best == .identity) {
                best = coding
                bestWeight = weight
            }
        }
        return best
    }

    /// The weight among an element's parameters: 1,000 without one, nil when malformed (RFC 9110 §12.4.2: at most
    /// three decimals, at most 1).
    private static func weight(of parameters: ArraySlice<Substring>) -> Int? {
        guard let first = parameters.first else { return 1_000 }
        let pair = first.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, equalsIgnoringCase(pair[0].trimmed, "q") else { return nil }
        let digits = Array(pair[1].trimmed.utf8)
        guard let whole = digits.first, whole == UInt8(ascii: "0") || whole == UInt8(ascii: "1") else { return nil }
        guard digits.count <= 5, digits.count == 1 || digits[1] == UInt8(ascii: ".") else { return nil }
        var weight = Int(whole - UInt8(ascii: "0")) * 1_000
        var unit = 100
        for digit in digits.dropFirst(2) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            weight += Int(digit - UInt8(ascii: "0")) * unit
            unit /= 10
        }
        return weight <= 1_000 ? weight : nil
    }
}
