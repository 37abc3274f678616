import Synchronization

extension Cache {
    /// Says where values come from when whoever asks brings no closure. When the options say `refreshAfter`, entries are
    /// from then on loaded anew by themselves once that time is over, whether or not somebody asks for them; what is no
    /// longer wanted goes by `idle`, or makes room. A loader that was registered before is replaced.
    ///
    /// A load that takes longer than `refreshAfter` no longer counts among those that may run at once
    /// (``CacheLoader/reloadsAtOnce``), so that one that never ends does not hold up the others; it runs on, once for its
    /// key, and does not keep the cache.
    public func register(_ loader: CacheLoader<Key, Value>) {
        let isFirst = self.loader.withLock { current in
            defer { current = loader }
            return current == nil
        }
        guard isFirst, let after = options.refreshAfter, after > .zero else { return }
        let clock = clock
        // It ends with the cache, an interval later at most.
        Task { [weak self] in
            while (try? await clock.sleep(max(after / 8, .milliseconds(10)))) != nil {
                guard let last = self?.stripeMask else { return }
                for index in 0...last {
                    var due = self?.due(at: index)[...] ?? []
                    while let loads = self?.reload(someOf: &due) {
                        let end = clock.now() &+ after.clampedNanoseconds
                        for load in loads {
                            let rest = end - min(end, clock.now())
                            _ = try? await load.value(within: .nanoseconds(Int64(clamping: rest)), clock: clock)
                        }
                    }
                }
            }
        }
    }

    /// The value of a key, loaded by the registered loader when it is not there.
    /// - Parameters:
    ///   - key: what is asked for.
    ///   - ttl: how long it is fresh; nil: as the options say.
    /// - Throws: what the loader throws, ``LoaderMissing``, ``LoadTimedOut``, or `CancellationError` when the caller is
    ///   cancelled.
    @inlinable
    nonisolated(nonsending)
        public func value(for key: Key, ttl: Duration? = nil) async throws -> Value
    {
        let hash = hasher.hash(key)
        if let value = hit(key, hash) { return value }
        return try await loadedByLoader(key, hash, ttl)
    }

    @usableFromInline
    nonisolated(nonsending)
        func loadedByLoader(_ key: Key, _ hash: UInt64, _ ttl: Duration?) async throws -> Value
    {
        guard let loader = loader.withLock(\.self) else {
            if let value = missed(key, hash) { return value }
            throw LoaderMissing(cache: name)
        }
        return try await loaded(request(key, hash, loader, ttl: ttl))
    }

    private func request(
        _ key: Key, _ hash: UInt64, _ loader: CacheLoader<Key, Value>, ttl: Duration?
    ) -> LoadRequest<Key, Value> {
        LoadRequest(key: key, hash: hash, tags: loader.tags(key), ttl: ttl) { try await loader.load(key) }
    }

    /// What of a stripe is to be loaded anew, with the entries' own times to live.
    private func due(at index: Int) -> [(key: Key, ttl: Duration?)] {
        let now = clock.now()
        return stripes[index].withLock { stripe in
            stripe.table.slots.compactMap { slot -> (key: Key, ttl: Duration?)? in
                let isDue = !stripe.table.lifetime(of: slot).isFresh(at: now)
                return isDue && stripe.isDue(slot, now: now, grace: options.grace)
                    ? (stripe.table.entries[slot].key, stripe.table.terms?[slot].ownTTL) : nil
            }
        }
    }

    /// Begins to load some of what is due anew. Counts no hits, and puts the end of no idle entry off.
    /// - Returns: nil when nothing is left.
    private func reload(someOf due: inout ArraySlice<(key: Key, ttl: Duration?)>) -> [Load<Value>]? {
        guard !due.isEmpty, let loader = loader.withLock(\.self) else { return nil }
        let some = due.prefix(max(1, loader.reloadsAtOnce))
        due = due.dropFirst(some.count)
        return some.compactMap { key, ttl in
            var request = request(key, hasher.hash(key), loader, ttl: ttl)
            request.isReload = true
            return refresh(request)
        }
    }
}
