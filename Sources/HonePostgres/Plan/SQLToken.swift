/// A word of SQL, by PostgreSQL's rules of writing
/// (<https://www.postgresql.org/docs/current/sql-syntax-lexical.html>). Comments are left out.
enum SQLToken: Hashable {
    /// A keyword or a name without quotes, as written.
    case word(String)
    /// A name in double quotes, without them.
    case quoted(String)
    /// A string constant of any kind, as written.
    case string(String)
    /// A number.
    case number(String)
    /// `$1`.
    case parameter(Int)
    /// An operator or a punctuation mark.
    case symbol(String)

    /// The name, when it can be one.
    var name: String? {
        switch self {
        case .word(let text): text.lowercased()
        case .quoted(let text): text
        default: nil
        }
    }

    /// Whether it is this keyword.
    func isKeyword(_ word: String) -> Bool {
        if case .word(let text) = self { text.uppercased() == word } else { false }
    }

    /// The tokens of a text. What is none, such as a string without an end, ends at the text's end.
    static func tokens(of text: String) -> [SQLToken] {
        var reader = Reader(bytes: Array(text.utf8))
        var tokens: [SQLToken] = []
        while let token = reader.next() { tokens.append(token) }
        return tokens
    }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0

        mutating func next() -> SQLToken? {
            skipBlanks()
            guard at < bytes.count else { return nil }
            let byte = bytes[at]
            let start = at
            switch byte {
            case UInt8(ascii: "\""):
                return .quoted(quotedText(UInt8(ascii: "\"")))
            case UInt8(ascii: "'"):
                _ = quotedText(UInt8(ascii: "'"))
                return .string(text(start))
            case UInt8(ascii: "$") where following(1).map(isDigit) == true:
                at += 1
                skip(isDigit)
                return .parameter(Int(text(start + 1)) ?? 0)
            case UInt8(ascii: "$"):
                return dollarQuoted()
            case _ where isDigit(byte), UInt8(ascii: ".") where following(1).map(isDigit) == true:
                skip { isDigit($0) || $0 == UInt8(ascii: ".") || isLetter($0) }
                return .number(text(start))
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard following(1) == UInt8(ascii: "'") else { return word(start) }
                at += 1
                escapedText()
                return .string(text(start))
            case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "x"), UInt8(ascii: "X"):
                guard following(1) == UInt8(ascii: "'") else { return word(start) }
                at += 1
                _ = quotedText(UInt8(ascii: "'"))
                return .string(text(start))
            case _ where isLetter(byte): return word(start)
            case UInt8(ascii: ":") where following(1) == UInt8(ascii: ":"):
                at += 2
                return .symbol("::")
            case _ where Self.operators.contains(byte):
                skip { Self.operators.contains($0) }
                return .symbol(text(start))
            default:
                at += 1
                return .symbol(text(start))
            }
        }

        private static let operators = Set("+-*/<>=~!@#%^&|`?".utf8)

        private func following(_ distance: Int) -> UInt8? {
            at + distance < bytes.count ? bytes[at + distance] : nil
        }
        private func text(_ start: Int) -> String { String(decoding: bytes[start..<at], as: UTF8.self) }

        private mutating func skip(_ belongs: (UInt8) -> Bool) {
            while at < bytes.count, belongs(bytes[at]) { at += 1 }
        }

        private mutating func word(_ start: Int) -> SQLToken {
            skip { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "$") }
            return .word(text(start))
        }

        private mutating func skipBlanks() {
            while at < bytes.count {
                if bytes[at] <= 32 {
                    at += 1
                } else if bytes[at] == UInt8(ascii: "-"), following(1) == UInt8(ascii: "-") {
                    skip { $0 != 10 }
                } else if bytes[at] == UInt8(ascii: "/"), following(1) == UInt8(ascii: "*") {
                    skipComment()
                } else {
                    return
                }
            }
        }

        /// Comments of this kind nest.
        private mutating func skipComment() {
            var depth = 0
            repeat {
                if bytes[at] == UInt8(ascii: "/"), following(1) == UInt8(ascii: "*") {
                    depth += 1
                    at += 2
                } else if bytes[at] == UInt8(ascii: "*"), following(1) == UInt8(ascii: "/") {
                    depth -= 1
                    at += 2
                } else {
                    at += 1
                }
            } while at < bytes.count && depth > 0
        }

        /// Between two quotes, in which two stand for one.
        private mutating func quotedText(_ quote: UInt8) -> String {
            var inside: [UInt8] = []
            at += 1
            while at < bytes.count {
                if bytes[at] == quote {
                    at += 1
                    guard at < bytes.count, bytes[at] == quote else { break }
                }
                inside.append(bytes[at])
                at += 1
            }
            return String(decoding: inside, as: UTF8.self)
        }

        /// As `quotedText`, with backslashes that escape.
        private mutating func escapedText() {
            at += 1
            while at < bytes.count, bytes[at] != UInt8(ascii: "'") || following(1) == UInt8(ascii: "'") {
                at += bytes[at] == UInt8(ascii: "\\") || bytes[at] == UInt8(ascii: "'") ? 2 : 1
            }
            at = min(at + 1, bytes.count)
        }

        /// `$tag$ … $tag$`.
        private mutating func dollarQuoted() -> SQLToken {
            let start = at
            at += 1
            skip { isLetter($0) || isDigit($0) }
            guard at < bytes.count, bytes[at] == UInt8(ascii: "$") else { return .symbol(text(start)) }
            at += 1
            let tag = Array(bytes[start..<at])
            while at < bytes.count, !bytes[at...].starts(with: tag) { at += 1 }
            at = min(at + tag.count, bytes.count)
            return .string(text(start))
        }
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

private func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_") || byte >= 128
}
