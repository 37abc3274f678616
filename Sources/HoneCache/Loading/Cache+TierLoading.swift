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
        let (ending, next, _) = withStripe(request.hash) { stripe, removed -> (Ending, Load<Value>?, [TierDraft]) in
            // Some who wait may have come after the invalidation of a tag that only the entry has.
            if tags.isInvalid(numbers, since: load.seen) { return (.invalid, nil, []) }
            guard load.claim() else { return (.late, nil, []) }
            guard stripe.loads[request.key] === load else { return (.unwanted, nil, []) }
            stripe.loads[request.key] = nil
            stripe.store(
                .init(
                    key: request.key, fingerprint: request.fingerprint, value: found.value, weight: weight,
                    tags: numbers == load.tags ? numbers : numbers + load.tags, ttl: found.entry.ownTTL(options),
                    seen: load.seen, lifetime: found.lifetime, idleUntil: idleUntil(request, stripe)), options: options,
                now: now,
                removed: &removed)
            if isStale {
                guard stripe.table.find(request.key, request.fingerprint) < 0 else { return (.stale, nil, []) }
                // Too heavy for the memory: it goes with the load that is to replace it.
                let finding = StaleFinding(
                    value: found.value, lifetime: found.lifetime, tags: numbers + load.tags, seen: load.seen)
                // Who waits joins it; the cache itself wants it where the stale value is given out meanwhile.
                let next = newLoad(
                    request, load.tags, now, &stripe, fallback: finding, isWanted: isRefreshable(found.lifetime, now))
                return (.stale, next, [])
            }
            let draft = TierDraft(
                key: text, tags: found.entry.tags, numbers: numbers, seen: load.seen,
                replaces: false
            ) { found.entry }
            return (.stored, nil, outer.store(draft, under: leases))
        }
        switch ending {
        case .invalid: break
        case .late: outer.end(leases)
        case .stored: load.complete(.success(found.value))
        case .stale, .unwanted:
            outer.end(leases)
            if let next { start(next, request.repeated, demand: .newer) }
            load.complete(isStale ? .failure(FoundStale(next: next)) : .success(found.value))
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

/// An outer tier had a stale value, which is in memory now or with the key's load; it never leaves the cache.
struct FoundStale<Value: Sendable>: Error {
    /// The load that it is with.
    var next: Load<Value>?
}

/// A stale value that an outer tier had.
struct StaleFinding<Value: Sendable>: Sendable {
    var value: Value
    var lifetime: Lifetime
    /// The numbers of its tags, and the latest invalidation of any tag when it was looked for.
    var tags: [UInt16]
    var seen: UInt64

    /// Whether it may still be given out, if its key was not invalidated.
    func isOfUse(at now: UInt64, _ tags: TagTable) -> Bool {
        now < lifetime.keptUntil && !tags.isInvalid(self.tags, since: seen)
    }
}
