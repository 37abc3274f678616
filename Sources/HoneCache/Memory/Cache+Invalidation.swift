import Synchronization

extension Cache {
    /// Takes a key's value out. A load of it that runs goes to those who wait for it and is not stored.
    ///
    /// Of each invalidation there are two. This one returns when the memory has let go, and outer tiers follow behind
    /// the caller: until they have, this process reads nothing from them that was invalidated. The one that is `async`
    /// waits for them.
    /// - Returns: whether there was a value in memory.
    @discardableResult
    public func invalidate(_ key: Key) -> Bool {
        let was = forget(key)
        if let outer {
            outer.invalidate(.key(outer.text(key)))
            // What a load took from a tier in between goes too.
            forget(key)
        }
        return was
    }

    /// Has no value given out any more that was stored with a tag, nor one whose load with that tag has begun. O(1):
    /// the entries leave when they are next asked for, or are evicted, and until then count as such. Outer tiers follow
    /// behind the caller.
    ///
    /// Tags are compared by their bytes.
    public func invalidate(tag: String) {
        let number = TagTable.number(of: tag)
        tags.invalidate(number)
        if let outer {
            outer.invalidate(.tag(tag))
            tags.invalidate(number)
        }
    }

    /// Takes everything out. Takes time in proportion to what there is, a stripe at a time. Outer tiers follow behind
    /// the caller.
    public func invalidateAll() {
        forgetAll()
        if let outer {
            outer.invalidate(.all)
            forgetAll()
        }
    }

    @discardableResult
    func forget(_ key: Key) -> Bool {
        let hash = hasher.hash(key)
        return withStripe(hash) { stripe, removed in
            stripe.loads[key] = nil
            stripe.failures.remove(key, released: &removed.errors)
            let slot = stripe.table.find(key, UInt32(truncatingIfNeeded: hash))
            guard slot >= 0 else { return false }
            stripe.remove(slot, .invalidated, &removed)
            return true
        }
    }

    func forgetAll() {
        for index in 0...stripeMask {
            withStripe(at: index) { stripe, removed in
                stripe.loads.removeAll()
                stripe.failures.removeAll(released: &removed.errors)
                for slot in stripe.table.slots { stripe.remove(slot, .invalidated, &removed) }
            }
        }
    }

    /// Takes out what is there for keys whose text begins so, and has none of their loads stored. Texts are made while
    /// no lock is held; what comes meanwhile came after the invalidation began.
    func forget(prefix: String, text: (Key) -> String) {
        for index in 0...stripeMask {
            let keys = withStripe(at: index) { stripe, _ in
                Array(stripe.loads.keys) + stripe.failures.keys
                    + stripe.table.slots.map { stripe.table.entries[$0].key }
            }
            for key in keys where text(key).utf8.starts(with: prefix.utf8) { forget(key) }
        }
    }

    /// Takes out what has expired and lets go of its memory. Every store does that for its stripe: this is for a cache
    /// in which nothing is stored for long.
    public func removeExpired() {
        let now = clock.now()
        for index in 0...stripeMask {
            withStripe(at: index) { stripe, removed in stripe.expire(now: now, removed: &removed) }
        }
    }

    /// What was counted until now, a stripe at a time.
    public var statistics: CacheStatistics {
        var sum = CacheStatistics()
        for index in 0...stripeMask {
            sum.hits += stripes[index].hits
            stripes[index].withLock { stripe in
                stripe.counts.add(to: &sum)
                sum.entries += stripe.policy.count
                sum.weight += stripe.policy.weight
            }
        }
        sum.tiers = outer?.lines.map(\.statistics) ?? []
        return sum
    }
}
