extension Lifetime {
    /// An entry that is dated later than this by the node's own clock is not believed, as clocks of nodes differ by
    /// less and its age cannot be known; milliseconds.
    static let mostSkew: Int64 = 60_000

    /// The lifetime in this process of what another tier holds.
    ///
    /// Nothing is fresh for longer than it was meant to be when it was stored, however the time of day is set.
    /// - Parameters:
    ///   - entry: what the tier holds.
    ///   - wall: the time of day, milliseconds since 1970.
    ///   - now: the time of the cache's clock.
    /// - Returns: nil when it is over, or dated in the future.
    init?(of entry: TierEntry, wall: Int64, now: UInt64, options: CacheOptions) {
        guard entry.end > wall, entry.storedAt <= wall.addingReportingOverflow(Self.mostSkew).partialValue else {
            return nil
        }
        let age = Self.nanoseconds(wall.subtractingReportingOverflow(entry.storedAt).partialValue)
        if entry.freshUntil != .max {
            let ttl = Self.nanoseconds(entry.freshUntil.subtractingReportingOverflow(entry.storedAt).partialValue)
            let expiry = Self.adding(ttl, to: now)
            keptUntil = Self.adding(options.grace, to: expiry - min(age, expiry))
            freshUntil = expiry - min(age, expiry)
            guard keptUntil > now else { return nil }
            refreshEarly(options, ttl: ttl)
        }
        if let after = options.refreshAfter {
            let due = Self.adding(after.clampedNanoseconds, to: now)
            freshUntil = min(freshUntil, due - min(age, due))
        }
        if let idle = options.idle {
            guard idle > .zero else { return nil }
            idleUntil = Self.adding(idle.clampedNanoseconds, to: now)
        }
    }

    /// Milliseconds as nanoseconds; 0 when negative.
    fileprivate static func nanoseconds(_ milliseconds: Int64) -> UInt64 {
        let (product, overflows) = UInt64(max(0, milliseconds)).multipliedReportingOverflow(by: 1_000_000)
        return overflows ? UInt64(Int64.max) : min(product, UInt64(Int64.max))
    }
}

extension TierEntry {
    /// The time to live that the entry was given; nil when it is what the options give, shortened by their jitter.
    func ownTTL(_ options: CacheOptions) -> Duration? {
        guard freshUntil != .max else { return nil }
        let ttl = Lifetime.nanoseconds(freshUntil.subtractingReportingOverflow(storedAt).partialValue)
        guard ttl > 0 else { return nil }
        if let usual = options.ttl?.clampedNanoseconds {
            let shortest = Double(usual) * (1 - (options.jitter > 0 ? min(options.jitter, 1) : 0))
            // Entries are dated in whole milliseconds.
            if ttl <= usual, Double(ttl) >= shortest - 1_000_000 { return nil }
        }
        return .nanoseconds(Int64(clamping: ttl))
    }
}
