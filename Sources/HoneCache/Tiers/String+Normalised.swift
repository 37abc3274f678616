#if os(Linux)
    // The library's own normalisation. It is not public, and the one that is comes with Foundation's whole Unicode
    // tables.
    @_spi(_Unicode) import Swift
#else
    import Foundation
#endif

extension String {
    /// The same text in the bytes that stand for all texts that Swift takes for equal to it: Unicode's normalization
    /// form C (Unicode Standard Annex #15).
    var normalised: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return self }
        #if os(Linux)
            var scalars = String.UnicodeScalarView()
            for scalar in _nfc { scalars.append(scalar) }
            return String(scalars)
        #else
            return precomposedStringWithCanonicalMapping
        #endif
    }
}
