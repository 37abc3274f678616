/// Bodies that the coding tests pack: the same on every run.
enum Bodies {
    /// Text that repeats as JSON does, with numbers that do not.
    static func json(bytes: Int) -> [UInt8] {
        var generator = SplitMix64(state: 42)
        var body: [UInt8] = []
        while body.count < bytes {
            let number = generator.next()
            body += Array(
                #"{"id":\#(number % 100_000),"name":"chef \#(number % 997)","cuisine":"thai","rating":4.5},"#.utf8)
        }
        return Array(body.prefix(bytes))
    }

    /// Bytes that do not compress.
    static func noise(bytes: Int) -> [UInt8] {
        var generator = SplitMix64(state: 7)
        return (0..<bytes).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 32) }
    }
}

/// A small generator with a seed, so that a failure can be run again.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
