/// Until when an entry is what; nanoseconds of the cache's clock, `never` where there is no end.
@usableFromInline
struct Lifetime: Sendable, Equatable {
    @usableFromInline static let never = UInt64.max

    /// Until when the value is given out without a question: until it expires, or is to be loaded anew before that.
    @usableFromInline var freshUntil = never
    /// Until when it is kept: later than `freshUntil` where a stale value is of use.
    var keptUntil = never
    /// When it goes unless it is used before.
    @usableFromInline var idleUntil = never

    /// Whether the time has to be read to know that it is fresh.
    @inlinable var isEndless: Bool { freshUntil == Self.never && idleUntil == Self.never }

    /// Whether the value may be given out without a question.
    @inlinable
    func isFresh(at now: UInt64) -> Bool { now < freshUntil && now < idleUntil }

    /// Whether a use now would put the end of an idle entry off.
    @inlinable
    func isMoved(at now: UInt64, idle: UInt64) -> Bool { idleUntil != Self.never && idleUntil != now &+ idle }

    /// When the entry is to be taken out.
    var end: UInt64 { min(keptUntil, idleUntil) }

    /// When the value expires, be it given out without a question until then or not.
    /// - Parameter grace: how long it is kept after that.
    func expiry(grace: UInt64) -> UInt64 { keptUntil == Self.never ? Self.never : keptUntil - min(grace, keptUntil) }

    /// How long it is until the value expires, ns; nil when it never does.
    func rest(at now: UInt64, grace: UInt64) -> UInt64? {
        let expiry = expiry(grace: grace)
        return expiry == Self.never ? nil : expiry - min(now, expiry)
    }
}

extension Lifetime {
    /// The lifetime of an entry that is stored.
    /// - Parameters:
    ///   - ttl: the entry's own time to live; nil: that of the options.
    ///   - unit: a random number from 0 up to 1 for the jitter.
    /// - Returns: nil when it would be over at once.
    init?(options: CacheOptions, ttl: Duration?, now: UInt64, unit: Double) {
        if let ttl = ttl ?? options.ttl {
            let nanoseconds = ttl.clampedNanoseconds
            guard nanoseconds > 0 else { return nil }
            // Neither NaN nor anything below nothing is above 0.
            let jitter = options.jitter > 0 ? min(options.jitter, 1) : 0
            let shorter = jitter == 0 ? 0 : UInt64(Double(nanoseconds) * jitter * unit)
            let length = max(1, nanoseconds - min(shorter, nanoseconds))
            freshUntil = Self.adding(length, to: now)
            keptUntil = Self.adding(options.grace, to: freshUntil)
            refreshEarly(options, ttl: length)
        }
        if let after = options.refreshAfter {
            freshUntil = min(freshUntil, Self.adding(after.clampedNanoseconds, to: now))
        }
        if let idle = options.idle {
            guard idle > .zero else { return nil }
            idleUntil = Self.adding(idle.clampedNanoseconds, to: now)
        }
    }

    /// Has it loaded anew when a share of its time is over.
    mutating func refreshEarly(_ options: CacheOptions, ttl: UInt64) {
        guard let share = options.earlyRefresh, share >= 0, share < 1 else { return }
        // In parts of 2²⁰, as a double has too few digits for the product.
        let rest = (ttl >> 20) * UInt64((1 - share) * 1_048_576)
        freshUntil -= min(rest, freshUntil)
    }

    static func adding(_ nanoseconds: UInt64, to time: UInt64) -> UInt64 {
        let (sum, overflows) = time.addingReportingOverflow(nanoseconds)
        return overflows ? never : sum
    }

    /// Puts the end of an idle entry off, as it was used.
    @inlinable
    mutating func used(at now: UInt64, idle: UInt64) {
        if idleUntil != Self.never { idleUntil = now &+ idle < now ? Self.never : now &+ idle }
    }
}
