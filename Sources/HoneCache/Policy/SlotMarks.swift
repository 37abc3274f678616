import Synchronization

/// What hits write about slots, which several may do at once: a byte for each, with its uses and its queue.
///
/// Two hits at once may count as one use, which costs a place in a queue now and then. Everything else is for who has
/// the policy alone.
@usableFromInline
struct SlotMarks: ~Copyable {
    /// The bits that count uses, up to three (two bits in the paper).
    @usableFromInline static var uses: UInt8 { 3 }
    /// The bit of those in the main queue.
    @usableFromInline static var main: UInt8 { 4 }
    /// The bit of those in the small queue.
    @usableFromInline static var small: UInt8 { 8 }

    @usableFromInline var marks: UnsafeMutablePointer<Atomic<UInt8>>
    @usableFromInline private(set) var room = 0
    /// Whether an entry of the main queue was used since that was last asked.
    @usableFromInline let mainWasUsed = Atomic(false)

    init() { marks = .allocate(capacity: 0) }

    @inlinable
    deinit {
        marks.deinitialize(count: room)
        marks.deallocate()
    }

    /// Counts a use.
    @inlinable @inline(__always)
    func use(_ slot: Int) {
        let mark = marks[slot].load(ordering: .relaxed)
        if mark & Self.uses < Self.uses { marks[slot].store(mark &+ 1, ordering: .relaxed) }
        if mark & Self.main != 0, !mainWasUsed.load(ordering: .relaxed) {
            mainWasUsed.store(true, ordering: .relaxed)
        }
    }

    subscript(slot: Int) -> UInt8 {
        get { marks[slot].load(ordering: .relaxed) }
        nonmutating set { marks[slot].store(newValue, ordering: .relaxed) }
    }

    /// Makes room for so many slots.
    mutating func grow(to count: Int) {
        let larger = UnsafeMutablePointer<Atomic<UInt8>>.allocate(capacity: count)
        for slot in 0..<count { (larger + slot).initialize(to: Atomic(slot < room ? self[slot] : 0)) }
        marks.deinitialize(count: room)
        marks.deallocate()
        marks = larger
        room = count
    }
}
