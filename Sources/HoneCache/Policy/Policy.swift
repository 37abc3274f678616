import Synchronization

/// Which entry of a full cache makes room for the next: S3-FIFO (Yang, Zhang, Qiu, Yue and Rashmi, "FIFO queues are all
/// you need for cache eviction", SOSP 2023), as a state machine without clocks, locks or keys. Entries are integer
/// slots, which the policy gives out.
///
/// A new entry enters the small queue, a tenth of the capacity. Used twice there, it moves on to the main queue when
/// its turn has come; otherwise it leaves, and its fingerprint is remembered as long as nine tenths of the capacity in
/// others. Who comes back while remembered enters the main queue at once. There, an entry that was used since it last
/// came to the end goes round once more, up to three times. While the cache fills for the first time, what the small
/// queue cannot hold goes to the main one.
///
/// Two things are ours, both measured in docs/caching.md, the second with its price:
/// - The small queue is not always a tenth (``SmallQueueShare``).
/// - The main queue loses entries only to such that come back soon, so when the app turns to other keys, in a circle
///   too long for the memory, it would keep what nobody asks for. When it was of no use for 32 times as many new
///   entries as the cache holds, it is filled anew (``MainQueueRefill``).
///
/// All costs are O(1), those of ``evict()`` amortised. Memory is taken as entries come, never more than for the
/// capacity.
///
/// Unchecked, as ``SlotMarks`` is a pointer: ``use(_:)`` may run in several threads at once, all else alone.
public struct Policy: ~Copyable, @unchecked Sendable {
    private struct Node {
        var fingerprint: UInt32 = 0
        var weight: UInt32 = 0
    }

    /// Uses in the small queue that lead to the main one.
    private static let usesToPromote: UInt8 = 2

    @usableFromInline var marks = SlotMarks()
    private var nodes: [Node] = []
    private var links = SlotLinks(count: 0)
    private var free = SlotList()
    private var small = SlotList()
    private var main = SlotList()
    private var smallWeight = 0
    private var mainWeight = 0
    /// Who left the small queue.
    private var ghost = Ghost()
    /// Who left the main queue last.
    private var mainGhost = Ghost()
    private var share: SmallQueueShare
    private var refill: MainQueueRefill?
    private var isWarmingUp = true

    /// The weight that is not exceeded after ``evict()`` returned nil; entries weigh 1 when they are what is counted.
    public let capacity: Int

    /// A policy for a cache that is empty.
    /// - Parameter capacity: the sum of the weights, or the number of entries; at least 1.
    public init(capacity: Int) { self.init(capacity: capacity, adapts: true) }

    /// - Parameter adapts: false for the policy as in the paper, to compare with.
    init(capacity: Int, adapts: Bool) {
        self.capacity = max(1, capacity)
        share = SmallQueueShare(capacity: self.capacity, moves: adapts)
        refill = adapts ? MainQueueRefill() : nil
    }

    /// Entries there are.
    public var count: Int { small.count + main.count }

    /// The sum of their weights.
    public var weight: Int { smallWeight + mainWeight }

    /// Slots are numbers below this.
    public var slots: Int { nodes.count }

    /// The fingerprint of an entry, or of the one that was last in a slot.
    func fingerprint(of slot: Int) -> UInt32 { nodes[slot].fingerprint }

    /// The greatest weight of an entry; heavier ones are not to be inserted.
    public var heaviest: Int { min(capacity, Int(UInt32.max)) }

    /// Counts a use of an entry.
    @inlinable @inline(__always)
    public func use(_ slot: Int) { marks.use(slot) }

    /// Adds an entry. ``evict()`` is to be called next, until it returns nil.
    /// - Parameters:
    ///   - fingerprint: the same for the same key whenever it comes; others rarely have it.
    ///   - weight: from 0 to ``heaviest``; what is outside counts as the nearest.
    /// - Returns: its slot.
    public mutating func insert(fingerprint: UInt32, weight: Int = 1) -> Int {
        let weight = min(max(weight, 0), heaviest)
        let age = ghost.take(fingerprint)
        if let age, age <= recent { share.grow(by: weight) }
        if mainGhost.take(fingerprint) != nil { share.shrink(by: weight) }
        let mainCapacity = mainCapacity
        let mainWasUsed = marks.mainWasUsed.exchange(false, ordering: .relaxed)
        refill?.entryCame(weight: weight, mainWasUsed: mainWasUsed, capacity: capacity, mainCapacity: mainCapacity)
        let fillsMain = isWarmingUp && smallWeight >= share.capacity && mainWeight + weight <= mainCapacity
        let slot = freeSlot()
        nodes[Int(slot)] = Node(fingerprint: fingerprint, weight: UInt32(weight))
        if age != nil || fillsMain { enterMain(slot) } else { enterSmall(slot) }
        return Int(slot)
    }

    /// Makes room, when there is more than the capacity.
    /// - Returns: the slot of an entry that left; nil when nothing needed to. It may be given out by the next
    ///   insertion.
    public mutating func evict() -> Int? {
        guard weight > capacity else { return nil }
        isWarmingUp = false
        while true {
            if smallWeight > share.capacity || main.count == 0, let slot = links.popLast(of: &small) {
                let node = nodes[Int(slot)]
                smallWeight -= Int(node.weight)
                if marks[Int(slot)] & SlotMarks.uses >= Self.usesToPromote || refill?.take(Int(node.weight)) == true {
                    enterMain(slot)
                } else {
                    ghost.add(node.fingerprint, keeping: max(1, (count + 1) * 9 / 10), atMost: capacity)
                    release(slot)
                    return Int(slot)
                }
            } else if let slot = links.popLast(of: &main) {
                let node = nodes[Int(slot)]
                mainWeight -= Int(node.weight)
                let uses = marks[Int(slot)] & SlotMarks.uses
                guard uses == 0 else {
                    enterMain(slot, uses: uses - 1)
                    continue
                }
                mainGhost.add(node.fingerprint, keeping: max(1, (count + 1) / 20), atMost: capacity)
                release(slot)
                return Int(slot)
            } else {
                return nil
            }
        }
    }

    /// Changes what an entry weighs. ``evict()`` is to be called next, until it returns nil; the entry itself may
    /// leave.
    public mutating func reweigh(_ slot: Int, to weight: Int) {
        let weight = min(max(weight, 0), heaviest)
        let change = weight - Int(nodes[slot].weight)
        switch marks[slot] & ~SlotMarks.uses {
        case SlotMarks.small: smallWeight += change
        case SlotMarks.main: mainWeight += change
        default: return
        }
        nodes[slot].weight = UInt32(weight)
    }

    /// Takes an entry out that the cache has dropped for a reason of its own. A slot without an entry is left alone.
    public mutating func remove(_ slot: Int) {
        let node = nodes[slot]
        switch marks[slot] & ~SlotMarks.uses {
        case SlotMarks.small:
            links.remove(Int32(slot), from: &small)
            smallWeight -= Int(node.weight)
        case SlotMarks.main:
            links.remove(Int32(slot), from: &main)
            mainWeight -= Int(node.weight)
        default: return
        }
        release(Int32(slot))
    }

    private var mainCapacity: Int { capacity - share.capacity }

    /// Who comes back within so many others left the small queue shortly before.
    private var recent: Int { max(1, count / 20) }

    private mutating func enterSmall(_ slot: Int32) {
        marks[Int(slot)] = SlotMarks.small
        smallWeight += Int(nodes[Int(slot)].weight)
        links.prepend(slot, to: &small)
    }

    private mutating func enterMain(_ slot: Int32, uses: UInt8 = 0) {
        marks[Int(slot)] = SlotMarks.main | uses
        mainWeight += Int(nodes[Int(slot)].weight)
        links.prepend(slot, to: &main)
    }

    private mutating func release(_ slot: Int32) {
        marks[Int(slot)] = 0
        links.prepend(slot, to: &free)
    }

    private mutating func freeSlot() -> Int32 {
        if let slot = links.popLast(of: &free) { return slot }
        if nodes.count == marks.room {
            // One more than there may be, as an entry comes before another leaves for it.
            let room = SlotLinks.room(beyond: nodes.count, from: marks.room, limit: min(capacity, .max - 1) + 1)
            nodes.reserveCapacity(room)
            links.reserve(room)
            marks.grow(to: room)
        }
        links.grow()
        nodes.append(Node())
        return Int32(nodes.count - 1)
    }
}
