extension Cache where Key: LosslessStringConvertible, Value: Codable {
    /// An empty cache whose values are fresh for a time, with tiers behind its memory.
    /// - Parameters:
    ///   - name: what it is called in statistics, errors, and the tiers: two caches of one name share what is there.
    ///   - capacity: what it holds in memory at most.
    ///   - ttl: how long after it was stored a value is fresh.
    ///   - tiers: what is behind the memory, innermost first.
    public convenience init(name: String, capacity: CacheCapacity, ttl: Duration, tiers: [CacheTierChoice]) {
        self.init(name: name, capacity: capacity, options: CacheOptions(ttl: ttl), tiers: tiers, coding: .json)
    }

    /// An empty cache with tiers behind its memory, in which values are JSON.
    /// - Parameters:
    ///   - name: what it is called in statistics, errors, and the tiers: two caches of one name share what is there.
    ///   - capacity: what it holds in memory at most.
    ///   - options: how it treats time.
    ///   - tiers: what is behind the memory, innermost first.
    public convenience init(
        name: String, capacity: CacheCapacity, options: CacheOptions, tiers: [CacheTierChoice]
    ) {
        self.init(name: name, capacity: capacity, options: options, tiers: tiers, coding: .json)
    }
}

extension Cache where Key: LosslessStringConvertible {
    /// An empty cache with tiers behind its memory.
    /// - Parameters:
    ///   - name: what it is called in statistics, errors, and the tiers: two caches of one name share what is there.
    ///   - capacity: what it holds in memory at most.
    ///   - options: how it treats time.
    ///   - tiers: what is behind the memory, innermost first.
    ///   - coding: what values are in the tiers.
    ///   - clock: the time.
    ///   - wallClock: the time of day, by which entries in the tiers are dated.
    ///   - weigher: what an entry weighs, when the capacity is a weight; nil: 1 each. Less than 1 counts as 1.
    ///   - onRemoval: told of each entry that left the memory, by the thread that made it leave, while no lock is held.
    public convenience init(
        name: String, capacity: CacheCapacity, options: CacheOptions = CacheOptions(), tiers: [CacheTierChoice],
        coding: ValueCoding<Value>, clock: CacheClock = .system, wallClock: WallClock = .system,
        weigher: (@Sendable (Key, Value) -> Int)? = nil,
        onRemoval: (@Sendable (Key, Value, RemovalCause) -> Void)? = nil
    ) {
        var random = SystemRandomNumberGenerator()
        self.init(
            name: name, capacity: capacity, options: options, clock: clock, weigher: weigher, onRemoval: onRemoval,
            seed: random.next(),
            outer: tiers.isEmpty
                ? nil
                : { clock, tags in
                    OuterTiers(
                        lines: tiers.map { TierLine($0.make(name), choice: $0, clock: clock, tags: tags) },
                        text: { $0.description.normalised }, key: { Key($0) }, coding: coding, wall: wallClock)
                })
    }
}

extension Cache {
    /// Waits until the outer tiers have taken what is on its way to them, or have failed to.
    public func flush() async { await outer?.flush() }

    /// Has the outer tiers take what is on its way to them and let go of their files and connections; the memory goes
    /// on alone. It happens by itself, behind the scenes, when the cache goes away: call it where the process ends.
    public func close() async { await outer?.close() }

    /// Hears what other nodes invalidate.
    func listen() {
        guard let outer else { return }
        for (index, line) in outer.lines.enumerated() {
            line.tier.listen { [weak self] invalidation in self?.hear(invalidation, from: index) }
            guard line.tier.hearsOthers else { continue }
            // What it had before may have been invalidated by others while this process did not run. Nothing of it is
            // given out from here on, whether or not it can be told.
            for inner in outer.lines[..<index] where inner.tier.outlivesProcess { inner.invalidate(.all) }
        }
    }

    private func hear(_ invalidation: TierInvalidation, from index: Int) {
        guard let outer else { return }
        forget(invalidation, outer)
        outer.lines[index].hear(invalidation)
        // A tier of this process's own has to be told too.
        outer.invalidate(invalidation, except: index)
        forget(invalidation, outer)
    }

    private func forget(_ invalidation: TierInvalidation, _ outer: OuterTiers<Key, Value>) {
        switch invalidation {
        case .key(let text): if let key = outer.key(text) { forget(key) }
        case .prefix(let prefix): forget(prefix: prefix, text: outer.text)
        case .tag(let tag): tags.invalidate(TagTable.number(of: tag))
        case .all: forgetAll()
        }
    }
}
