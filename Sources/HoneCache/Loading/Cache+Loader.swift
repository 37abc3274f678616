import Synchronization

extension Cache {
    /// Says where values come from when whoever asks brings no closure. When the options say `refreshAfter`, entries are
    /// from then on loaded anew by themselves once that time is over, whether or not somebody asks for them; what is no
    /// longer wanted goes by `idle`, or makes room. A loader that was registered before is replaced.
    public func register(_ loader: CacheLoader<Key, Value>) {
        let isFirst = self.loader.withLock { current in
            defer { current = loader }
            return current == nil
        }
        guard isFirst, let after = options.refreshAfter, after > .zero else { return }
        let clock = clock
        // It ends with the cache, an interval later at most.
        Task { [weak self] in
            while (try? await clock.sleep(max(after / 8, .milliseconds(10)))) != nil, let self { await reloadDue() }
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

    /// Loads anew what is due, some at once. Counts no hits, and puts the end of no idle entry off.
    func reloadDue() async {
        guard let loader = loader.withLock(\.self) else { return }
        for index in 0...stripeMask {
            let now = clock.now()
            let due = stripes[index].withLock { stripe in
                stripe.table.slots.compactMap { slot -> (key: Key, ttl: Duration?)? in
                    let isDue = !stripe.table.lifetime(of: slot).isFresh(at: now)
                    return isDue && stripe.isDue(slot, now: now, grace: options.grace)
                        ? (stripe.table.entries[slot].key, stripe.table.terms?[slot].ownTTL) : nil
                }
            }
            var rest = due[...]
            while !rest.isEmpty {
                let some = rest.prefix(max(1, loader.reloadsAtOnce))
                rest = rest.dropFirst(some.count)
                let loads = some.compactMap { key, ttl -> Load<Value>? in
                    var request = request(key, hasher.hash(key), loader, ttl: ttl)
                    request.isReload = true
                    return refresh(request)
                }
                for load in loads { _ = try? await load.value(within: nil, clock: clock) }
            }
        }
    }
}
