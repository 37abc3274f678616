import HoneCache
import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneCacheDisk

/// Any sequence of calls, with restarts and another process's tier among them, against a dictionary.
@Suite struct DiskModelTests {
    let folder: DiskFolder

    init() throws { folder = try DiskFolder() }

    /// What a tier should say, by the simplest rules.
    struct Model {
        struct Known {
            var entry: TierEntry
            var storedIn: Int
        }

        var turn = 0
        var entries: [String: Known] = [:]
        var tags: [String: Int] = [:]
        /// The keys that a lease of a turn may no longer store.
        var ended: [(turn: Int, invalidation: TierInvalidation)] = []

        mutating func invalidate(_ invalidation: TierInvalidation) {
            turn += 1
            ended.append((turn, invalidation))
            if case .tag(let tag) = invalidation {
                tags[tag] = turn
            } else {
                entries = entries.filter { !invalidation.includes(key: $0.key, tags: []) }
            }
        }

        func entry(_ key: String, now: Int64) -> TierEntry? {
            guard let known = entries[key], known.entry.end > now,
                known.entry.tags.allSatisfy({ tags[$0, default: -1] < known.storedIn })
            else { return nil }
            return known.entry
        }
    }

    @Test(arguments: 1...12)
    func itSaysWhatADictionaryWould(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        func pick(_ count: Int) -> Int { Int(random.next(in: 0...UInt64(count - 1))) }
        var model = Model()
        var tiers = [folder.tier(), folder.tier()]
        let keys = ["a", "a:1", "a:2", "b", "", "é"]
        for step in 0..<300 {
            let tier = tiers[pick(2)]
            let key = keys[pick(keys.count)]
            switch pick(20) {
            case 0..<8:
                let tags = ["t", "u", "v"].filter { _ in pick(3) == 0 }
                var write = TierWrite.made(key, bytes: pick(5_000), tags: tags, fresh: Int64(1_000 * (1 + pick(50))))
                let now = folder.time.withLock { $0 }
                write.entry.storedAt = now
                write.entry.end = now + Int64(1_000 * (1 + pick(50)))
                try await tier.store([write])
                model.turn += 1
                model.entries[key] = Model.Known(entry: write.entry, storedIn: model.turn)
            case 8..<15:
                let now = folder.time.withLock { $0 }
                let found = try await tier.entry(for: key)
                #expect(found == model.entry(key, now: now), "seed \(seed), step \(step)")
            case 15, 16, 17:
                let invalidations: [TierInvalidation] = [
                    .key(key), .key(key), .tag("t"), .tag("u"), .prefix("a:"), .prefix("é"), .all,
                ]
                let invalidation = invalidations[pick(invalidations.count)]
                try await tier.invalidate(invalidation)
                model.invalidate(invalidation)
            case 18: folder.time.withLock { $0 += Int64(pick(10_000)) }
            default:
                let index = pick(2)
                await tiers[index].close()
                tiers[index] = folder.tier()
            }
        }
        #expect(tiers.allSatisfy { $0.statistics().corruptions == 0 })
        for tier in tiers { await tier.close() }
    }

    /// Many keys, more than fit: what is there is what was stored, and the sums agree with the rows when it is opened
    /// again.
    @Test(arguments: [1, 2, 3])
    func sumsAgreeWithTheRows(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let tier = folder.tier(bytes: 200_000)
        for _ in 0..<80 {
            let writes = (0..<Int(random.next(in: 1...20))).map { _ in
                TierWrite.made("\(random.next(in: 0...300))", bytes: Int(random.next(in: 0...4_000)))
            }
            try await tier.store(writes)
            let write = try #require(writes.last)
            #expect(try await tier.entry(for: write.key) == write.entry, "seed \(seed)")
            if random.next(in: 0...9) == 0 { try await tier.invalidate(.prefix("1")) }
        }
        let before = tier.statistics()
        await tier.close()
        let again = folder.tier(bytes: 200_000)
        _ = try await again.entry(for: "0")
        let after = again.statistics()
        #expect(before.entries == after.entries && before.bytes == after.bytes && (before.bytes ?? .max) <= 200_000)
        await again.close()
    }
}
