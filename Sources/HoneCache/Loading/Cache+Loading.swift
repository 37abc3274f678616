import Synchronization

extension Cache {
    /// The value of a key, loaded when it is not there. However many ask for a key at once, one load runs; its failure
    /// goes to all who wait, and to others when the options say so (`failureTTL`). Who is cancelled stops waiting, and
    /// the load goes on for the others; it is cancelled when nobody waits any more. A load that asks for its own key
    /// waits for itself.
    /// - Parameters:
    ///   - key: what is asked for.
    ///   - tags: what the value can be invalidated by.
    ///   - ttl: how long it is fresh; nil: as the options say.
    ///   - load: where it comes from; it runs in a task of its own, with the task-local values of who came first. What
    ///     a closure holds is only gathered on a miss, so that a hit allocates nothing.
    /// - Throws: what `load` throws, ``LoadTimedOut``, or `CancellationError` when the caller is cancelled.
    @inlinable @inline(__always)
    nonisolated(nonsending)
        public func value(
            for key: Key, tags: [String] = [], ttl: Duration? = nil,
            load: @autoclosure () -> (@Sendable () async throws -> Value)
        ) async throws -> Value
    {
        let hash = hasher.hash(key)
        if let value = hit(key, hash) { return value }
        return try await loaded(LoadRequest(key: key, hash: hash, tags: tags, ttl: ttl, load: load()))
    }

    @usableFromInline
    nonisolated(nonsending)
        func loaded(_ request: LoadRequest<Key, Value>) async throws -> Value
    {
        let lookup = request.isRepeated ? nil : beginLookup()
        switch begin(request) {
        case .value(let value):
            lookup?.end(isHit: true)
            return value
        case .failure(let error):
            lookup?.end(isHit: false)
            throw error
        case .refresh(let known, let load):
            lookup?.end(isHit: true)
            start(load, request, demand: .newer)
            return known
        case .wait(let load, let isNew, let hasStale):
            defer { lookup?.end(isHit: false) }
            if isNew { start(load, request, demand: !hasStale && !request.isRepeated ? .anything : .newer) }
            return try await wait(for: load, request, hasStale: hasStale)
        }
    }

    /// What a request leads to.
    private enum Step: Sendable {
        case value(Value)
        /// A load failed shortly before.
        case failure(any Error)
        /// A value that is stale, or soon will be, is given out, and the load begins behind it.
        case refresh(Value, Load<Value>)
        /// The load is waited for; there may be a stale value to fall back to.
        case wait(Load<Value>, isNew: Bool, hasStale: Bool)
    }

    private func begin(_ request: LoadRequest<Key, Value>) -> Step {
        let now = clock.now()
        let numbers = request.tags.map(TagTable.number)
        return withStripe(request.hash) { stripe, removed in
            let found = stripe.find(request.key, request.fingerprint, tags: tags, now: now, removed: &removed)
            var stale: Value?
            var mayRefresh = false
            switch found {
            case .fresh(let slot): return .value(stripe.use(slot, now: now, idle: idleNanoseconds))
            case .absent:
                guard let finding = stripe.loads[request.key]?.fallback, finding.isOfUse(at: now, tags) else { break }
                (stale, mayRefresh) = (finding.value, isRefreshable(finding.lifetime, now))
            case .stale(let slot) where stripe.isDue(slot, now: now, grace: options.grace):
                let value = stripe.use(slot, now: now, idle: idleNanoseconds)
                if let running = stripe.loads[request.key], !tags.isInvalid(running.tags + numbers, since: running.seen)
                {
                    return .value(value)
                }
                if recentFailure(request, &stripe, now, &removed) != nil { return .value(value) }
                stripe.counts.earlyRefreshes += 1
                return .refresh(value, newLoad(request, numbers, now, &stripe))
            case .stale(let slot):
                // It is kept for as long as one of the two may use it.
                mayRefresh = isRefreshable(stripe.table.lifetime(of: slot), now)
                stale = stripe.table.entries[slot].value
                if mayRefresh { stripe.policy.use(slot) }
            }
            if !request.isRepeated { stripe.counts.misses += 1 }
            // Who comes after an invalidation is not given what began to be loaded before it.
            if let running = stripe.loads[request.key], !tags.isInvalid(running.tags + numbers, since: running.seen) {
                if mayRefresh, let stale {
                    stripe.counts.staleHits += 1
                    return .value(stale)
                }
                if running.join() {
                    stripe.counts.sharedLoads += 1
                    return .wait(running, isNew: false, hasStale: stale != nil)
                }
            }
            if let error = recentFailure(request, &stripe, now, &removed) {
                guard let stale else {
                    stripe.counts.repeatedFailures += 1
                    return .failure(error)
                }
                if mayRefresh { stripe.counts.staleHits += 1 } else { stripe.counts.failSafeHits += 1 }
                return .value(stale)
            }
            let load = newLoad(request, numbers, now, &stripe)
            if mayRefresh, let stale {
                stripe.counts.staleHits += 1
                return .refresh(stale, load)
            }
            return .wait(load, isNew: true, hasStale: stale != nil)
        }
    }

    /// Whether a stale value may be given out at once, while it is loaded anew.
    func isRefreshable(_ lifetime: Lifetime, _ now: UInt64) -> Bool {
        let expiry = lifetime.expiry(grace: options.grace)
        return now - min(now, expiry) < options.staleWhileRevalidate?.clampedNanoseconds ?? 0
    }

    /// What a load of the key that ended shortly before threw.
    private func recentFailure(
        _ request: LoadRequest<Key, Value>, _ stripe: inout StripeState<Key, Value>, _ now: UInt64,
        _ removed: inout RemovedEntries<Key, Value>
    ) -> (any Error)? {
        stripe.failures.find(request.key, tags: tags, now: now, released: &removed.errors)
    }

    /// What is loaded anew by itself is not used by that.
    func idleUntil(_ request: LoadRequest<Key, Value>, _ stripe: borrowing StripeState<Key, Value>) -> UInt64? {
        request.isReload ? stripe.idleUntil(request.key, request.fingerprint) : nil
    }

    /// Begins to load what is there and due, unless that is under way.
    func refresh(_ request: LoadRequest<Key, Value>) -> Load<Value>? {
        let now = clock.now()
        let numbers = request.tags.map(TagTable.number)
        let load = withStripe(request.hash) { stripe, removed -> Load<Value>? in
            guard
                case .stale(let slot) = stripe.find(
                    request.key, request.fingerprint, tags: tags, now: now, removed: &removed),
                stripe.isDue(slot, now: now, grace: options.grace), stripe.loads[request.key] == nil,
                recentFailure(request, &stripe, now, &removed) == nil
            else { return nil }
            stripe.counts.earlyRefreshes += 1
            return newLoad(request, numbers, now, &stripe)
        }
        if let load { start(load, request, demand: .newer) }
        return load
    }

    nonisolated(nonsending)
        private func wait(
            for load: Load<Value>, _ request: LoadRequest<Key, Value>, hasStale: Bool
        ) async throws -> Value
    {
        do {
            return try await load.value(within: hasStale ? options.softTimeout : nil, clock: clock)
        } catch let found as FoundStale<Value> {
            guard let next = found.next, next.join() else { return try await loaded(request.repeated) }
            if let value = staleValue(with: next, request) { return value }
            return try await wait(for: next, request.repeated, hasStale: true)
        } catch {
            guard hasStale, !Task.isCancelled else { throw error }
            let isTimeout = error is SoftTimeout
            if let value = standIn(for: load, request, isTimeout: isTimeout) { return value }
            guard isTimeout else { throw error }
            // The stale value is gone, by its time, or with the load, which is then no longer for who asks.
            let isWanted = withStripe(request.hash) { stripe, _ in stripe.loads[request.key] === load }
            if isWanted { return try await wait(for: load, request, hasStale: false) }
            load.quit()
            return try await loaded(request.repeated)
        }
    }

    /// The stale value that is with a load that runs, when it may be given out at once.
    private func staleValue(with load: Load<Value>, _ request: LoadRequest<Key, Value>) -> Value? {
        let now = clock.now()
        return withStripe(request.hash) { stripe, _ in
            guard stripe.loads[request.key] === load, let finding = load.fallback, finding.isOfUse(at: now, tags),
                isRefreshable(finding.lifetime, now)
            else { return nil }
            stripe.counts.staleHits += 1
            return finding.value
        }
    }

    /// What is given out in place of a load that failed or takes long: what is there now, as it may have been
    /// invalidated or replaced while the load ran.
    private func standIn(for load: Load<Value>, _ request: LoadRequest<Key, Value>, isTimeout: Bool) -> Value? {
        let now = clock.now()
        return withStripe(request.hash) { stripe, removed in
            switch stripe.find(request.key, request.fingerprint, tags: tags, now: now, removed: &removed) {
            case .fresh(let slot): return stripe.table.entries[slot].value
            case .stale(let slot):
                if isTimeout { stripe.counts.softTimeouts += 1 } else { stripe.counts.failSafeHits += 1 }
                return stripe.table.entries[slot].value
            case .absent:
                // What is with the load was not in memory. An invalidation takes the load out, or has ended it so.
                guard !isTimeout || stripe.loads[request.key] === load, let finding = load.fallback,
                    finding.isOfUse(at: now, tags)
                else { return nil }
                if isTimeout { stripe.counts.softTimeouts += 1 } else { stripe.counts.failSafeHits += 1 }
                return finding.value
            }
        }
    }
}
