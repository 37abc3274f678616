/// A 128-bit hash of a body's bytes, for entity tags and for telling whether two answers are the same.
///
/// Four accumulators take 8 bytes each by multiply and rotate, so that 32 bytes are in flight at once; every step
/// maps different input to different state, and two independent mixes of the four give the two halves. It is the
/// same on every machine and in every process, and changing it changes every entity tag. It is not cryptographic:
/// a person who chooses both bodies could make two with one hash, and would gain a stale copy of their own.
public struct ContentHash: Sendable, Hashable {
    /// The first half.
    public let high: UInt64
    /// The second half.
    public let low: UInt64

    /// Odd constants with their bits spread evenly: the fractional parts of √2, √3, √5 and √7.
    private static let factors: (UInt64, UInt64, UInt64, UInt64) = (
        0x6A09_E667_F3BC_C909, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1
    )

    /// The four accumulators.
    struct State: Sendable {
        var a = ContentHash.factors.0
        var b = ContentHash.factors.1
        var c = ContentHash.factors.2
        var d = ContentHash.factors.3

        /// Takes whole blocks of 32 bytes.
        @inline(__always)
        mutating func takeBlocks(_ bytes: UnsafeRawBufferPointer) {
            let (f0, f1, f2, f3) = ContentHash.factors
            var offset = 0
            while bytes.count - offset >= 32 {
                a = ContentHash.step(a, ContentHash.word(bytes, offset), f0, f1)
                b = ContentHash.step(b, ContentHash.word(bytes, offset + 8), f1, f2)
                c = ContentHash.step(c, ContentHash.word(bytes, offset + 16), f2, f3)
                d = ContentHash.step(d, ContentHash.word(bytes, offset + 24), f3, f0)
                offset += 32
            }
        }
    }

    /// The hash of bytes. O(n), allocates nothing.
    public init(_ bytes: UnsafeRawBufferPointer) {
        var state = State()
        let whole = bytes.count & ~31
        state.takeBlocks(UnsafeRawBufferPointer(rebasing: bytes[..<whole]))
        self.init(state, tail: UnsafeRawBufferPointer(rebasing: bytes[whole...]), count: bytes.count)
    }

    /// The hash when the last bytes, fewer than 32, come after the blocks.
    init(_ state: State, tail: UnsafeRawBufferPointer, count: Int) {
        let (f0, f1, f2, f3) = Self.factors
        var (a, b, c, d) = (state.a, state.b, state.c, state.d)
        var offset = 0
        while tail.count - offset >= 8 {
            a = Self.step(a, Self.word(tail, offset), f0, f1)
            (a, b, c, d) = (b, c, d, a)
            offset += 8
        }
        var last: UInt64 = 0
        for (shift, byte) in tail[offset...].enumerated() { last |= UInt64(byte) << (UInt64(shift) * 8) }
        a = Self.step(a, last, f0, f1)
        // The length tells a tail of zero bytes from none.
        b = Self.step(b, UInt64(count), f1, f2)
        high = Self.avalanche(Self.avalanche(Self.avalanche(a &* f3 ^ b) &* f2 ^ c) &* f1 ^ d)
        low = Self.avalanche(Self.avalanche(Self.avalanche(d &* f0 ^ c) &* f1 ^ b) &* f2 ^ a)
    }

    /// The hash of an array of bytes.
    public init(_ bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { ContentHash($0) }
    }

    /// 32 hexadecimal digits.
    public var hexadecimal: String {
        String(unsafeUninitializedCapacity: 32) { text in
            for (index, half) in [high, low].enumerated() {
                for digit in 0..<16 {
                    let nibble = UInt8(truncatingIfNeeded: half >> UInt64(60 - digit * 4)) & 0xF
                    text[index * 16 + digit] = nibble < 10 ? 0x30 + nibble : 0x57 + nibble
                }
            }
            return 32
        }
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// One step of an accumulator; one-to-one in each of its first two arguments, as both factors are odd.
    private static func step(_ state: UInt64, _ word: UInt64, _ first: UInt64, _ second: UInt64) -> UInt64 {
        let sum = state &+ word &* first
        return (sum << 29 | sum >> 35) &* second
    }

    /// Spreads every input bit over the whole word (shift-multiply rounds, after Stafford's study of such mixers).
    private static func avalanche(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
