/// Names pages by what they have in common, so that `/chefs/7` and `/chefs/8` are one page: parts of the path that look
/// like an id become `{id}`.
///
/// Browsers send paths, and a browser can send any: the name is bounded in length, and the number of names by
/// ``PageMetrics``.
public enum PageTemplate {
    /// Parts of a path that are told apart; the rest is `…`.
    static let mostSegments = 8
    /// A longer part is taken for an id, in bytes: words in addresses are shorter.
    static let longestSegment = 40

    /// The name of the page at a path; its query and fragment are not part of it. O(length).
    public static func name(ofPath path: String) -> String {
        let end = path.firstIndex { $0 == "?" || $0 == "#" } ?? path.endIndex
        let segments = path[..<end].split(separator: "/", maxSplits: mostSegments, omittingEmptySubsequences: true)
        guard !segments.isEmpty else { return "/" }
        let named = segments.prefix(mostSegments).map { isIdentifier($0) ? "{id}" : String($0) }
        return "/" + (segments.count > mostSegments ? named + ["…"] : named).joined(separator: "/")
    }

    /// Whether a part of a path looks like an id: a number, a date, hexadecimal digits as of a UUID or a hash, a part
    /// with more digits than letters, or one that is too long or has something in it that no address has.
    static func isIdentifier(_ segment: Substring) -> Bool {
        var (digits, letters, hexadecimal, others) = (0, 0, 0, 0)
        guard segment.utf8.count <= longestSegment else { return true }
        var bytes = segment.utf8.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                letters += 1
                hexadecimal += 1
            case UInt8(ascii: "g")...UInt8(ascii: "z"), UInt8(ascii: "G")...UInt8(ascii: "Z"): letters += 1
            case UInt8(ascii: "%"):
                // A byte of a letter beyond ASCII, as browsers send it.
                letters += 1
                guard bytes.next().isHexadecimalDigit, bytes.next().isHexadecimalDigit else { return true }
            case 0x21...0x7e: others += byte == UInt8(ascii: "-") ? 0 : 1
            default: return true
            }
        }
        if digits > 0, letters == hexadecimal, others == 0, digits + hexadecimal >= 8 { return true }
        return digits > letters
    }
}

extension UInt8? {
    fileprivate var isHexadecimalDigit: Bool {
        guard let self else { return false }
        return switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
