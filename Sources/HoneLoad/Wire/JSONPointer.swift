/// A JSON Pointer (RFC 6901), looked up in a JSON text as it lies in memory: what is not on the way is skipped, not
/// parsed, so that a check of one value costs a scan up to it and no allocation before.
struct JSONPointer: Sendable, Equatable {
    private let keys: [[UInt8]]
    private let indices: [Int?]

    /// nil when `text` is no pointer: neither empty nor beginning with `/`.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.isEmpty || bytes[0] == 0x2F else { return nil }
        keys = bytes.split(separator: 0x2F, omittingEmptySubsequences: false).dropFirst().map(Self.key)
        indices = keys.map(Self.index)
    }

    /// `~1` stands for `/` and `~0` for `~` (RFC 6901 §4).
    private static func key(_ part: ArraySlice<UInt8>) -> [UInt8] {
        var key: [UInt8] = []
        var isEscaped = false
        for byte in part {
            if isEscaped, byte == 0x30 || byte == 0x31 {
                if byte == 0x31 { key[key.count - 1] = 0x2F }
                isEscaped = false
            } else {
                key.append(byte)
                isEscaped = byte == 0x7E
            }
        }
        return key
    }

    /// Digits without a leading zero; anything else names no item of an array.
    private static func index(_ key: [UInt8]) -> Int? {
        guard key.count == 1 || key.first != 0x30 else { return nil }
        return key.withUnsafeBytes { decimal($0) }.map { Int($0) }
    }

    /// The value it names: a string without its quotes and escapes, anything else as it is written. nil when there is
    /// none, or the text is not JSON up to there.
    func value(in text: UnsafeRawBufferPointer) -> [UInt8]? {
        var scanner = JSONScanner(text: text)
        for (key, index) in zip(keys, indices) {
            guard scanner.enter(key: key, index: index) else { return nil }
        }
        guard let range = scanner.valueRange() else { return nil }
        let value = UnsafeRawBufferPointer(rebasing: text[range])
        guard value.first == 0x22 else { return Array(value) }
        return unescaped(UnsafeRawBufferPointer(rebasing: value[1..<(value.count - 1)]))
    }
}

/// Walks through a JSON text (RFC 8259).
private struct JSONScanner {
    let text: UnsafeRawBufferPointer
    var position = 0

    private mutating func skipSpace() {
        while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    /// Goes to the member or item of the value that begins here.
    mutating func enter(key: [UInt8], index: Int?) -> Bool {
        if take(0x7B) { return enterObject(key) }
        guard let index, take(0x5B) else { return false }
        skipSpace()
        if position < text.count, text[position] == 0x5D { return false }
        for _ in 0..<index {
            guard valueRange() != nil, take(0x2C) else { return false }
        }
        return true
    }

    private mutating func enterObject(_ key: [UInt8]) -> Bool {
        while true {
            skipSpace()
            guard position < text.count, text[position] == 0x22, let name = valueRange() else { return false }
            guard take(0x3A) else { return false }
            let bytes = UnsafeRawBufferPointer(rebasing: text[(name.lowerBound + 1)..<(name.upperBound - 1)])
            if bytes.elementsEqual(key) || (bytes.contains(0x5C) && unescaped(bytes) == key) { return true }
            guard valueRange() != nil, take(0x2C) else { return false }
        }
    }

    /// Where the value that begins here lies; the position is behind it then.
    mutating func valueRange() -> Range<Int>? {
        skipSpace()
        let start = position
        guard start < text.count else { return nil }
        switch text[start] {
        case 0x22:
            guard skipString() else { return nil }
        case 0x7B, 0x5B:
            guard skipNested() else { return nil }
        default:
            while position < text.count, !isEnd(text[position]) { position += 1 }
            guard position > start else { return nil }
        }
        return start..<position
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2C, 0x5D, 0x7D, 0x20, 0x09, 0x0A, 0x0D, 0x3A, 0x22, 0x5B, 0x7B: true
        default: false
        }
    }

    private mutating func skipString() -> Bool {
        position += 1
        while position < text.count {
            switch text[position] {
            case 0x22:
                position += 1
                return true
            case 0x5C: position += 2
            default: position += 1
            }
        }
        return false
    }

    private mutating func skipNested() -> Bool {
        var depth = 0
        while position < text.count {
            switch text[position] {
            case 0x22:
                guard skipString() else { return false }
                continue
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D:
                depth -= 1
                if depth == 0 {
                    position += 1
                    return true
                }
            default: break
            }
            position += 1
        }
        return false
    }
}

/// The characters of a JSON string's inside (RFC 8259 §7).
private func unescaped(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    guard bytes.contains(0x5C) else { return Array(bytes) }
    var result: [UInt8] = []
    var units: [UInt16] = []
    func flush(_ units: inout [UInt16]) -> [UInt8] {
        defer { units = [] }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
    var index = 0
    while index < bytes.count {
        guard bytes[index] == 0x5C, index + 1 < bytes.count else {
            result += flush(&units) + [bytes[index]]
            index += 1
            continue
        }
        let escape = bytes[index + 1]
        index += 2
        if escape == 0x75, index + 4 <= bytes.count,
            let unit = UInt16(String(decoding: bytes[index..<(index + 4)], as: UTF8.self), radix: 16)
        {
            units.append(unit)
            index += 4
            continue
        }
        let plain: [UInt8: UInt8] = [0x6E: 0x0A, 0x74: 0x09, 0x72: 0x0D, 0x62: 0x08, 0x66: 0x0C]
        result += flush(&units) + [plain[escape] ?? escape]
    }
    return result + flush(&units)
}
