import Synchronization

/// What a ``ResponseCache`` has counted since it was made, and what it holds.
public struct ResponseCacheStatistics: Sendable, Equatable {
    /// Requests answered with a fresh response, or with a stale one that the request took (`max-stale`).
    public var hits = 0
    /// Requests answered with a stale response while another request asked anew.
    public var staleHits = 0
    /// Requests answered with a stale response as the app failed.
    public var errorHits = 0
    /// Requests answered together with one that went to the app.
    public var collapsed = 0
    /// Requests that went to the app and whose answer may be given to others.
    public var misses = 0
    /// Those among the misses that confirmed what was stored (304).
    public var revalidated = 0
    /// Requests that the cache had nothing to do with: other methods, ranges of what is not stored, and those whose
    /// answer turned out to be nobody else's. Such an answer is `private`, `no-store` or `no-cache`, sets a cookie,
    /// belongs to a request with `Authorization` or `Cookie` without saying that it is for everyone, has no lifetime or
    /// a status that is not stored, or is an error.
    public var bypassed = 0
    /// Responses that were stored.
    public var stored = 0
    /// Responses, indices of variants and marks that are held.
    public var entries = 0
    /// The bytes they take, about.
    public var bytes = 0

    /// Those answered with what is stored, or with another's answer, as a share of those that might have been, from 0
    /// to 1; 0 without any. What was bypassed does not count.
    public var hitRatio: Double {
        let answered = hits + staleHits + errorHits + collapsed
        return answered + misses == 0 ? 0 : Double(answered) / Double(answered + misses)
    }
}

/// The counts behind the statistics; added to without a lock.
final class ResponseCacheCounts: Sendable {
    let hits = Atomic(0)
    let staleHits = Atomic(0)
    let errorHits = Atomic(0)
    let collapsed = Atomic(0)
    let misses = Atomic(0)
    let revalidated = Atomic(0)
    let bypassed = Atomic(0)
    let stored = Atomic(0)
    /// Requests that began to wait for another's answer.
    let waited = Atomic(0)

    /// What ``waited`` says.
    var joined: Int { waited.load(ordering: .relaxed) }

    var snapshot: ResponseCacheStatistics {
        var sum = ResponseCacheStatistics()
        sum.hits = hits.load(ordering: .relaxed)
        sum.staleHits = staleHits.load(ordering: .relaxed)
        sum.errorHits = errorHits.load(ordering: .relaxed)
        sum.collapsed = collapsed.load(ordering: .relaxed)
        sum.misses = misses.load(ordering: .relaxed)
        sum.revalidated = revalidated.load(ordering: .relaxed)
        sum.bypassed = bypassed.load(ordering: .relaxed)
        sum.stored = stored.load(ordering: .relaxed)
        return sum
    }
}
