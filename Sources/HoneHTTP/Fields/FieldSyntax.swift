import HoneCore

// The few pieces of field grammar that the parsers share (RFC 9110 §5.6), over UTF-8 so that nothing depends on
// Unicode's idea of a character: field values are bytes.

/// Whether two names are the same but for the case of ASCII letters.
func equalsIgnoringCase(_ a: some StringProtocol, _ b: some StringProtocol) -> Bool {
    var left = a.utf8.makeIterator()
    var right = b.utf8.makeIterator()
    while true {
        switch (left.next(), right.next()) {
        case (nil, nil): return true
        case (let x?, let y?) where lowered(x) == lowered(y): continue
        default: return false
        }
    }
}

/// The byte with ASCII capitals made small.
func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

/// Whether the text is a token (RFC 9110 §5.6.2), as the names of fields, directives and codings are.
package func isToken(_ text: some StringProtocol) -> Bool {
    !text.isEmpty
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
}

/// Whether the bytes may be a field's value (RFC 9110 §5.5): a line break in one would begin the next field.
@inlinable
package func isFieldValue(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
}

/// The elements of a comma-separated list (RFC 9110 §5.6.1), trimmed, empty ones left out.
///
/// A comma inside a quoted string does not separate, nor one after a quotation mark that is never closed.
func listElements(of value: some StringProtocol) -> [Substring] {
    let text = Substring(value)
    var elements: [Substring] = []
    var start = text.startIndex
    var quoted = false
    var escaped = false
    func close(_ end: Substring.Index) {
        let element = text[start..<end].trimmed
        if !element.isEmpty { elements.append(element) }
    }
    for index in text.utf8.indices {
        let byte = text.utf8[index]
        if escaped {
            escaped = false
        } else if quoted, byte == UInt8(ascii: "\\") {
            escaped = true
        } else if byte == UInt8(ascii: "\"") {
            quoted.toggle()
        } else if !quoted, byte == UInt8(ascii: ",") {
            close(index)
            start = text.utf8.index(after: index)
        }
    }
    close(text.endIndex)
    return elements
}

/// Whether the text is one quoted string (RFC 9110 §5.6.4), from its first byte to its last.
func isQuotedString(_ text: some StringProtocol) -> Bool {
    var bytes = text.utf8.makeIterator()
    guard bytes.next() == UInt8(ascii: "\"") else { return false }
    while let byte = bytes.next() {
        if byte == UInt8(ascii: "\"") { return bytes.next() == nil }
        if byte == UInt8(ascii: "\\"), bytes.next() == nil { return false }
    }
    return false
}

/// The text of a quoted string without its quotes and escapes; a token as it is.
func unquoted(_ value: Substring) -> String {
    guard value.utf8.count >= 2, value.utf8.first == UInt8(ascii: "\""), value.utf8.last == UInt8(ascii: "\"") else {
        return String(value)
    }
    var text = ""
    var escaped = false
    for character in value.dropFirst().dropLast().unicodeScalars {
        if !escaped, character == "\\" {
            escaped = true
        } else {
            text.unicodeScalars.append(character)
            escaped = false
        }
    }
    return text
}
