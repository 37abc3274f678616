/// Which entries are due, without looking at the others: a hierarchical timing wheel (Varghese and Lauck, "Hashed and
/// hierarchical timing wheels", SOSP 1987) over slots, a pure state machine.
///
/// Four rings of 64 buckets; a bucket of the first is 2²⁷ ns (134 ms) wide and one of the next 64 times that, so that
/// the rings span 8.6 s, 9 minutes, 10 hours and 26 days. What lies beyond waits in the last and is looked at again.
/// A bucket's slots are given out when the time reaches it: whoever takes one compares its deadline and, if that is
/// still to come, schedules it anew, which happens to a slot four times at most in 26 days.
@usableFromInline
struct TimerWheel: Sendable {
    private static let tickBits: UInt64 = 27
    private static let rings = 4
    private static let dueBucket = 64 * rings
    private static let noBucket = UInt16.max

    private var links = SlotLinks(count: 0)
    /// By ring, then by bucket; behind them, what is due.
    private var buckets: [SlotList] = []
    /// By slot: the bucket that it is in.
    private var places: [UInt16] = []
    /// The time up to which all is given out, in ticks.
    private var tick: UInt64 = 0

    init() {}

    /// How many slots are scheduled or due.
    var count: Int { buckets.reduce(0) { $0 + $1.count } }

    /// Has a slot given out at a time or within 134 ms after it, in nanoseconds; what it was scheduled for before no
    /// longer counts.
    mutating func schedule(_ slot: Int, at deadline: UInt64) {
        if buckets.isEmpty { buckets = Array(repeating: SlotList(), count: Self.dueBucket + 1) }
        while places.count <= slot {
            places.append(Self.noBucket)
            links.grow()
        }
        cancel(slot)
        place(slot, in: bucket(of: deadline))
    }

    /// Takes a slot out; nothing happens when it is not in the wheel.
    mutating func cancel(_ slot: Int) {
        guard slot < places.count, places[slot] != Self.noBucket else { return }
        links.remove(Int32(slot), from: &buckets[Int(places[slot])])
        places[slot] = Self.noBucket
    }

    /// Moves the time on. A time that lies before the last is that.
    mutating func advance(to now: UInt64) {
        let before = tick
        guard now >> Self.tickBits > before else { return }
        tick = now >> Self.tickBits
        guard !buckets.isEmpty else { return }
        for ring in 0..<Self.rings {
            let shift = UInt64(6 * ring)
            let steps = (tick >> shift) - (before >> shift)
            // Where this ring has not moved, none above it has.
            if steps == 0 { return }
            for step in 1...min(steps, 64) {
                let bucket = ring * 64 + Int((before >> shift &+ step) & 63)
                while let slot = links.popLast(of: &buckets[bucket]) { place(Int(slot), in: Self.dueBucket) }
            }
        }
    }

    /// Takes out a slot that the time has reached; nil when there is none.
    mutating func popDue() -> Int? {
        guard !buckets.isEmpty, let slot = links.popLast(of: &buckets[Self.dueBucket]) else { return nil }
        places[Int(slot)] = Self.noBucket
        return Int(slot)
    }

    private mutating func place(_ slot: Int, in bucket: Int) {
        links.prepend(Int32(slot), to: &buckets[bucket])
        places[slot] = UInt16(bucket)
    }

    private func bucket(of deadline: UInt64) -> Int {
        // The first tick that begins after the deadline, and never one that has been given out.
        let wanted = max(deadline >> Self.tickBits &+ 1, tick &+ 1)
        let ticks = min(wanted, tick &+ (1 << UInt64(6 * Self.rings)) &- 1)
        var ring = 0
        while ticks &- tick >= 1 << UInt64(6 * (ring + 1)) { ring += 1 }
        return ring * 64 + Int(ticks >> UInt64(6 * ring) & 63)
    }
}
