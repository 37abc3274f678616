/// Random numbers that are the same for the same seed, on every machine, so that a run can be replayed.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
    private var state: UInt64

    /// A generator whose numbers depend on `seed` alone.
    public init(seed: UInt64) { state = seed }

    /// - Parameter stream: tells generators of one seed apart, such as those of a run's users.
    public init(seed: UInt64, stream: UInt64) {
        var mixer = Self(seed: seed)
        mixer = Self(seed: mixer.next() ^ stream)
        state = mixer.next()
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, 1, in steps of 2⁻⁵³.
    public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A whole number of `range`, both ends included. Biased by less than 2⁻⁶⁴ × the range's size.
    public mutating func next(in range: ClosedRange<UInt64>) -> UInt64 {
        let size = range.upperBound - range.lowerBound
        guard size < .max else { return next() }
        return range.lowerBound + next().multipliedFullWidth(by: size + 1).high
    }
}
