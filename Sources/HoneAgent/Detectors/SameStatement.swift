/// Whether a text that the application sent and a normalised statement are the same but for literals, placeholders,
/// whitespace and comments: their words are compared, names and keywords. Two statements that differ in an operator
/// alone count as the same.
func sameStatement(_ text: String, _ normalised: String) -> Bool {
    text == normalised || words(text) == words(normalised)
}

private func words(_ sql: String) -> [Substring] {
    var rest = sql.utf8[...]
    var words: [Substring] = []
    while let first = rest.first {
        switch first {
        case UInt8(ascii: "'"):
            rest = rest.dropFirst().drop { $0 != UInt8(ascii: "'") }.dropFirst()
        case UInt8(ascii: "-") where rest.dropFirst().first == first:
            rest = rest.drop { $0 != UInt8(ascii: "\n") }
        case UInt8(ascii: "/") where rest.dropFirst().first == UInt8(ascii: "*"):
            rest = afterComment(rest.dropFirst(2))
        case UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "$"):
            // The name of a placeholder.
            rest = rest.dropFirst().drop(while: isInWord)
        case _ where isInWord(first):
            let word = rest.prefix(while: isInWord)
            rest = rest[word.endIndex...]
            // A number is a literal.
            if first < UInt8(ascii: "0") || first > UInt8(ascii: "9") { words.append(Substring(word)) }
        default: rest = rest.dropFirst()
        }
    }
    return words
}

private func afterComment(_ text: Substring.UTF8View) -> Substring.UTF8View {
    var rest = text
    while let first = rest.first, !(first == UInt8(ascii: "*") && rest.dropFirst().first == UInt8(ascii: "/")) {
        rest = rest.dropFirst()
    }
    return rest.dropFirst(2)
}

private func isInWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: true
    default: false
    }
}
