import HoneCache
import HoneTesting
import Testing

@testable import HoneCacheDisk

/// Files in which there is more to be done than one call has time for: it is done little by little.
@Suite struct LargeFileTests {
    let folder: DiskFolder

    init() throws { folder = try DiskFolder() }

    static let rows = 100_000

    /// A cache that gives up each call of the tier long before so many rows could be taken out, and asks again at once.
    func cache(bytes: Int) -> Cache<String, [UInt8]> {
        var choice = CacheTierChoice.disk(folder.path, bytes: bytes, logger: KeptLog().logger)
        choice.timeout = .milliseconds(50)
        choice.failureLimit = .max
        choice.pause = .milliseconds(1)
        return Cache(
            name: "test", capacity: .entries(10), options: CacheOptions(ttl: .seconds(600)), tiers: [choice],
            coding: .bytes)
    }

    @Test func aFileThatIsFarTooLargeShrinksThoughEveryCallIsGivenUp() async throws {
        try await folder.fill(Self.rows, prefix: "p:")
        let cache = cache(bytes: 1 << 20)
        var number = 0
        try await eventually {
            number += 1
            cache.set([1], for: "\(number)")
            await cache.flush()
            return cache.statistics.tiers[0].stored > 0
        }
        let statistics = cache.statistics.tiers[0]
        #expect((statistics.bytes ?? .max) <= 1 << 20)
        #expect((statistics.evicted ?? 0) > Self.rows * 9 / 10, "what was given up is counted too")
        await cache.close()
        #expect(try await folder.number("SELECT sum(size) FROM entry") ?? .max <= 1 << 20)
    }

    @Test func aPrefixWithMoreKeysThanACallHasTimeForIsInvalidated() async throws {
        try await folder.fill(Self.rows, prefix: "p:")
        let tier = folder.tier()
        try await tier.store([.made("q:1")])
        await tier.close()
        let cache = cache(bytes: 64 << 20)
        Self.invalidate("p:", of: cache)
        try await eventually { cache.statistics.tiers[0].unpaid == 0 }
        await cache.close()
        #expect(try await folder.number("SELECT count(*) FROM entry WHERE key >= 'p:'") == 1)
    }

    /// In a context that may not wait.
    static func invalidate(_ prefix: String, of cache: Cache<String, [UInt8]>) { cache.invalidate(prefix: prefix) }

    @Test(arguments: ["", "p:", "p:1"])
    func whatComesAfterAPrefixWasInvalidatedStays(prefix: String) async throws {
        try await folder.fill(1_000, prefix: "p:")
        let tier = folder.tier()
        try await tier.invalidate(.prefix(prefix))
        #expect(tier.statistics().entries == (prefix == "p:1" ? 1_000 - 112 : 0))
        try await tier.store([.made("p:1")])
        #expect(try await tier.entry(for: "p:1") != nil)
        await tier.close()
    }

    /// Rows that were used are marked as such by the stores that follow, so many each.
    @Test func whatWasUsedIsNotedInPortions() async throws {
        let tier = folder.tier()
        let keys = (0..<1_000).map { "\($0)" }
        for start in stride(from: 0, to: 1_000, by: 50) {
            try await tier.store(keys[start..<start + 50].map { .made($0) })
        }
        let before = try #require(try await folder.number("SELECT max(used) FROM entry"))
        for key in keys { #expect(try await tier.entry(for: key) != nil) }
        for turn in 1...5 {
            try await tier.store([.made("new")])
            let noted = try await folder.number("SELECT count(*) FROM entry WHERE used > \(before)")
            #expect(noted == min(1_000, turn * DiskRows.portion) + 1)
        }
        await tier.close()
    }

    /// Entries of which a few fill the tier, all at once.
    @Test(arguments: [64 << 10, 1 << 20])
    func aBatchThatIsLargerThanAllTheRoomIsStoredAsFarAsThereIs(bytes: Int) async throws {
        let tier = folder.tier(bytes: bytes)
        for turn in 0..<3 {
            try await tier.store((0..<64).map { .made("\(turn)-\($0)", bytes: bytes / 10) })
            let statistics = tier.statistics()
            #expect((statistics.bytes ?? .max) <= bytes && statistics.entries ?? 0 >= 5 && statistics.tooLarge == 0)
            #expect(try await tier.entry(for: "\(turn)-63") != nil)
        }
        await tier.close()
    }

    /// A file that has as many pages as it may, none of them free.
    @Test func aFileThatMayNotGrowIsOpenedAndUsed() async throws {
        try await folder.fill(40_000, prefix: "p:")
        let tier = folder.tier(bytes: 1 << 20)
        try await tier.invalidate(.tag("t"))
        try await tier.store([.made("new", bytes: 100_000)])
        #expect(try await tier.entry(for: "new") != nil)
        #expect(tier.statistics().isAvailable && tier.statistics().bytes ?? .max <= 1 << 20)
        await tier.close()
    }
}
