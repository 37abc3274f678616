/// The text of a statement without its values: literals become `?`, comments go, white space is folded, and lists of
/// `IN` become one `?`. What is logged and counted is this, so that a value that somebody wrote into the text appears
/// in no log either, and the same question about another row is seen to be the same.
///
/// The tokens are those of <https://www.sqlite.org/lang_expr.html#literal_values_constants_> and
/// <https://www.sqlite.org/lang_keywords.html> (what is in double quotes, back quotes or brackets is a name).
struct StatementText {
    /// Where a text is cut, in bytes: enough to recognise any statement, and a bound on what is kept of one.
    static let maximumLength = 4096

    private let sql: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var text: [UInt8] = []
    /// Where the list of an `IN` that is open began in `text`.
    private var list: Int?
    /// The sum of the hashes of the literals so far.
    private var literals: UInt32 = 0

    /// The text of a statement without values.
    static func withoutValues(_ sql: String) -> String {
        var sql = sql
        return sql.withUTF8 { withoutValues($0) }
    }

    /// The same for bytes of UTF-8.
    static func withoutValues(_ sql: UnsafeBufferPointer<UInt8>) -> String {
        var reader = StatementText(sql: sql)
        return reader.read()
    }

    /// The sum of hashes of the literals in a text, wherever they stand in it: as a sum, the values that were bound are
    /// what the text with them has more than the text without. The hash is seeded anew in each process.
    static func literals(in sql: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var reader = StatementText(sql: sql)
        while reader.position < sql.count {
            reader.readToken()
            guard reader.text.count > maximumLength else { continue }
            reader.text.removeAll(keepingCapacity: true)
            reader.list = nil
        }
        return reader.literals
    }

    private init(sql: UnsafeBufferPointer<UInt8>) {
        self.sql = sql
        text.reserveCapacity(min(sql.count, Self.maximumLength))
    }

    private mutating func read() -> String {
        while position < sql.count, text.count < Self.maximumLength { readToken() }
        let isCut = position < sql.count
        while let last = text.last, last == UInt8(ascii: " ") || last == UInt8(ascii: ";") { text.removeLast() }
        // A cut may fall into a character; the decoder mends that.
        return String(decoding: text, as: UTF8.self) + (isCut ? " …" : "")
    }

    private mutating func readToken() {
        let byte = sql[position]
        switch byte {
        case 0x09...0x0D, 0x20: space()
        case UInt8(ascii: "'"): literal { $0.skipQuoted(by: byte) }
        case UInt8(ascii: "\""), UInt8(ascii: "`"): copy { $0.skipQuoted(by: byte) }
        case UInt8(ascii: "["): copy { $0.skip(through: UInt8(ascii: "]")) }
        case UInt8(ascii: "-") where byteAfter == UInt8(ascii: "-"): skip(through: 0x0A)
        case UInt8(ascii: "/") where byteAfter == UInt8(ascii: "*"): skipBlockComment()
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            guard byteAfter == UInt8(ascii: "'") else { return copy { $0.skipWord() } }
            literal {
                $0.position += 1
                $0.skipQuoted(by: UInt8(ascii: "'"))
            }
        case UInt8(ascii: "0")...UInt8(ascii: "9"): literal { $0.skipNumber() }
        case UInt8(ascii: ".") where byteAfter.map(Self.isDigit) == true: literal { $0.skipNumber() }
        case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "$"):
            copy {
                $0.position += 1
                $0.skipWord()
            }
        case _ where Self.isWord(byte): copy { $0.skipWord() }
        case UInt8(ascii: "("):
            let follows = followsIn
            symbol(byte)
            list = follows ? text.count : nil
        case UInt8(ascii: ")"):
            foldList()
            symbol(byte)
        default: symbol(byte)
        }
    }

    // MARK: Writing

    private mutating func space() {
        position += 1
        if let last = text.last, last != UInt8(ascii: " ") { text.append(UInt8(ascii: " ")) }
    }

    private mutating func symbol(_ byte: UInt8) {
        text.append(byte)
        position += 1
    }

    private mutating func literal(_ advance: (inout StatementText) -> Void) {
        let start = position
        advance(&self)
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(sql)[start..<position]))
        literals &+= UInt32(truncatingIfNeeded: hasher.finalize())
        text.append(UInt8(ascii: "?"))
    }

    private mutating func skipNumber() {
        // 1.5e-3 and 0x1F: a sign belongs to the number after an exponent only.
        while position < sql.count, Self.isWord(sql[position]) || sql[position] == UInt8(ascii: ".") {
            let isExponent = sql[position] | 0x20 == UInt8(ascii: "e")
            position += 1
            if isExponent, position + 1 < sql.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(sql[position]),
                Self.isDigit(sql[position + 1])
            {
                position += 1
            }
        }
    }

    private mutating func copy(_ advance: (inout StatementText) -> Void) {
        let start = position
        advance(&self)
        text.append(contentsOf: sql[start..<min(position, start + Self.maximumLength)])
    }

    /// Whether what was written ends in the word `IN`.
    private var followsIn: Bool {
        var end = text.count
        if end > 0, text[end - 1] == UInt8(ascii: " ") { end -= 1 }
        guard end >= 3, text[end - 1] | 0x20 == UInt8(ascii: "n"), text[end - 2] | 0x20 == UInt8(ascii: "i") else {
            return false
        }
        return !Self.isWord(text[end - 3])
    }

    private mutating func foldList() {
        guard let start = list else { return }
        list = nil
        let isOfValues = text[start...].allSatisfy {
            $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") || Self.isDigit($0)
        }
        guard isOfValues, start < text.count else { return }
        text.replaceSubrange(start..., with: [UInt8(ascii: "?")])
    }

    // MARK: Reading

    private var byteAfter: UInt8? { position + 1 < sql.count ? sql[position + 1] : nil }

    private mutating func skipWord() {
        while position < sql.count, Self.isWord(sql[position]) { position += 1 }
    }

    /// From an opening quote to the closing one; a quote that is doubled stands for itself.
    private mutating func skipQuoted(by quote: UInt8) {
        position += 1
        while position < sql.count {
            let byte = sql[position]
            position += 1
            guard byte == quote else { continue }
            guard position < sql.count, sql[position] == quote else { return }
            position += 1
        }
    }

    private mutating func skip(through last: UInt8) {
        while position < sql.count {
            position += 1
            if sql[position - 1] == last { return }
        }
    }

    private mutating func skipBlockComment() {
        // `/*/` is open still (<https://www.sqlite.org/lang_comment.html>).
        position += 3
        while position < sql.count {
            position += 1
            if sql[position - 1] == UInt8(ascii: "/"), sql[position - 2] == UInt8(ascii: "*") { return }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
            true
        default: false
        }
    }
}
