import HoneCore
import Synchronization

/// Values by keys in the app's memory, bounded, each loaded once however many ask for it; behind the memory, when asked
/// for, tiers that outlive the process or are shared with others.
///
/// The cache is split into stripes by the key's hash, each under a lock that is held for a look into a table and never
/// while code of the app runs but the key's own hash and comparison, and the clock. Hits share the lock. A hit
/// allocates nothing and reads no clock unless the entry may expire.
///
/// Unchecked, as `stripes` is a pointer: it is written in `init` and `deinit` alone, and what it points to are locks.
public final class Cache<Key: Hashable & Sendable, Value: Sendable>: @unchecked Sendable {
    /// What the cache is called in statistics and errors.
    public let name: String
    /// What it holds at most.
    public let capacity: CacheCapacity
    /// How it treats time.
    public let options: CacheOptions

    @usableFromInline let hasher: KeyHash
    @usableFromInline let stripes: UnsafeMutablePointer<Stripe<Key, Value>>
    /// The number of stripes less one; they are a power of two.
    @usableFromInline let stripeMask: Int
    @usableFromInline let tags = TagTable()
    @usableFromInline let clock: CacheClock
    @usableFromInline let idleNanoseconds: UInt64
    @usableFromInline let watch = CacheWatch()
    private let weigher: (@Sendable (Key, Value) -> Int)?
    private let onRemoval: (@Sendable (Key, Value, RemovalCause) -> Void)?
    let loader = Mutex<CacheLoader<Key, Value>?>(nil)
    /// The tiers behind the memory; nil without any.
    let outer: OuterTiers<Key, Value>?

    /// An empty cache.
    /// - Parameters:
    ///   - name: what it is called in statistics and errors.
    ///   - capacity: what it holds at most.
    ///   - options: how it treats time.
    ///   - clock: the time.
    ///   - weigher: what an entry weighs, when the capacity is a weight; nil: 1 each. Less than 1 counts as 1.
    ///   - onRemoval: told of each entry that left, by the thread that made it leave, while no lock is held.
    public convenience init(
        name: String, capacity: CacheCapacity, options: CacheOptions = CacheOptions(), clock: CacheClock = .system,
        weigher: (@Sendable (Key, Value) -> Int)? = nil,
        onRemoval: (@Sendable (Key, Value, RemovalCause) -> Void)? = nil
    ) {
        var random = SystemRandomNumberGenerator()
        self.init(
            name: name, capacity: capacity, options: options, clock: clock, weigher: weigher, onRemoval: onRemoval,
            seed: random.next())
    }

    /// An empty cache whose values are fresh for a time.
    /// - Parameters:
    ///   - name: what it is called in statistics and errors.
    ///   - capacity: what it holds at most.
    ///   - ttl: how long after it was stored a value is fresh.
    public convenience init(name: String, capacity: CacheCapacity, ttl: Duration) {
        self.init(name: name, capacity: capacity, options: CacheOptions(ttl: ttl))
    }

    init(
        name: String, capacity: CacheCapacity, options: CacheOptions, clock: CacheClock,
        weigher: (@Sendable (Key, Value) -> Int)?, onRemoval: (@Sendable (Key, Value, RemovalCause) -> Void)?,
        seed: UInt64, outer: ((CacheClock, TagTable) -> OuterTiers<Key, Value>)? = nil
    ) {
        self.name = name
        self.capacity = capacity
        self.options = options
        self.clock = clock
        self.onRemoval = onRemoval
        self.outer = outer?(clock, tags)
        if case .weight = capacity { self.weigher = weigher } else { self.weigher = nil }
        idleNanoseconds = options.idle?.clampedNanoseconds ?? 0
        var random = SeededGenerator(seed: seed)
        hasher = KeyHash(first: random.next(), second: random.next())
        let count = capacity.stripes(wanted: options.stripes, cores: processorCount)
        stripeMask = count - 1
        stripes = .allocate(capacity: count)
        for index in 0..<count {
            let share = capacity.amount / count + (index < capacity.amount % count ? 1 : 0)
            (stripes + index).initialize(to: Stripe(StripeState(capacity: share, seed: random.next())))
        }
        listen()
    }

    deinit {
        if let outer { Task { await outer.close() } }
        stripes.deinitialize(count: stripeMask + 1)
        stripes.deallocate()
    }

    /// The value of a key when it is in memory and fresh; a hit or a miss is counted.
    @inlinable
    public func cached(_ key: Key) -> Value? {
        let hash = hasher.hash(key)
        return hit(key, hash) ?? missed(key, hash)
    }

    /// Stores a value. A load of the key that runs goes to those who wait for it and is not stored any more. Outer
    /// tiers take it behind the caller, in place of what they have; see ``flush()``.
    /// - Parameters:
    ///   - value: what is given out from now on.
    ///   - key: what for.
    ///   - tags: what it can be invalidated by.
    ///   - ttl: how long it is fresh; nil: as the options say. Nothing is stored when it is zero or less.
    public func set(_ value: Value, for key: Key, tags: [String] = [], ttl: Duration? = nil) {
        let hash = hasher.hash(key)
        let weight = weight(of: value, for: key)
        let seen = self.tags.latest.load(ordering: .acquiring)
        let numbers = tags.map(TagTable.number)
        let now = clock.now()
        let outward = outer.map { ($0, $0.place(of: key)) }
        watchedStore(hash, weight: weight, ttl: ttl)
        let released = withStripe(hash) { stripe, removed -> [TierDraft] in
            stripe.loads[key] = nil
            let lifetime = stripe.store(
                .init(
                    key: key, fingerprint: UInt32(truncatingIfNeeded: hash), value: value, weight: weight,
                    tags: numbers, ttl: ttl, seen: seen), options: options, now: now, removed: &removed)
            guard let (outer, place) = outward else { return [] }
            guard let lifetime else { return outer.lines.flatMap { $0.forget(place.text) } }
            let ttl = lifetime.rest(at: now, grace: options.grace)
            return replace(value, at: place, (tags, numbers), ttl: ttl, seen: seen, in: outer)
        }
        withExtendedLifetime(released) {}
    }

    @inlinable @inline(__always)
    func hit(_ key: Key, _ hash: UInt64) -> Value? {
        let latest = tags.latest.load(ordering: .acquiring)
        let value = stripes[Int(truncatingIfNeeded: hash &>> 32) & stripeMask].hit(
            key, UInt32(truncatingIfNeeded: hash), latest: latest, clock: clock, idle: idleNanoseconds)
        if watch.isOn.load(ordering: .relaxed) { watched(hash, isHit: value != nil) }
        return value
    }

    /// The second look, for what the first cannot tell.
    @usableFromInline
    func missed(_ key: Key, _ hash: UInt64) -> Value? {
        let now = clock.now()
        let value: Value? = withStripe(hash) { stripe, removed in
            let found = stripe.find(
                key, UInt32(truncatingIfNeeded: hash), tags: tags, now: now, removed: &removed)
            switch found {
            case .fresh(let slot): return stripe.use(slot, now: now, idle: idleNanoseconds)
            case .stale(let slot) where stripe.isDue(slot, now: now, grace: options.grace):
                return stripe.use(slot, now: now, idle: idleNanoseconds)
            case .stale, .absent:
                stripe.counts.misses += 1
                return nil
            }
        }
        beginLookup()?.end(isHit: value != nil)
        return value
    }

    func weight(of value: Value, for key: Key) -> Int { weigher.map { max(1, $0(key, value)) } ?? 1 }

    /// Uses the stripe of a key; what leaves meanwhile is told of afterwards.
    func withStripe<T: Sendable>(
        _ hash: UInt64, _ body: (inout StripeState<Key, Value>, inout RemovedEntries<Key, Value>) -> T
    ) -> T {
        withStripe(at: Int(truncatingIfNeeded: hash &>> 32) & stripeMask, body)
    }

    func withStripe<T: Sendable>(
        at index: Int, _ body: (inout StripeState<Key, Value>, inout RemovedEntries<Key, Value>) -> T
    ) -> T {
        let (answer, removed) = stripes[index].withLock { stripe -> (T, RemovedEntries<Key, Value>) in
            var removed = RemovedEntries<Key, Value>()
            let answer = body(&stripe, &removed)
            return (answer, removed)
        }
        removed.tell(onRemoval)
        return answer
    }
}
