/// What one stripe has counted.
struct StripeCounts: Sendable {
    /// Those that were not counted by ``Stripe``.
    var hits = 0
    var misses = 0
    var staleHits = 0
    var failSafeHits = 0
    var repeatedFailures = 0
    var softTimeouts = 0
    var hardTimeouts = 0
    var earlyRefreshes = 0
    var sharedLoads = 0
    var loads = 0
    var failedLoads = 0
    var loadNanoseconds: UInt64 = 0
    var replaced = 0
    var evicted = 0
    var expired = 0
    var invalidated = 0
    var tooHeavy = 0

    mutating func count(_ cause: RemovalCause) {
        switch cause {
        case .replaced: replaced += 1
        case .evicted: evicted += 1
        case .expired: expired += 1
        case .invalidated: invalidated += 1
        }
    }

    /// Adds them to those of other stripes.
    func add(to sum: inout CacheStatistics) {
        sum.hits += hits
        sum.misses += misses
        sum.staleHits += staleHits
        sum.failSafeHits += failSafeHits
        sum.repeatedFailures += repeatedFailures
        sum.softTimeouts += softTimeouts
        sum.hardTimeouts += hardTimeouts
        sum.earlyRefreshes += earlyRefreshes
        sum.sharedLoads += sharedLoads
        sum.loads += loads
        sum.failedLoads += failedLoads
        sum.loadNanoseconds += loadNanoseconds
        sum.removals[.replaced, default: 0] += replaced
        sum.removals[.evicted, default: 0] += evicted
        sum.removals[.expired, default: 0] += expired
        sum.removals[.invalidated, default: 0] += invalidated
        sum.tooHeavy += tooHeavy
    }
}
