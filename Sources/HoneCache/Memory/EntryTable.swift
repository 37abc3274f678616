/// What is kept of an entry beside what the policy and the wheel keep.
@usableFromInline
struct Entry<Key, Value> {
    @usableFromInline let key: Key
    @usableFromInline var value: Value
    let fingerprint: UInt32
    @usableFromInline var lifetime: Lifetime
    /// The latest invalidation of any tag when the entry was last seen to be valid.
    @usableFromInline var seen: UInt64
    /// The numbers of its tags.
    var tags: [UInt16]

    init(key: Key, value: Value, fingerprint: UInt32, lifetime: Lifetime, seen: UInt64, tags: [UInt16]) {
        self.key = key
        self.value = value
        self.fingerprint = fingerprint
        self.lifetime = lifetime
        self.seen = seen
        self.tags = tags
    }
}

/// The entries by slot, and an open-addressed index into them by fingerprint. Memory is taken in doubling steps as
/// entries come, and looked at in place, as copying an entry would count references.
///
/// Pointers rather than arrays for that reason. A slot's entry is initialised exactly while the index has a bucket for
/// it; only `insert`, `remove` and `deinit` change either.
@usableFromInline
struct EntryTable<Key: Hashable, Value>: ~Copyable {
    /// The fingerprint in the upper half, the slot and one in the lower; 0 for an empty bucket.
    @usableFromInline var buckets: UnsafeMutableBufferPointer<UInt64>
    @usableFromInline var entries: UnsafeMutableBufferPointer<Entry<Key, Value>>
    private(set) var count = 0

    init() {
        buckets = .allocate(capacity: 8)
        buckets.initialize(repeating: 0)
        entries = .allocate(capacity: 4)
    }

    @inlinable
    deinit {
        for bucket in buckets where bucket != 0 {
            entries.baseAddress.map { _ = ($0 + Self.slot(of: bucket)).deinitialize(count: 1) }
        }
        buckets.deallocate()
        entries.deallocate()
    }

    @inlinable @inline(__always)
    static func slot(of bucket: UInt64) -> Int { Int(truncatingIfNeeded: bucket & 0xFFFF_FFFF) &- 1 }

    /// The slot of a key; -1 when it is not there.
    @inlinable @inline(__always)
    func find(_ key: Key, _ fingerprint: UInt32) -> Int {
        let mask = buckets.count &- 1
        var at = Int(truncatingIfNeeded: fingerprint) & mask
        while buckets[at] != 0 {
            if UInt32(truncatingIfNeeded: buckets[at] >> 32) == fingerprint {
                let slot = Self.slot(of: buckets[at])
                if entries[slot].key == key { return slot }
            }
            at = (at &+ 1) & mask
        }
        return -1
    }

    /// Puts an entry into a slot that has none.
    mutating func insert(_ entry: consuming Entry<Key, Value>, at slot: Int) {
        if slot >= entries.count { growEntries(beyond: slot) }
        if (count + 1) * 4 > buckets.count * 3 { growBuckets() }
        place(UInt64(entry.fingerprint) << 32 | UInt64(slot + 1))
        entries.initializeElement(at: slot, to: entry)
        count += 1
    }

    /// Takes a slot's entry out.
    mutating func remove(at slot: Int) -> Entry<Key, Value> {
        let entry = entries.moveElement(from: slot)
        let mask = buckets.count - 1
        let wanted = UInt64(entry.fingerprint) << 32 | UInt64(slot + 1)
        var hole = Int(entry.fingerprint) & mask
        while buckets[hole] != wanted { hole = (hole + 1) & mask }
        var at = (hole + 1) & mask
        // Those behind move up, so that no mark need stay.
        while buckets[at] != 0 {
            let home = Int(buckets[at] >> 32) & mask
            if (at - home) & mask >= (at - hole) & mask {
                buckets[hole] = buckets[at]
                hole = at
            }
            at = (at + 1) & mask
        }
        buckets[hole] = 0
        count -= 1
        return entry
    }

    /// The slots that have an entry, in no order.
    var slots: [Int] {
        var slots: [Int] = []
        slots.reserveCapacity(count)
        for bucket in buckets where bucket != 0 { slots.append(Self.slot(of: bucket)) }
        return slots
    }

    private func place(_ bucket: UInt64) {
        let mask = buckets.count - 1
        var at = Int(bucket >> 32) & mask
        while buckets[at] != 0 { at = (at + 1) & mask }
        buckets[at] = bucket
    }

    private mutating func growBuckets() {
        let old = buckets
        buckets = .allocate(capacity: old.count * 2)
        buckets.initialize(repeating: 0)
        for bucket in old where bucket != 0 { place(bucket) }
        old.deallocate()
    }

    private mutating func growEntries(beyond slot: Int) {
        let larger = UnsafeMutableBufferPointer<Entry<Key, Value>>.allocate(capacity: max(entries.count * 2, slot + 1))
        for slot in slots { larger.initializeElement(at: slot, to: entries.moveElement(from: slot)) }
        entries.deallocate()
        entries = larger
    }
}
