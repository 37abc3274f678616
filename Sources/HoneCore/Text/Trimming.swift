extension StringProtocol {
    /// The text without the white space at its ends: spaces, tabs, and line breaks of either kind.
    ///
    /// Scalar by scalar, so that nothing depends on Unicode's idea of a character; in the fields of HTTP a line break
    /// counts as a space (RFC 9110 §5.5). O(white space).
    package var trimmed: SubSequence {
        let scalars = unicodeScalars
        let isSpace: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return self[endIndex...] }
        return self[first..<scalars.index(after: last)]
    }
}
