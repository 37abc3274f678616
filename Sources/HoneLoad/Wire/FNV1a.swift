/// The 64-bit hash of Fowler, Noll and Vo, variant 1a
/// (isthe.com/chongo/tech/comp/fnv): for telling apart, not against an attacker.
struct FNV1a {
    /// The hash of the bytes so far.
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    mutating func combine(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = FNV1a()
        hash.combine(bytes)
        return hash.value
    }
}
