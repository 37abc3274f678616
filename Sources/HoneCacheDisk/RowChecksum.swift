/// A checksum of a row's parts: the steps of FNV-1a (Fowler, Noll and Vo) over words of eight bytes, with a shift
/// between them. As each step maps different states to different states, a change within one word is always found, and
/// any other with a chance of 1 in 2⁶⁴ to be missed. It finds accidents, not forgeries.
struct RowChecksum {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ word: UInt64) {
        value = (value ^ word) &* 0x100_0000_01B3
        value ^= value >> 32
    }

    mutating func add(_ number: Int64) { add(UInt64(bitPattern: number)) }

    /// Adds bytes and how many they are.
    mutating func add(_ bytes: [UInt8]) {
        add(UInt64(bytes.count))
        bytes.withUnsafeBytes { bytes in
            let words = bytes.count / 8
            for index in 0..<words { add(bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) }
            var rest: UInt64 = 0
            for index in words * 8..<bytes.count { rest = rest << 8 | UInt64(bytes[index]) }
            add(rest)
        }
    }

    /// The checksum as SQLite keeps it.
    var signed: Int64 { Int64(bitPattern: value) }
}
