import HoneCache
import HoneTesting
import Synchronization

@testable import HoneCacheRedis

/// What a tier has heard of other nodes.
final class Heard: Sendable {
    private let all = Mutex<[TierInvalidation]>([])

    var said: [TierInvalidation] { all.withLock { $0 } }

    func note(_ invalidation: TierInvalidation) { all.withLock { $0.append(invalidation) } }

    func forget() { all.withLock { $0.removeAll() } }

    /// Waits until something was heard.
    func hears(_ invalidation: TierInvalidation) async throws {
        try await eventually { self.said.contains(invalidation) }
    }
}

/// A node's tier, and what it has heard.
struct TestTier {
    let tier: RedisTier
    let heard = Heard()

    /// Patient, so that a slow machine is not taken for a dead server.
    static var options: RedisOptions {
        var options = RedisOptions()
        options.timeout = .seconds(20)
        options.connectTimeout = .seconds(20)
        return options
    }

    /// A tier that listens already.
    init(
        _ url: String, cache: String = "shop", options: RedisOptions = TestTier.options,
        wall: WallClock = .system
    ) async throws {
        tier = RedisTier(cache: cache, address: try RedisAddress(url), options: options, wall: wall)
        tier.listen { [heard] in heard.note($0) }
        _ = try? await tier.client.kind()
    }

    /// Stores as an app sets, without a lease.
    func set(_ value: String, for key: String, tags: [String] = []) async throws {
        try await tier.store([TierWrite(key: key, entry: .of(value, tags: tags))])
    }

    /// Stores as a load does, under a lease that was given before.
    func store(_ value: String, under lease: TierLease, tags: [String] = []) async throws {
        try await tier.store([TierWrite(key: lease.key, entry: .of(value, tags: tags), lease: lease)])
    }

    func lease(_ key: String, tags: [String] = []) async throws -> TierLease? {
        try await tier.lease(for: key, tags: tags, atMost: .seconds(60))
    }

    func value(_ key: String) async throws -> String? {
        try await tier.entry(for: key).map { String(decoding: $0.value, as: UTF8.self) }
    }
}

extension TierEntry {
    static func of(_ value: String, tags: [String] = [], lasting milliseconds: Int64 = 600_000) -> TierEntry {
        let now = WallClock.system.milliseconds()
        return TierEntry(
            value: Array(value.utf8), tags: tags, storedAt: now, freshUntil: now + milliseconds,
            end: now + milliseconds)
    }
}
