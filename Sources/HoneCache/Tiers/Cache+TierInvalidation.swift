/// Of each invalidation there are two: the one of a context that may wait waits for the outer tiers.
extension Cache {
    /// Takes a key's value out of the memory and of every tier, on every node. A load of it that runs goes to those who
    /// wait for it and is not stored.
    /// - Returns: whether there was a value in memory.
    /// - Throws: ``InvalidationIncomplete`` when a tier could not be reached; `CancellationError` when the caller is
    ///   cancelled. What was invalidated goes from the memory in either case, and the tiers are asked again.
    @discardableResult
    nonisolated(nonsending)
        public func invalidate(_ key: Key) async throws -> Bool
    {
        let was = forget(key)
        guard let outer else { return was }
        let waiters = outer.invalidateAndTell(.key(outer.text(key)))
        forget(key)
        try await outer.settle(waiters, of: name)
        return was
    }

    /// Has no value given out any more that was stored with a tag, nor one whose load with that tag has begun, by the
    /// memory and every tier, on every node. O(1).
    /// - Throws: as the other invalidations do.
    nonisolated(nonsending)
        public func invalidate(tag: String) async throws
    {
        let number = TagTable.number(of: tag)
        tags.invalidate(number)
        guard let outer else { return }
        let waiters = outer.invalidateAndTell(.tag(tag))
        tags.invalidate(number)
        try await outer.settle(waiters, of: name)
    }

    /// Takes everything out of the memory and of every tier, on every node.
    /// - Throws: as the other invalidations do.
    nonisolated(nonsending)
        public func invalidateAll() async throws
    {
        forgetAll()
        guard let outer else { return }
        let waiters = outer.invalidateAndTell(.all)
        forgetAll()
        try await outer.settle(waiters, of: name)
    }
}

extension Cache where Key: LosslessStringConvertible {
    /// Takes out what is there for all keys whose text begins so, by the bytes of both in Unicode's normalization form
    /// C. Takes time in proportion to what there is, a stripe at a time. Outer tiers follow behind the caller.
    public func invalidate(prefix: String) {
        let prefix = prefix.normalised
        forget(prefix: prefix, text: \.description.normalised)
        guard let outer else { return }
        outer.invalidate(.prefix(prefix))
        forget(prefix: prefix, text: \.description.normalised)
    }

    /// Takes out what is there for all keys whose text begins so, by the bytes of both in Unicode's normalization form
    /// C, in the memory and every tier, on every node. Takes time in proportion to what there is.
    /// - Throws: as the other invalidations do.
    nonisolated(nonsending)
        public func invalidate(prefix: String) async throws
    {
        let prefix = prefix.normalised
        forget(prefix: prefix, text: \.description.normalised)
        guard let outer else { return }
        let waiters = outer.invalidateAndTell(.prefix(prefix))
        forget(prefix: prefix, text: \.description.normalised)
        try await outer.settle(waiters, of: name)
    }
}
