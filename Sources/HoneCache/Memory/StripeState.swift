import HoneCore
import Synchronization

/// The part of a cache that one lock guards.
@usableFromInline
struct StripeState<Key: Hashable & Sendable, Value: Sendable>: ~Copyable {
    /// What is there for a key.
    enum Found {
        case absent
        case fresh(slot: Int)
        /// Expired, or to be loaded anew before that.
        case stale(slot: Int)
    }

    /// What is stored.
    struct Stored {
        var key: Key
        var fingerprint: UInt32
        var value: Value
        var weight: Int
        var tags: [UInt16]
        /// The entry's own time to live; nil: as the options say.
        var ttl: Duration?
        /// The latest invalidation of any tag when the value was asked for where it comes from.
        var seen: UInt64
        /// When it ends; nil: as the time to live and the options say.
        var lifetime: Lifetime?
        /// When it goes unless it is used before; nil: as the options say.
        var idleUntil: UInt64?
        /// Whether its own time to live is not shortened at random: what is loaded anew by itself has that of the entry
        /// before, which came shortened where it came from a tier.
        var isExact = false
    }

    @usableFromInline var table: EntryTable<Key, Value>
    @usableFromInline var policy: Policy
    var counts = StripeCounts()
    var wheel = TimerWheel()
    /// Which entries are to be loaded anew, when the options say `refreshAfter`.
    var reloads = TimerWheel()
    var loads: [Key: Load<Value>] = [:]
    var failures = RecentFailures<Key>()
    private var random: SeededGenerator

    init(capacity: Int, seed: UInt64) {
        policy = Policy(capacity: capacity)
        table = EntryTable(limit: min(policy.capacity, .max - 1) + 1)
        random = SeededGenerator(seed: seed)
    }

    /// The value of a key when it is there, valid and fresh, and needs no further look; used, but not counted. Several
    /// threads may ask at once, so nothing is changed but ``SlotMarks``.
    /// - Parameter latest: the latest invalidation of any tag.
    @inlinable @inline(__always)
    func hit(_ key: Key, _ fingerprint: UInt32, latest: UInt64, clock: CacheClock, idle: UInt64) -> Value? {
        let slot = table.find(key, fingerprint)
        guard slot >= 0 else { return nil }
        if let terms = table.terms {
            guard terms[slot].seen >= latest else { return nil }
            if !terms[slot].lifetime.isEndless {
                let now = clock.now()
                // An entry whose end is to be put off is written to, which is not done here.
                guard terms[slot].lifetime.isFresh(at: now), !terms[slot].lifetime.isMoved(at: now, idle: idle) else {
                    return nil
                }
            }
        }
        policy.use(slot)
        return table.entries[slot].value
    }

    /// The value of a slot that is fresh; counted and used.
    mutating func use(_ slot: Int, now: UInt64, idle: UInt64) -> Value {
        table.terms?[slot].lifetime.used(at: now, idle: idle)
        policy.use(slot)
        counts.hits += 1
        return table.entries[slot].value
    }

    /// Whether a slot's value may be given out though it is to be loaded anew.
    func isDue(_ slot: Int, now: UInt64, grace: UInt64) -> Bool {
        now < table.lifetime(of: slot).expiry(grace: grace)
    }

    /// When the entry of a key goes unless it is used before; nil without one.
    func idleUntil(_ key: Key, _ fingerprint: UInt32) -> UInt64? {
        let slot = table.find(key, fingerprint)
        return slot < 0 ? nil : table.lifetime(of: slot).idleUntil
    }

    /// What is there for a key; takes out what is over.
    mutating func find(
        _ key: Key, _ fingerprint: UInt32, tags: TagTable, now: UInt64, removed: inout RemovedEntries<Key, Value>
    ) -> Found {
        let slot = table.find(key, fingerprint)
        guard slot >= 0 else { return .absent }
        guard let terms = table.terms else { return .fresh(slot: slot) }
        let latest = tags.latest.load(ordering: .acquiring)
        if terms[slot].seen < latest {
            if tags.isInvalid(terms[slot].tags, since: terms[slot].seen) {
                remove(slot, .invalidated, &removed)
                return .absent
            }
            terms[slot].seen = latest
        }
        let lifetime = terms[slot].lifetime
        if lifetime.isFresh(at: now) { return .fresh(slot: slot) }
        if now < lifetime.end { return .stale(slot: slot) }
        remove(slot, .expired, &removed)
        return .absent
    }

    /// Stores a value, in place of the one that is there.
    /// - Returns: its lifetime, be it too heavy or not; nil when it would be over at once.
    @discardableResult
    mutating func store(
        _ new: Stored, options: CacheOptions, now: UInt64, removed: inout RemovedEntries<Key, Value>
    ) -> Lifetime? {
        expire(now: now, removed: &removed)
        failures.remove(new.key, released: &removed.errors)
        var slot = table.find(new.key, new.fingerprint)
        let unit = options.jitter > 0 && !(new.isExact && new.ttl != nil) ? random.nextUnit() : 0
        let wanted = new.lifetime ?? Lifetime(options: options, ttl: new.ttl, now: now, unit: unit)
        guard var lifetime = wanted, new.weight <= policy.heaviest else {
            if new.weight > policy.heaviest { counts.tooHeavy += 1 }
            if slot >= 0 { remove(slot, .replaced, &removed) }
            return wanted
        }
        if let idleUntil = new.idleUntil { lifetime.idleUntil = idleUntil }
        if slot >= 0 {
            removed.append(new.key, table.entries[slot].value, .replaced)
            counts.count(.replaced)
            table.entries[slot].value = new.value
            policy.use(slot)
            policy.reweigh(slot, to: new.weight)
            wheel.cancel(slot)
        } else {
            slot = policy.insert(fingerprint: new.fingerprint, weight: new.weight)
            table.insert(Entry(key: new.key, value: new.value), fingerprint: new.fingerprint, at: slot)
        }
        table.setTerms(EntryTerms(lifetime: lifetime, seen: new.seen, tags: new.tags, ttl: new.ttl), at: slot)
        if lifetime.end != Lifetime.never { wheel.schedule(slot, at: lifetime.end) }
        if options.refreshAfter != nil {
            reloads.advance(to: now)
            reloads.schedule(slot, at: lifetime.freshUntil)
        }
        while let victim = policy.evict() { drop(victim, .evicted, &removed) }
        return lifetime
    }

    /// Takes out what is over, looking at nothing else.
    mutating func expire(now: UInt64, removed: inout RemovedEntries<Key, Value>) {
        wheel.advance(to: now)
        while let slot = wheel.popDue() {
            let end = table.lifetime(of: slot).end
            if end <= now { remove(slot, .expired, &removed) } else { wheel.schedule(slot, at: end) }
        }
        failures.expire(now: now, released: &removed.errors)
    }

    /// Takes an entry out.
    mutating func remove(_ slot: Int, _ cause: RemovalCause, _ removed: inout RemovedEntries<Key, Value>) {
        policy.remove(slot)
        drop(slot, cause, &removed)
    }

    /// Takes an entry out that the policy has let go.
    private mutating func drop(_ slot: Int, _ cause: RemovalCause, _ removed: inout RemovedEntries<Key, Value>) {
        wheel.cancel(slot)
        reloads.cancel(slot)
        let entry = table.remove(at: slot, fingerprint: policy.fingerprint(of: slot))
        counts.count(cause)
        removed.append(entry.key, entry.value, cause)
    }
}
