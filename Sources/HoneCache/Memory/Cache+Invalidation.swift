import Synchronization

extension Cache {
    /// Takes a key's value out. A load of it that runs goes to those who wait for it and is not stored.
    /// - Returns: whether there was a value.
    @discardableResult
    public func invalidate(_ key: Key) -> Bool {
        let hash = hasher.hash(key)
        return withStripe(hash) { stripe, removed in
            stripe.loads[key] = nil
            let slot = stripe.table.find(key, UInt32(truncatingIfNeeded: hash))
            guard slot >= 0 else { return false }
            stripe.remove(slot, .invalidated, &removed)
            return true
        }
    }

    /// Has no value given out any more that was stored with a tag, nor one whose load with that tag has begun. O(1): the
    /// entries leave when they are next asked for, or are evicted, and until then count as such.
    ///
    /// Tags are compared by their bytes.
    public func invalidate(tag: String) { tags.invalidate(TagTable.number(of: tag)) }

    /// Takes everything out. Takes time in proportion to what there is, a stripe at a time.
    public func invalidateAll() {
        for index in 0...stripeMask {
            withStripe(at: index) { stripe, removed in
                stripe.loads.removeAll()
                for slot in stripe.table.slots { stripe.remove(slot, .invalidated, &removed) }
            }
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
        return sum
    }
}
