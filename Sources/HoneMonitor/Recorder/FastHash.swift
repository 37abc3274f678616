/// A hash of a text in a few nanoseconds, for tables of routes and statements. It has no secret seed: whoever makes
/// keys collide, as a client may where an app puts values into its statements, has them looked for one by one in a
/// table of bounded length.
enum FastHash {
    private static let odd: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The same for the same text within and across processes.
    static func hash(_ text: String, seed: UInt64 = 0) -> UInt64 {
        let known = text.utf8.withContiguousStorageIfAvailable { hash(UnsafeRawBufferPointer($0), seed: seed) }
        return known ?? hashSlowly(text, seed: seed)
    }

    /// Two numbers in one.
    @inline(__always)
    static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = (a ^ odd).multipliedFullWidth(by: b ^ 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var state = seed ^ UInt64(bytes.count)
        guard bytes.count >= 8 else {
            var word: UInt64 = 0
            for byte in bytes { word = word << 8 | UInt64(byte) }
            return mix(state, word)
        }
        var offset = 0
        while offset + 8 < bytes.count {
            state = mix(state, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        // The last eight bytes, some of which may have been seen.
        return mix(state, bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
    }

    private static func hashSlowly(_ text: String, seed: UInt64) -> UInt64 {
        Array(text.utf8).withUnsafeBytes { hash($0, seed: seed) }
    }
}
