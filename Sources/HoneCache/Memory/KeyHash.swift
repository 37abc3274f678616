/// A hash of a key in a few nanoseconds for texts and integers; other keys' own `hashValue` is mixed.
///
/// Keys may come from clients, so two secret numbers of the cache go into each step: without them nobody can make keys
/// that collide. The multiplication is that of wyhash (Wang Yi, github.com/wangyi-fudan/wyhash).
@usableFromInline
struct KeyHash: Sendable {
    @usableFromInline let first: UInt64
    @usableFromInline let second: UInt64
    /// Whether texts of up to 15 bytes lie in the value itself as we know it.
    @usableFromInline let knowsShortTexts: Bool

    init(first: UInt64, second: UInt64) {
        self.first = first | 1
        self.second = second | 1
        knowsShortTexts = Self.shortTextsAreKnown
    }

    /// Swift's library keeps short texts in the 16 bytes of the value: the characters from the lowest byte of the first
    /// word on, zeros behind them, and in the highest byte of the second their number, under the bits 0xE0 when all are
    /// ASCII (stdlib/public/core/StringObject.swift). Reading them there takes two words; should another version keep
    /// them otherwise, they are read as all others are.
    private static var shortTextsAreKnown: Bool {
        guard MemoryLayout<String>.size == 16 else { return false }
        let probes: [(text: String, low: UInt64, high: UInt64)] = [
            ("", 0, 0xE0 << 56), ("abc", 0x63_6261, 0xE3 << 56),
            ("0123456789abcde", 0x3736_3534_3332_3130, 0xEF65_6463_6261_3938),
        ]
        let areKnown = probes.allSatisfy { unsafeBitCast($0.text, to: (UInt64, UInt64).self) == ($0.low, $0.high) }
        // Neither one with others than ASCII nor a long one may look alike.
        let others = ["\u{E9}", String(repeating: "a", count: 16), String(repeating: "\u{E9}", count: 20)]
        return areKnown && others.allSatisfy { unsafeBitCast($0, to: (UInt64, UInt64).self).1 &>> 60 != 0xE }
    }

    /// The hash of a key; equal keys have the same.
    @inlinable @inline(__always)
    func hash<Key: Hashable>(_ key: Key) -> UInt64 {
        // The compiler knows the type and keeps one branch. The casts are of a type to itself.
        if Key.self == String.self { return hash(unsafeBitCast(key, to: String.self)) }
        if Key.self == Int.self { return mix(UInt64(bitPattern: Int64(unsafeBitCast(key, to: Int.self)))) }
        if Key.self == Int64.self { return mix(UInt64(bitPattern: unsafeBitCast(key, to: Int64.self))) }
        if Key.self == UInt64.self { return mix(unsafeBitCast(key, to: UInt64.self)) }
        if Key.self == Int32.self { return mix(UInt64(UInt32(bitPattern: unsafeBitCast(key, to: Int32.self)))) }
        if Key.self == UInt32.self { return mix(UInt64(unsafeBitCast(key, to: UInt32.self))) }
        return mix(UInt64(bitPattern: Int64(key.hashValue)))
    }

    /// Texts are equal when Unicode says so, whatever their bytes, so only those that are ASCII are hashed by bytes.
    @inlinable @inline(__always)
    func hash(_ text: String) -> UInt64 {
        if MemoryLayout<String>.size == 16, knowsShortTexts {
            let words = unsafeBitCast(text, to: (low: UInt64, high: UInt64).self)
            if words.high &>> 60 == 0xE {
                let count = words.high &>> 56 & 0xF
                return short(words.low, words.high & 0xFF_FFFF_FFFF_FFFF, count)
            }
        }
        return hashLong(text)
    }

    /// The hash of a text that does not lie in the value.
    @inlinable
    func hashLong(_ text: String) -> UInt64 {
        let ascii = text.utf8.withContiguousStorageIfAvailable { hash(UnsafeRawBufferPointer($0)) }
        if let ascii, let known = ascii { return known }
        return hashOther(text)
    }

    /// The hash of a text that is not ASCII as it stands. Three characters outside of ASCII are equal to one in it, by
    /// canonical decomposition: KELVIN SIGN, GREEK QUESTION MARK and GREEK VARIA (UnicodeData.txt, Unicode 15).
    @usableFromInline
    func hashOther(_ text: String) -> UInt64 {
        var plain = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{212A}": plain.unicodeScalars.append("K")
            case "\u{37E}": plain.unicodeScalars.append(";")
            case "\u{1FEF}": plain.unicodeScalars.append("`")
            default: plain.unicodeScalars.append(scalar)
            }
        }
        let ascii = plain.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
        return ascii ?? mix(UInt64(bitPattern: Int64(text.hashValue)))
    }

    /// The hash of up to 15 bytes: the first eight in one word, the rest in the other, the first in the lowest byte.
    @inlinable @inline(__always)
    func short(_ low: UInt64, _ high: UInt64, _ count: UInt64) -> UInt64 {
        // Times a large number, so that no byte can make up for the length.
        finish(fold(low ^ first ^ count &* 0x9E37_79B9_7F4A_7C15, high ^ second))
    }

    /// The hash of ASCII bytes; nil when there are others.
    @inlinable @inline(__always)
    func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        let count = bytes.count
        var (low, high): (UInt64, UInt64) = (0, 0)
        guard count > 15 else {
            for place in 0..<min(count, 8) { low |= UInt64(bytes[place]) &<< UInt64(8 &* place) }
            if count > 8 { for place in 8..<count { high |= UInt64(bytes[place]) &<< UInt64(8 &* place &- 64) } }
            return (low | high) & 0x8080_8080_8080_8080 == 0 ? short(low, high, UInt64(count)) : nil
        }
        var state = first ^ UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
        var seen: UInt64 = 0
        func word(_ offset: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        // Sixteen at a time, and the last sixteen, some of which may have been seen.
        var offset = 0
        while offset &+ 16 < count {
            (low, high) = (word(offset), word(offset &+ 8))
            seen |= low | high
            state = fold(low ^ state, high ^ second)
            offset &+= 16
        }
        (low, high) = (word(count &- 16), word(count &- 8))
        seen |= low | high
        guard seen & 0x8080_8080_8080_8080 == 0 else { return nil }
        return finish(fold(low ^ state, high ^ second))
    }

    /// The halves of a product, each of which depends on all bits of both factors but the topmost and lowest.
    @inlinable @inline(__always)
    func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let product = one.multipliedFullWidth(by: other)
        return product.high ^ product.low
    }

    /// Mixes once more, as the low bits of a product know nothing of the high ones of its factors.
    @inlinable @inline(__always)
    func finish(_ folded: UInt64) -> UInt64 { fold(folded ^ second, 0x9E37_79B9_7F4A_7C15) }

    @inlinable @inline(__always)
    func mix(_ word: UInt64) -> UInt64 { finish(fold(word ^ first, second)) }
}
