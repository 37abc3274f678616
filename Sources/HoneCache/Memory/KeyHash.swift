/// A hash of a key in a few nanoseconds for texts and integers; other keys' own `hashValue` is mixed.
///
/// Keys may come from clients, so two secret numbers of the cache go into each step: without them nobody can make keys
/// that collide. The multiplication is that of wyhash (Wang Yi, github.com/wangyi-fudan/wyhash).
@usableFromInline
struct KeyHash: Sendable {
    @usableFromInline let first: UInt64
    @usableFromInline let second: UInt64

    init(first: UInt64, second: UInt64) {
        self.first = first | 1
        self.second = second | 1
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
    @inlinable
    func hash(_ text: String) -> UInt64 {
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

    /// The hash of ASCII bytes; nil when there are others.
    @inlinable @inline(__always)
    func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        let count = bytes.count
        // Times a large number, so that no byte can make up for the length.
        var state = first ^ UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
        var (low, high): (UInt64, UInt64) = (0, 0)
        var seen: UInt64 = 0
        func word(_ offset: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        if count > 16 {
            // Sixteen at a time, and the last sixteen, some of which may have been seen.
            var offset = 0
            while offset &+ 16 < count {
                (low, high) = (word(offset), word(offset &+ 8))
                seen |= low | high
                state = fold(low ^ state, high ^ second)
                offset &+= 16
            }
            (low, high) = (word(count &- 16), word(count &- 8))
        } else if count >= 8 {
            (low, high) = (word(0), word(count &- 8))
        } else if count >= 4 {
            low = UInt64(bytes.loadUnaligned(as: UInt32.self))
            high = UInt64(bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
        } else if count > 0 {
            // Each of up to three bytes is one of these.
            low = UInt64(bytes[0]) | UInt64(bytes[count / 2]) << 8
            high = UInt64(bytes[count &- 1])
        }
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
