import Synchronization

extension Cache {
    /// Says where values come from when whoever asks brings no closure. When the options say `refreshAfter`, entries
    /// are from then on loaded anew by themselves within an eighth of that time after it is over, whether or not
    /// somebody asks for them; what is no longer wanted goes by `idle`, or makes room. A loader that was registered
    /// before is replaced.
    ///
    /// A load that takes longer than `refreshAfter` no longer counts among those that may run at once
    /// (``CacheLoader/reloadsAtOnce``), so that one that never ends does not hold up the others; it runs on, once for
    /// its key, and does not keep the cache.
    public func register(_ loader: CacheLoader<Key, Value>) {
        let isFirst = self.loader.withLock { current in
            defer { current = loader }
            return current == nil
        }
        guard isFirst, let after = options.refreshAfter, after > .zero else { return }
        let clock = clock
        let pause = max(after / 8, .milliseconds(10))
        // It ends with the cache, an interval later at most.
        Task { [weak self] in
            while (try? await clock.sleep(pause)) != nil {
                guard let last = self?.stripeMask else { return }
                var isMore = true
                while isMore {
                    isMore = false
                    // A few of each stripe by turns: a key that fails slowly is due again by then, and again.
                    for index in 0...last {
                        guard let loads = self?.reload(someOf: index, pause: pause) else { continue }
                        isMore = true
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
    @inlinable @inline(__always)
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

    /// Begins to load some of what is due in a stripe anew. Counts no hits, and puts the end of no idle entry off.
    /// - Returns: nil when nothing is due.
    private func reload(someOf index: Int, pause: Duration) -> [Load<Value>]? {
        guard let loader = loader.withLock(\.self) else { return nil }
        let now = clock.now()
        let due = stripes[index].withLock { stripe in
            stripe.takeDue(
                max(1, loader.reloadsAtOnce), now: now, pause: pause.clampedNanoseconds, grace: options.grace)
        }
        return due?.compactMap { due in
            var request = request(due.key, hasher.hash(due.key), loader, ttl: due.ttl)
            request.isReload = true
            return refresh(request)
        }
    }
}
