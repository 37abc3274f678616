/// Whether two keys are equal, for texts with a first look at their bytes: texts of the same bytes are equal, and of
/// two whose hashes agree that is nearly always so, while the comparison by Unicode's rules takes several calls to find
/// out.
@usableFromInline
enum KeyEquality {
    @inlinable @inline(__always)
    static func areEqual<Key: Equatable>(_ one: Key, _ other: Key) -> Bool {
        // The compiler knows the type and keeps one branch. The casts are of a type to itself.
        if Key.self == String.self {
            let (text, otherText) = (unsafeBitCast(one, to: String.self), unsafeBitCast(other, to: String.self))
            return haveLongEqualBytes(text, otherText) || text == otherText
        }
        return one == other
    }

    /// Whether both are 16 bytes or longer, and the same; shorter ones lie in the value, which is compared at once.
    @inlinable @inline(__always)
    static func haveLongEqualBytes(_ one: String, _ other: String) -> Bool {
        let count = one.utf8.count
        guard count > 15, count == other.utf8.count else { return false }
        return one.utf8.withContiguousStorageIfAvailable { bytes in
            other.utf8.withContiguousStorageIfAvailable { areEqual(UnsafeRawBufferPointer(bytes), $0, count) } ?? false
        } ?? false
    }

    @inlinable @inline(__always)
    static func areEqual(_ one: UnsafeRawBufferPointer, _ bytes: UnsafeBufferPointer<UInt8>, _ count: Int) -> Bool {
        let other = UnsafeRawBufferPointer(bytes)
        var offset = 0
        while offset &+ 8 < count {
            guard areEqualWords(one, other, offset) else { return false }
            offset &+= 8
        }
        // The last eight, some of which may have been seen.
        return areEqualWords(one, other, count &- 8)
    }

    @inlinable @inline(__always)
    static func areEqualWords(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer, _ offset: Int) -> Bool {
        one.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            == other.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}
