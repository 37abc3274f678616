/// A key and its value.
@usableFromInline
struct Entry<Key, Value> {
    @usableFromInline let key: Key
    @usableFromInline var value: Value

    init(key: Key, value: Value) {
        self.key = key
        self.value = value
    }
}

/// What an entry has that not every cache's entries have: an end, and tags.
@usableFromInline
struct EntryTerms: Equatable {
    @usableFromInline var lifetime = Lifetime()
    /// The latest invalidation of any tag when the entry was last seen to be valid; without tags it always is.
    @usableFromInline var seen = UInt64.max
    /// The numbers of its tags.
    var tags: [UInt16] = []
    /// The time to live that it was given, ns; 0 when the options say.
    var ttl: UInt64 = 0

    init() {}

    init(lifetime: Lifetime, seen: UInt64, tags: [UInt16], ttl: Duration? = nil) {
        self.lifetime = lifetime
        self.seen = tags.isEmpty ? .max : seen
        self.tags = tags
        self.ttl = ttl?.clampedNanoseconds ?? 0
    }

    /// The time to live that it was given; nil when the options say.
    var ownTTL: Duration? { ttl == 0 ? nil : .nanoseconds(Int64(clamping: ttl)) }
}

/// The entries by slot, and an open-addressed index into them by fingerprint. Memory is taken in steps as entries come,
/// up to the number of entries that there may be, and looked at in place, as copying an entry would count references.
///
/// Pointers rather than arrays for that reason. A slot's entry is initialised exactly while the index has a bucket for
/// it; only `insert`, `remove` and `deinit` change either. All terms up to the room are initialised, once there are
/// any.
@usableFromInline
struct EntryTable<Key: Hashable, Value>: ~Copyable {
    /// The fingerprint in the upper half, the slot and one in the lower; 0 for an empty bucket.
    @usableFromInline var buckets: UnsafeMutableBufferPointer<UInt64>
    @usableFromInline var entries: UnsafeMutableBufferPointer<Entry<Key, Value>>
    /// By slot; nil as long as no entry has any.
    @usableFromInline var terms: UnsafeMutablePointer<EntryTerms>?
    private(set) var count = 0
    /// The slots that there will be at most, as long as none is given out beyond.
    private let limit: Int

    /// - Parameter limit: the slots that there will be at most; more are no error.
    init(limit: Int = .max) {
        self.limit = limit
        buckets = .allocate(capacity: 8)
        buckets.initialize(repeating: 0)
        entries = .allocate(capacity: 4)
    }

    @inlinable
    deinit {
        for bucket in buckets where bucket != 0 {
            entries.baseAddress.map { _ = ($0 + Self.slot(of: bucket)).deinitialize(count: 1) }
        }
        if let terms {
            terms.deinitialize(count: entries.count)
            terms.deallocate()
        }
        buckets.deallocate()
        entries.deallocate()
    }

    @inlinable @inline(__always)
    static func slot(of bucket: UInt64) -> Int { Int(truncatingIfNeeded: bucket & 0xFFFF_FFFF) &- 1 }

    /// The first bucket to look into: the fingerprint as a share of all buckets, so that they may be any number.
    @inlinable @inline(__always)
    func home(_ fingerprint: UInt64) -> Int {
        Int(truncatingIfNeeded: (fingerprint &* UInt64(truncatingIfNeeded: buckets.count)) &>> 32)
    }

    @inlinable @inline(__always)
    func next(_ at: Int) -> Int { at &+ 1 == buckets.count ? 0 : at &+ 1 }

    /// The slot of a key; -1 when it is not there.
    @inlinable @inline(__always)
    func find(_ key: Key, _ fingerprint: UInt32) -> Int {
        var at = home(UInt64(fingerprint))
        while true {
            let bucket = buckets[at]
            if UInt32(truncatingIfNeeded: bucket &>> 32) == fingerprint, bucket != 0 {
                let slot = Self.slot(of: bucket)
                if KeyEquality.areEqual(entries[slot].key, key) { return slot }
            } else if bucket == 0 {
                return -1
            }
            at = next(at)
        }
    }

    /// How long a slot's entry lives.
    func lifetime(of slot: Int) -> Lifetime { terms?[slot].lifetime ?? Lifetime() }

    /// Sets the terms of a slot, whether it has an entry or not yet. Memory for terms is taken when there are any.
    mutating func setTerms(_ new: consuming EntryTerms, at slot: Int) {
        if slot >= entries.count { growEntries(beyond: slot) }
        if terms == nil {
            guard new != EntryTerms() else { return }
            let room = UnsafeMutablePointer<EntryTerms>.allocate(capacity: entries.count)
            room.initialize(repeating: EntryTerms(), count: entries.count)
            terms = room
        }
        terms?[slot] = new
    }

    /// Puts an entry into a slot that has none.
    mutating func insert(_ entry: consuming Entry<Key, Value>, fingerprint: UInt32, at slot: Int) {
        if slot >= entries.count { growEntries(beyond: slot) }
        place(UInt64(fingerprint) << 32 | UInt64(slot + 1))
        entries.initializeElement(at: slot, to: entry)
        count += 1
    }

    /// Takes a slot's entry out.
    mutating func remove(at slot: Int, fingerprint: UInt32) -> Entry<Key, Value> {
        let wanted = UInt64(fingerprint) << 32 | UInt64(slot + 1)
        var hole = home(UInt64(fingerprint))
        while buckets[hole] != wanted { hole = next(hole) }
        var at = next(hole)
        // Those behind move up, so that no mark need stay.
        while buckets[at] != 0 {
            if distance(from: home(buckets[at] >> 32), to: at) >= distance(from: hole, to: at) {
                buckets[hole] = buckets[at]
                hole = at
            }
            at = next(at)
        }
        buckets[hole] = 0
        count -= 1
        terms?[slot] = EntryTerms()
        return entries.moveElement(from: slot)
    }

    /// The slots that have an entry, in no order.
    var slots: [Int] {
        var slots: [Int] = []
        slots.reserveCapacity(count)
        for bucket in buckets where bucket != 0 { slots.append(Self.slot(of: bucket)) }
        return slots
    }

    private func distance(from home: Int, to at: Int) -> Int { at >= home ? at - home : at - home + buckets.count }

    private func place(_ bucket: UInt64) {
        var at = home(bucket >> 32)
        while buckets[at] != 0 { at = next(at) }
        buckets[at] = bucket
    }

    private mutating func growEntries(beyond slot: Int) {
        let room = SlotLinks.room(beyond: slot, from: entries.count, limit: limit)
        let larger = UnsafeMutableBufferPointer<Entry<Key, Value>>.allocate(capacity: room)
        for bucket in buckets where bucket != 0 {
            let slot = Self.slot(of: bucket)
            larger.initializeElement(at: slot, to: entries.moveElement(from: slot))
        }
        if let old = terms {
            let moved = UnsafeMutablePointer<EntryTerms>.allocate(capacity: room)
            moved.moveInitialize(from: old, count: entries.count)
            (moved + entries.count).initialize(repeating: EntryTerms(), count: room - entries.count)
            old.deallocate()
            terms = moved
        }
        entries.deallocate()
        entries = larger
        // Two thirds full at most: a look takes two buckets then.
        let old = buckets
        buckets = .allocate(capacity: max(8, room + room / 2 + 1))
        buckets.initialize(repeating: 0)
        for bucket in old where bucket != 0 { place(bucket) }
        old.deallocate()
    }
}
