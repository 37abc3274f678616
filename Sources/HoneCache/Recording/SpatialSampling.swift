/// Which keys of a trace are kept: those whose hash is below a threshold, so that of a kept key every request is, and
/// the times between its requests are those of the whole trace in proportion (SHARDS: Waldspurger, Park, Garthwaite and
/// Ahmad, "Efficient MRC construction with SHARDS", USENIX FAST 2015). A cache of a hundred entries that is given a
/// tenth of the keys stands for one of a thousand that is given all.
struct SpatialSampling: Sendable, Equatable {
    /// The least share of the keys that is recorded: one of four billion. Of fewer, a trace tells nothing.
    static let leastRate = 0x1p-32

    /// The share of the keys that is kept, more than 0 up to 1.
    let rate: Double
    /// Below what a hash is kept; the greatest number keeps all.
    let threshold: UInt64

    /// - Parameter rate: what is not more than 0 counts as the least there is, what is more than 1 as 1.
    init(rate: Double) {
        self.rate = rate > 0 ? min(rate, 1) : Self.leastRate
        threshold = self.rate == 1 ? .max : UInt64(self.rate * 0x1p64)
    }

    /// Whether a key is kept, by its hash.
    func keeps(_ hash: UInt64) -> Bool { Self.keeps(hash, below: threshold) }

    /// Whether a key is kept at a threshold.
    static func keeps(_ hash: UInt64, below threshold: UInt64) -> Bool { hash < threshold || threshold == .max }

    /// A number of 64 bits with each bit of it spread over all; different ones stay different (the finalizer of Austin
    /// Appleby's MurmurHash3, in the public domain).
    static func spread(_ word: UInt64) -> UInt64 {
        var word = word
        word = (word ^ word >> 33) &* 0xFF51_AFD7_ED55_8CCD
        word = (word ^ word >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return word ^ word >> 33
    }

    /// The hash of a text's bytes: FNV-1a, spread.
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return spread(hash)
    }
}
