import Synchronization

/// How a load begins, runs and ends.
extension Cache {
    func newLoad(
        _ request: LoadRequest<Key, Value>, _ numbers: [UInt16], _ now: UInt64, _ stripe: inout StripeState<Key, Value>,
        fallback: StaleFinding<Value>? = nil, isWanted: Bool = true
    ) -> Load<Value> {
        let load = Load<Value>(
            began: now, seen: tags.latest.load(ordering: .acquiring), tags: numbers, fallback: fallback)
        // For who waits, or for the cache itself; others join by themselves.
        if isWanted { _ = load.join() }
        stripe.loads[request.key] = load
        return load
    }

    func start(_ load: Load<Value>, _ request: LoadRequest<Key, Value>, demand: TierDemand) {
        let holder = Holder(self, weakly: request.isReload)
        let outer = outer
        load.attach(
            Task {
                var leases: [TierLease?] = []
                if let outer {
                    guard let given = await holder.cache?.look(in: outer, load, request, demand) else { return }
                    leases = given
                    // Nobody waits any more.
                    guard !Task.isCancelled else {
                        holder.cache?.finish(load, request, .failure(CancellationError()), leases: leases)
                        return
                    }
                }
                let result: Result<Value, any Error>
                do { result = .success(try await request.load()) } catch { result = .failure(error) }
                guard let cache = holder.cache else {
                    outer?.end(leases)
                    return
                }
                cache.finish(load, request, result, leases: leases)
            })
        guard let limit = options.hardTimeout else { return }
        let clock = clock
        load.attach(
            Task {
                guard (try? await clock.sleep(limit)) != nil, let cache = holder.cache else { return }
                cache.finish(load, request, .failure(LoadTimedOut(cache: cache.name, limit: limit)), isTimeout: true)
            })
    }

    /// The cache that a load is for. What it loads anew by itself, and nobody else waits for, does not keep it.
    private struct Holder: Sendable {
        private let kept: Cache?
        private weak let known: Cache?

        var cache: Cache? { kept ?? known }

        init(_ cache: Cache, weakly: Bool) {
            kept = weakly ? nil : cache
            known = weakly ? cache : nil
        }
    }

    /// Stores what was loaded before those who wait have it, so that who comes after them finds it.
    private func finish(
        _ load: Load<Value>, _ request: LoadRequest<Key, Value>, _ result: Result<Value, any Error>,
        isTimeout: Bool = false, leases: [TierLease?] = []
    ) {
        guard load.claim() else {
            outer?.end(leases)
            return
        }
        var weight = 0
        var outward: (OuterTiers<Key, Value>, TierPlace)?
        if case .success(let value) = result {
            weight = self.weight(of: value, for: request.key)
            outward = outer.map { ($0, $0.place(of: request.key)) }
        }
        let now = clock.now()
        let (isWanted, released) = withStripe(request.hash) { stripe, removed -> (Bool, [TierDraft]?) in
            stripe.counts.loadNanoseconds &+= now - min(now, load.began)
            if isTimeout { stripe.counts.hardTimeouts += 1 }
            // When it is another or none, the key was invalidated or set meanwhile.
            let isWanted = stripe.loads[request.key] === load
            if isWanted { stripe.loads[request.key] = nil }
            let value: Value
            switch result {
            case .success(let loaded): value = loaded
            case .failure(let error):
                stripe.counts.failedLoads += 1
                if isWanted { keep(error, of: load, request, now, &stripe, &removed) }
                return (isWanted, nil)
            }
            stripe.counts.loads += 1
            guard isWanted else { return (false, nil) }
            let lifetime = stripe.store(
                .init(
                    key: request.key, fingerprint: request.fingerprint, value: value, weight: weight, tags: load.tags,
                    ttl: request.ttl, seen: load.seen, idleUntil: idleUntil(request, stripe), isExact: request.isReload),
                options: options,
                now: now, removed: &removed)
            guard let (outer, place) = outward, let lifetime else { return (true, nil) }
            // Under the lock, so that who invalidates the key comes before or finds it.
            let released = write(
                value, at: place, load, request, leases, ttl: lifetime.rest(at: now, grace: options.grace), to: outer)
            return (true, released)
        }
        // Before those who wait are told, and without the lock, as it may be a value's last reference.
        if !isWanted { load.dropFallback() }
        if released == nil { outer?.end(leases) }
        if weight > 0 { watchedStore(request.hash, weight: weight, ttl: request.ttl) }
        load.complete(result)
    }

    /// Has a failure given to who asks within its time, unless that would keep from him the stale value of a tier that
    /// stands in for it: what is too heavy for the memory is not kept there with the failure, either.
    private func keep(
        _ error: any Error, of load: Load<Value>, _ request: LoadRequest<Key, Value>, _ now: UInt64,
        _ stripe: inout StripeState<Key, Value>, _ removed: inout RemovedEntries<Key, Value>
    ) {
        guard let time = options.failureTTL, time > .zero, !(error is CancellationError),
            load.fallback?.isOfUse(at: now, tags) != true
        else { return }
        stripe.failures.add(
            error, for: request.key, until: Lifetime.adding(time.clampedNanoseconds, to: now), tags: load.tags,
            seen: load.seen, now: now, released: &removed.errors)
    }
}
