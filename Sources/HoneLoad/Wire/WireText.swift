// Reading the few words of a head that matter, straight from its bytes.

/// The number in decimal digits; nil for anything else, or beyond 63 bits.
@inline(__always)
func decimal(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
    guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
    var value: UInt64 = 0
    for byte in bytes {
        let digit = byte &- 0x30
        guard digit <= 9 else { return nil }
        value = value &* 10 &+ UInt64(digit)
    }
    return value
}

/// The size at the start of a chunk, in hexadecimal digits; extensions after `;` are ignored (RFC 9112 §7.1).
func chunkSize(_ line: UnsafeRawBufferPointer) throws(FramingError) -> UInt64 {
    var value: UInt64 = 0
    var digits = 0
    for byte in line {
        let digit: UInt8
        switch byte {
        case 0x30...0x39: digit = byte - 0x30
        case 0x41...0x46: digit = byte - 0x37
        case 0x61...0x66: digit = byte - 0x57
        case 0x3B, 0x20, 0x09:
            guard digits > 0 else { throw FramingError.chunk(found: excerpt(line)) }
            return value
        default: throw FramingError.chunk(found: excerpt(line))
        }
        digits += 1
        guard digits <= 15 else { throw FramingError.chunk(found: excerpt(line)) }
        value = value << 4 | UInt64(digit)
    }
    guard digits > 0 else { throw FramingError.chunk(found: "") }
    return value
}

extension BidirectionalCollection<UInt8> {
    /// The bytes without the spaces and tabs at their ends.
    @inline(__always)
    var trimmed: SubSequence {
        var start = startIndex
        var end = endIndex
        while start < end, self[start] == 0x20 || self[start] == 0x09 { formIndex(after: &start) }
        while start < end, self[index(before: end)] == 0x20 || self[index(before: end)] == 0x09 {
            formIndex(before: &end)
        }
        return self[start..<end]
    }
}

/// Whether `bytes` spell `lowercase`, whatever their case.
@inline(__always)
func equals(_ bytes: UnsafeRawBufferPointer, _ lowercase: StaticString) -> Bool {
    guard bytes.count == lowercase.utf8CodeUnitCount else { return false }
    let expected = lowercase.utf8Start
    for index in 0..<bytes.count {
        let byte = bytes[index]
        let folded = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
        if folded != expected[index] { return false }
    }
    return true
}

/// The first 80 bytes as text for an error message.
func excerpt(_ bytes: some Collection<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(80), as: UTF8.self)
    return String(text.unicodeScalars.map { $0.value < 0x20 ? "·" : Character($0) })
}
