import Synchronization

extension Cache {
    /// Looks for a load's value in the outer tiers, and ends the load when it is there.
    /// - Returns: the leases under which the value is to be loaded and stored; nil when the load has ended.
    func look(
        in outer: OuterTiers<Key, Value>, _ load: Load<Value>, _ request: LoadRequest<Key, Value>, _ demand: TierDemand
    ) async -> [TierLease?]? {
        let text = outer.text(request.key)
        // Once more where what was found had been invalidated when it came.
        for _ in 0..<2 {
            let look = await outer.look(
                for: text, tags: request.tags, demand: demand, options: options, clock: clock)
            guard let found = look.found else { return look.leases }
            guard finish(load, request, found, look.leases, outer) == .invalid else { return nil }
            outer.end(look.leases)
        }
        return Array(repeating: nil, count: outer.lines.count)
    }

    private enum Ending { case stored, stale, unwanted, invalid, late }

    /// Ends a load with what an outer tier had, unless that was invalidated meanwhile, and has the tiers before it take
    /// it in.
    private func finish(
        _ load: Load<Value>, _ request: LoadRequest<Key, Value>, _ found: TierFinding<Value>, _ leases: [TierLease?],
        _ outer: OuterTiers<Key, Value>
    ) -> Ending {
        let numbers = found.entry.tags.map(TagTable.number)
        let weight = weight(of: found.value, for: request.key)
        let now = clock.now()
        let isStale = now >= found.lifetime.expiry(grace: options.grace)
        let text = outer.text(request.key)
        let (ending, _) = withStripe(request.hash) { stripe, removed -> (Ending, [TierDraft]) in
            // Some who wait may have come after the invalidation of a tag that only the entry has.
            if tags.isInvalid(numbers, since: load.seen) { return (.invalid, []) }
            guard load.claim() else { return (.late, []) }
            guard stripe.loads[request.key] === load else { return (.unwanted, []) }
            stripe.loads[request.key] = nil
            stripe.store(
                .init(
                    key: request.key, fingerprint: request.fingerprint, value: found.value, weight: weight,
                    tags: numbers == load.tags ? numbers : numbers + load.tags, ttl: found.entry.ownTTL(options),
                    seen: load.seen, lifetime: found.lifetime, idleUntil: idleUntil(request, stripe)), options: options, now: now,
                removed: &removed)
            if isStale { return (.stale, []) }
            let draft = TierDraft(
                key: text, tags: found.entry.tags, numbers: numbers, seen: load.seen,
                replaces: false
            ) { found.entry }
            return (.stored, outer.store(draft, under: leases))
        }
        switch ending {
        case .invalid: break
        case .late: outer.end(leases)
        case .stored: load.complete(.success(found.value))
        case .stale, .unwanted:
            outer.end(leases)
            load.complete(isStale ? .failure(FoundStale()) : .success(found.value))
        }
        return ending
    }

    /// Has the outer tiers take in what was loaded.
    /// - Parameter ttl: how long it is fresh, ns; nil: for ever.
    /// - Returns: what it has taken the place of, to be let go without a lock.
    func write(
        _ value: Value, at place: TierPlace, _ load: Load<Value>, _ request: LoadRequest<Key, Value>,
        _ leases: [TierLease?], ttl: UInt64?, to outer: OuterTiers<Key, Value>
    ) -> [TierDraft] {
        let draft = outer.draft(
            value, at: place, tags: (request.tags, load.tags), ttl: ttl, grace: options.grace,
            seen: load.seen, replaces: false)
        return outer.store(draft, under: leases)
    }

    /// Has the outer tiers take in what the app set, in place of what they have.
    /// - Parameter ttl: how long it is fresh, ns; nil: for ever.
    /// - Returns: what it has taken the place of, to be let go without a lock.
    func replace(
        _ value: Value, at place: TierPlace, _ tags: (texts: [String], numbers: [UInt16]), ttl: UInt64?, seen: UInt64,
        in outer: OuterTiers<Key, Value>
    ) -> [TierDraft] {
        let draft = outer.draft(
            value, at: place, tags: tags, ttl: ttl, grace: options.grace, seen: seen, replaces: true)
        return outer.lines.flatMap { $0.store(draft, lease: nil) }
    }
}

/// An outer tier had a stale value, which is in memory now; it never leaves the cache.
struct FoundStale: Error {}
