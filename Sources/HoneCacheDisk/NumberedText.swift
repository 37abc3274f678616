/// The numbers that tags and keys are invalidated by: 65,536 of each, so that what is to be remembered is bounded. Two
/// of one number invalidate each other, which costs a load.
enum NumberedText {
    /// The number of a tag.
    static func number(of tag: String) -> Int { fold(tag) }

    /// The number of a key.
    static func number(ofKey key: String) -> Int { 1 << 16 | fold(key) }

    private static func fold(_ text: String) -> Int {
        var checksum = RowChecksum()
        checksum.add([UInt8](text.utf8))
        // The last word has yet to reach every bit (Steele, Lea and Flood, "Fast splittable pseudorandom number
        // generators", 2014).
        var hash = checksum.value
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: hash >> 48)
    }
}
