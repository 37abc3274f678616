import Synchronization

/// When tags were last invalidated, in fixed memory (512 KiB from the first invalidation on): a counter for
/// each of 65,536 numbers that tags hash to. Two tags of one number invalidate each other's entries, which costs a
/// load.
///
/// Invalidating is a write of one counter. Entries learn of it when they are looked at: an entry that has seen the
/// latest invalidation of any tag is valid without a look at its own.
@usableFromInline
final class TagTable: Sendable {
    /// The number of the last invalidation of any tag, from 1.
    @usableFromInline let latest = Atomic<UInt64>(1)
    private let invalidated: Mutex<[UInt64]>

    init() { invalidated = Mutex([]) }

    /// The number that stands for a tag.
    static func number(of tag: String) -> UInt16 {
        // FNV-1a, as a number must be the same in every part of the cache; folded to 16 bits.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in tag.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return UInt16(truncatingIfNeeded: hash ^ hash >> 16 ^ hash >> 32 ^ hash >> 48)
    }

    /// Invalidates what was stored or began to be loaded with a tag until now. O(1).
    func invalidate(_ number: UInt16) {
        invalidated.withLock { invalidated in
            if invalidated.isEmpty { invalidated = Array(repeating: 0, count: 1 << 16) }
            let next = latest.load(ordering: .relaxed) + 1
            invalidated[Int(number)] = next
            // Who reads this number finds the counter written, as both are under the lock.
            latest.store(next, ordering: .releasing)
        }
    }

    /// Whether one of some tags was invalidated after an invalidation that was the latest once.
    func isInvalid(_ tags: [UInt16], since seen: UInt64) -> Bool {
        guard !tags.isEmpty else { return false }
        return invalidated.withLock { invalidated in
            !invalidated.isEmpty && tags.contains { invalidated[Int($0)] > seen }
        }
    }
}
