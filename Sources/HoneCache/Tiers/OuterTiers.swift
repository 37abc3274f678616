/// The tiers behind a cache's memory, innermost first, and how its keys and values look in them.
final class OuterTiers<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    let lines: [TierLine]
    let text: @Sendable (Key) -> String
    let key: @Sendable (String) -> Key?
    let coding: ValueCoding<Value>
    let wall: WallClock

    init(
        lines: [TierLine], text: @escaping @Sendable (Key) -> String, key: @escaping @Sendable (String) -> Key?,
        coding: ValueCoding<Value>, wall: WallClock
    ) {
        self.lines = lines
        self.text = text
        self.key = key
        self.coding = coding
        self.wall = wall
    }

    /// Where and when a value of a key is stored. Runs code of the app, so no lock is held.
    func place(of key: Key) -> TierPlace { TierPlace(text: text(key), now: wall.milliseconds()) }

    /// A value that is now true, on its way to tiers.
    /// - Parameters:
    ///   - place: where it belongs.
    ///   - tags: what it can be invalidated by, and their numbers.
    ///   - ttl: how long it is fresh, ns; nil: for ever.
    ///   - seen: the latest invalidation of any tag when the value was asked for.
    ///   - replaces: whether the app set it.
    func draft(
        _ value: Value, at place: TierPlace, tags: (texts: [String], numbers: [UInt16]), ttl: UInt64?, grace: UInt64,
        seen: UInt64, replaces: Bool
    ) -> TierDraft {
        let now = place.now
        let freshUntil = ttl.map { Self.adding($0, to: now) } ?? .max
        let end = Self.adding(grace, to: freshUntil)
        let encode = coding.encode
        return TierDraft(key: place.text, tags: tags.texts, numbers: tags.numbers, seen: seen, replaces: replaces) {
            TierEntry(value: try encode(value), tags: tags.texts, storedAt: now, freshUntil: freshUntil, end: end)
        }
    }

    /// Milliseconds later; for ever when that is beyond what can be told.
    private static func adding(_ nanoseconds: UInt64, to milliseconds: Int64) -> Int64 {
        let (sum, overflows) = milliseconds.addingReportingOverflow(Int64(clamping: nanoseconds / 1_000_000))
        return overflows ? .max : sum
    }

    /// Has the tiers invalidate something, behind the caller.
    func invalidate(_ invalidation: TierInvalidation, except heardFrom: Int? = nil) {
        for (index, line) in lines.enumerated() where index != heardFrom { line.invalidate(invalidation) }
    }

    /// Has the tiers invalidate something; wait for it with ``settle(_:of:)``.
    func invalidateAndTell(_ invalidation: TierInvalidation) -> [Load<Void>] {
        lines.map { line in
            let waiter = Load<Void>(began: 0, seen: 0, tags: [])
            _ = waiter.join()
            line.invalidate(invalidation, waiter: waiter)
            return waiter
        }
    }

    /// Waits until each tier has taken an invalidation, or has failed to.
    /// - Throws: ``InvalidationIncomplete``; `CancellationError` when the caller is cancelled.
    func settle(_ waiters: [Load<Void>], of cache: String) async throws {
        var failed: [String] = []
        for (line, waiter) in zip(lines, waiters) {
            do {
                // What is before it in the queue takes its time too.
                try await waiter.value(within: line.choice.timeout * 4, clock: line.clock)
            } catch {
                try Task.checkCancellation()
                failed.append(line.tier.name)
            }
        }
        if !failed.isEmpty { throw InvalidationIncomplete(cache: cache, tiers: failed) }
    }

    /// Lets others load.
    func end(_ leases: [TierLease?]) {
        for (line, lease) in zip(lines, leases) { if let lease { line.end([lease]) } }
    }

    /// Stores an entry in the tiers that gave a lease for it, behind the caller.
    /// - Returns: what it has taken the place of, to be let go without a lock.
    func store(_ draft: TierDraft, under leases: [TierLease?]) -> [TierDraft] {
        zip(lines, leases).flatMap { line, lease in
            guard let lease else { return [TierDraft]() }
            guard lease.mayStore else {
                line.end([lease])
                return []
            }
            return line.store(draft, lease: lease)
        }
    }

    /// Does what is on its way, and lets go of the tiers.
    func close() async {
        await flush()
        for line in lines { await line.close() }
    }

    func flush() async { for line in lines { await line.flush() } }
}

/// Where a value belongs in the tiers, and when it began to be true.
struct TierPlace: Sendable {
    /// The key as the tiers have it.
    var text: String
    /// The time of day, milliseconds since 1970.
    var now: Int64
}

/// An invalidation has not reached every tier.
public struct InvalidationIncomplete: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name of the cache.
    public let cache: String
    /// The names of the tiers that it has not reached.
    public let tiers: [String]

    /// Says which cache and tiers, and what that means.
    public var description: String {
        "an invalidation of the cache '\(cache)' has not reached \(tiers.joined(separator: ", ")): this process does not "
            + "give out what was invalidated and tries again by itself, but others may until it has; see whether the "
            + "tier works (statistics.tiers)"
    }
}
