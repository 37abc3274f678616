/// ``Policy`` as a cache uses it, or as it is in the paper.
struct S3FIFOSimulation: ~Copyable, SimulatedPolicy {
    private var policy: Policy
    /// By key: its slot, -1 when it is not cached.
    private var slots: [Int32]
    private var keys: [Int32]

    init(capacity: Int, distinctKeys: Int, adapts: Bool) {
        policy = Policy(capacity: capacity, adapts: adapts)
        slots = Array(repeating: -1, count: distinctKeys)
        keys = Array(repeating: 0, count: capacity + 1)
    }

    mutating func request(_ key: Int) -> Bool {
        if slots[key] >= 0 {
            policy.use(Int(slots[key]))
            return true
        }
        let slot = policy.insert(fingerprint: UInt32(truncatingIfNeeded: key))
        slots[key] = Int32(slot)
        keys[slot] = Int32(key)
        while let victim = policy.evict() { slots[Int(keys[victim])] = -1 }
        return false
    }

    mutating func remove(_ key: Int) {
        guard slots[key] >= 0 else { return }
        policy.remove(Int(slots[key]))
        slots[key] = -1
    }
}
