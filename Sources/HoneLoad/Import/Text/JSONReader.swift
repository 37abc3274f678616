extension JSONNode {
    /// A text that is not JSON.
    package struct Malformed: Error, Sendable, Equatable, CustomStringConvertible {
        /// The byte at which it stops being JSON, from 0.
        package var offset: Int
        /// What should have stood there.
        package var expected: String

        /// One line for a person.
        package var description: String { "byte \(offset): expected \(expected)" }
    }

    /// Reads one JSON value; white space and a byte order mark around it are skipped. Bytes that are not UTF-8 become
    /// U+FFFD. O(n).
    /// - Throws: ``Malformed`` for what is not JSON, or is nested more than 128 deep.
    package init(parsing bytes: [UInt8]) throws(Malformed) {
        var reader = JSONReader(bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
        self = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.malformed("the end") }
    }
}

private struct JSONReader {
    let bytes: [UInt8]
    var position = 0

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func malformed(_ expected: String) -> JSONNode.Malformed { .init(offset: position, expected: expected) }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    mutating func value(depth: Int) throws(JSONNode.Malformed) -> JSONNode {
        guard depth < 128 else { throw malformed("at most 128 levels") }
        skipSpace()
        switch next {
        case 0x7B: return try object(depth: depth)
        case 0x5B: return try array(depth: depth)
        case 0x22: return .string(try string())
        case 0x74: return try word("true", .bool(true))
        case 0x66: return try word("false", .bool(false))
        case 0x6E: return try word("null", .null)
        case let byte? where byte == 0x2D || (0x30...0x39).contains(byte): return .number(try number())
        default: throw malformed("a JSON value")
        }
    }

    private mutating func word(_ word: StaticString, _ node: JSONNode) throws(JSONNode.Malformed) -> JSONNode {
        let text = "\(word)".utf8
        guard bytes[position...].starts(with: text) else { throw malformed("\(word)") }
        position += text.count
        return node
    }

    private mutating func object(depth: Int) throws(JSONNode.Malformed) -> JSONNode {
        position += 1
        var members: [JSONNode.Member] = []
        skipSpace()
        if take(0x7D) { return .object([]) }
        while true {
            skipSpace()
            guard next == 0x22 else { throw malformed("a member's name") }
            let name = try string()
            skipSpace()
            guard take(0x3A) else { throw malformed("a colon") }
            members.append(.init(name: name, value: try value(depth: depth + 1)))
            skipSpace()
            if take(0x7D) { return .object(members) }
            guard take(0x2C) else { throw malformed("a comma or }") }
        }
    }

    private mutating func array(depth: Int) throws(JSONNode.Malformed) -> JSONNode {
        position += 1
        var elements: [JSONNode] = []
        skipSpace()
        if take(0x5D) { return .array([]) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(0x5D) { return .array(elements) }
            guard take(0x2C) else { throw malformed("a comma or ]") }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func number() throws(JSONNode.Malformed) -> String {
        let start = position
        _ = take(0x2D)
        if !take(0x30) { try digits() }
        if take(0x2E) { try digits() }
        if take(0x65) || take(0x45) {
            if !take(0x2B) { _ = take(0x2D) }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONNode.Malformed) {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw malformed("a digit") }
    }

    private mutating func string() throws(JSONNode.Malformed) -> String {
        position += 1
        let start = position
        while let byte = next, byte != 0x22, byte != 0x5C {
            guard byte >= 0x20 else { throw malformed("no control character") }
            position += 1
        }
        if take(0x22) { return String(decoding: bytes[start..<(position - 1)], as: UTF8.self) }
        var text = Array(bytes[start..<position])
        while let byte = next {
            position += 1
            switch byte {
            case 0x22: return String(decoding: text, as: UTF8.self)
            case 0x5C: try escape(into: &text)
            case 0..<0x20: throw malformed("no control character")
            default: text.append(byte)
            }
        }
        throw malformed("a closing quote")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONNode.Malformed) {
        guard let byte = next else { throw malformed("an escaped character") }
        position += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: text.append(byte)
        case 0x62: text.append(0x08)
        case 0x66: text.append(0x0C)
        case 0x6E: text.append(0x0A)
        case 0x72: text.append(0x0D)
        case 0x74: text.append(0x09)
        case 0x75:
            var unit = try codeUnit()
            if (0xD800..<0xDC00).contains(unit), bytes[position...].starts(with: [0x5C, 0x75]) {
                let after = position
                position += 2
                let low = try codeUnit()
                if (0xDC00..<0xE000).contains(low) {
                    unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    position = after
                }
            }
            // Half of a surrogate pair stands for no character.
            text += Array(String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf8)
        default:
            position -= 1
            throw malformed("one of \" \\ / b f n r t u")
        }
    }

    private mutating func codeUnit() throws(JSONNode.Malformed) -> UInt32 {
        guard position + 4 <= bytes.count,
            bytes[position..<(position + 4)].allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
            let unit = UInt32(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
        else { throw malformed("four hexadecimal digits") }
        position += 4
        return unit
    }
}
