/// xoshiro256** by David Blackman and Sebastiano Vigna (2018, https://prng.di.unimi.it), seeded with SplitMix64 as
/// its authors advise. The same seed and stream give the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter stream: tells generators of one seed apart; each user has its own.
    init(seed: UInt64, stream: UInt64) {
        var mixer = SplitMix64(state: seed)
        var second = SplitMix64(state: mixer.next() ^ stream)
        state = (second.next(), second.next(), second.next(), second.next())
    }

    mutating func next() -> UInt64 {
        let scrambled = state.1 &* 5
        let result = (scrambled << 7 | scrambled >> 57) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }

    /// A number from 0 up to, not including, 1, in steps of 2⁻⁵³.
    mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A whole number of `range`, both ends included. Biased by less than 2⁻⁶⁴ × the range's size.
    mutating func next(in range: ClosedRange<UInt64>) -> UInt64 {
        let size = range.upperBound - range.lowerBound
        guard size < .max else { return next() }
        return range.lowerBound + next().multipliedFullWidth(by: size + 1).high
    }

    static func == (left: Self, right: Self) -> Bool { left.state == right.state }
}

/// The seeder of ``SeededGenerator``, by Sebastiano Vigna.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
