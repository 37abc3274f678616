import Foundation
import GRDB
import HoneCache
import HoneTesting
import Synchronization
import Testing

@testable import HoneCacheDisk

@Suite struct DiskTierTests {
    let folder: DiskFolder

    init() throws { folder = try DiskFolder() }

    @Test(arguments: [0, 1, 100, 5_000, 1_000_000])
    func entriesSurviveTheProcess(bytes: Int) async throws {
        let before = folder.tier()
        let writes = ["a", "é", "", "a b\u{0}c"].map { TierWrite.made($0, bytes: bytes, tags: ["t", "", $0]) }
        try await before.store(writes)
        for write in writes { #expect(try await before.entry(for: write.key) == write.entry) }
        await before.close()
        await #expect(throws: (any Error).self) { try await before.entry(for: "a") }
        let after = folder.tier()
        for write in writes { #expect(try await after.entry(for: write.key) == write.entry) }
        #expect(try await after.entry(for: "other") == nil)
        #expect(after.statistics().entries == 4 && after.statistics().corruptions == 0)
        #expect(after.outlivesProcess && !after.hearsOthers)
        await after.close()
    }

    @Test func aCacheFindsItAgain() async throws {
        let make = { [path = folder.path] in
            Cache<String, [Int]>(
                name: "products: all/é", capacity: .entries(10), ttl: .seconds(60), tiers: [.disk(path + "/deep/er")])
        }
        let before = make()
        #expect(try await before.value(for: "key", tags: ["t"]) { [1, 2] } == [1, 2])
        await before.close()
        let after = make()
        #expect(try await after.value(for: "key", tags: ["t"]) { [3] } == [1, 2])
        try await after.invalidate(tag: "t")
        await after.close()
        let last = make()
        #expect(try await last.value(for: "key", tags: ["t"]) { [4] } == [4], "the invalidation survived too")
        await last.close()
        #expect(last.statistics.tiers[0].errors == 0)
    }

    @Test func nobodyElseMayReadTheFile() async throws {
        let tier = folder.tier(folder.path + "/new/test.cache.sqlite")
        try await tier.store([.made("a")])
        for name in ["", "/test.cache.sqlite", "/test.cache.sqlite-wal", "/test.cache.sqlite-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/new" + name)
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0, "\(name)")
        }
        await tier.close()
    }

    @Test(arguments: [
        ("products", "products"), ("a b/c", "a%20b%2Fc"), ("..", "%2E%2E"), ("é", "%C3%A9"), ("", ""), ("\t", "%09"),
    ])
    func namesOfCachesBecomeNamesOfFiles(name: String, expected: String) {
        #expect(DiskFile.path(of: name, in: "/x") == "/x/\(expected).cache.sqlite")
    }

    @Test func longNamesStayApart() {
        let names = ["a", "b"].map { DiskFile.path(of: String(repeating: "n", count: 300) + $0, in: "") }
        #expect(names[0] != names[1] && names.allSatisfy { $0.utf8.count < 150 })
    }

    enum Kind: CaseIterable { case key, tag, prefix, all }

    static func invalidation(_ kind: Kind) -> TierInvalidation {
        switch kind {
        case .key: .key("key:1")
        case .tag: .tag("t")
        case .prefix: .prefix("key:")
        case .all: .all
        }
    }

    @Test(arguments: Kind.allCases, [false, true])
    func whatWasInvalidatedIsGone(kind: Kind, afterRestart: Bool) async throws {
        var tier = folder.tier()
        try await tier.store([.made("key:1", tags: ["s", "t"]), .made("other")])
        try await tier.invalidate(Self.invalidation(kind))
        if afterRestart {
            await tier.close()
            tier = folder.tier()
        }
        #expect(try await tier.entry(for: "key:1") == nil)
        #expect((try await tier.entry(for: "other") == nil) == (kind == .all))
        try await tier.store([.made("key:1", tags: ["s", "t"])])
        #expect(try await tier.entry(for: "key:1") != nil, "what is stored afterwards is valid")
        await tier.close()
    }

    @Test(arguments: Kind.allCases)
    func whatBeganToBeLoadedBeforeIsNotGivenOut(kind: Kind) async throws {
        let tier = folder.tier()
        let lease = try #require(try await tier.lease(for: "key:1", tags: ["t"], atMost: .seconds(1)))
        try await tier.invalidate(Self.invalidation(kind))
        try await tier.store([.made("key:1", tags: ["t"], lease: lease)])
        #expect(try await tier.entry(for: "key:1") == nil)
        let next = try await tier.lease(for: "key:1", tags: ["t"], atMost: .seconds(1))
        try await tier.store([.made("key:1", tags: ["t"], lease: next)])
        #expect(try await tier.entry(for: "key:1") != nil)
        await tier.close()
    }

    /// Another process sets a value while this one loads an older: that is not stored over it, too large or not.
    @Test(arguments: [10, 200_000])
    func whatWasSetIsNotReplacedByAnOlderLoad(bytes: Int) async throws {
        let (one, other) = (folder.tier(bytes: 1 << 20), folder.tier(bytes: 1 << 20))
        let lease = try #require(try await one.lease(for: "key", tags: ["t"], atMost: .seconds(1)))
        let unharmed = try #require(try await one.lease(for: "else", tags: ["t"], atMost: .seconds(1)))
        let set = TierWrite.made("key", bytes: bytes, tags: ["t"])
        try await other.store([set])
        try await one.store([.made("key", bytes: 20, tags: ["t"], lease: lease), .made("else", lease: unharmed)])
        #expect(try await one.entry(for: "key") == (bytes == 10 ? set.entry : nil))
        #expect(try await other.entry(for: "else") != nil)
        let next = try #require(try await one.lease(for: "key", tags: ["t"], atMost: .seconds(1)))
        try await one.store([.made("key", bytes: 20, tags: ["t"], lease: next)])
        #expect(try await other.entry(for: "key") == TierWrite.made("key", bytes: 20, tags: ["t"]).entry)
        await one.close()
        await other.close()
    }

    @Test func prefixesAreBytes() async throws {
        let tier = folder.tier()
        let keys = ["a", "a\u{7F}", "aé", "b", "", "\u{10FFFF}", "\u{10FFFF}x"]
        try await tier.store(keys.map { .made($0) })
        try await tier.invalidate(.prefix("a"))
        var left: [String] = []
        for key in keys where try await tier.entry(for: key) != nil { left.append(key) }
        #expect(left == ["b", "", "\u{10FFFF}", "\u{10FFFF}x"])
        try await tier.invalidate(.prefix(""))
        for key in keys { #expect(try await tier.entry(for: key) == nil) }
        await tier.close()
    }

    @Test func timeTakesEntriesOut() async throws {
        let tier = folder.tier()
        try await tier.store((1...10).map { .made("\($0)", fresh: Int64($0) * 1_000) })
        folder.time.withLock { $0 += 5_500 }
        #expect(try await tier.entry(for: "5") == nil)
        #expect(try await tier.entry(for: "6") != nil)
        try await tier.store([.made("new")])
        #expect(tier.statistics().entries == 6)
        await tier.close()
        folder.time.withLock { $0 += 1_000 }
        let after = folder.tier()
        _ = try await after.entry(for: "6")
        #expect(after.statistics().entries == 5, "at opening, too")
        await after.close()
    }

    /// Set back by a year and forth by two: what is valid stays so, and what is used is kept for that.
    @Test func aClockThatJumpsLosesNothingThatIsValid() async throws {
        let tier = folder.tier(bytes: 64 << 10)
        let year: Int64 = 365 * 86_400_000
        try await tier.store([.made("a", bytes: 1_000)])
        folder.time.withLock { $0 -= year }
        try await tier.store([.made("b", bytes: 1_000)])
        folder.time.withLock { $0 += 2 * year }
        for number in 0..<100 {
            try await tier.store([.made("\(number)", bytes: 1_000)])
            #expect(try await tier.entry(for: "a") != nil, "\(number)")
        }
        #expect(try await tier.entry(for: "b") == nil, "what was not used made room")
        await tier.close()
    }

    @Test(arguments: [100, 1_900, 5_000])
    func theFileIsBounded(bytes: Int) async throws {
        let limit = 1 << 20
        let tier = folder.tier(bytes: limit)
        for batch in 0..<60 {
            try await tier.store((0..<50).map { .made("\(batch)-\($0)", bytes: bytes) })
            let statistics = tier.statistics()
            #expect((statistics.bytes ?? .max) <= limit)
        }
        let statistics = tier.statistics()
        let entries = try #require(statistics.entries), evicted = try #require(statistics.evicted)
        #expect(entries + evicted == 3_000 && (statistics.tooLarge, statistics.corruptions) == (0, 0))
        #expect(try await tier.entry(for: "59-49") != nil)
        await tier.close()
        let size = try #require(try FileManager.default.attributesOfItem(atPath: folder.file)[.size] as? Int)
        #expect(size < limit * 3 / 2, "\(size)")
    }

    @Test func whatIsTooLargeIsNotStoredAndReplacesAllTheSame() async throws {
        let tier = folder.tier(bytes: 1 << 20)
        try await tier.store([.made("key"), .made("other")])
        try await tier.store([.made("key", bytes: 200_000), .made("small")])
        #expect(try await tier.entry(for: "key") == nil)
        #expect(try await tier.entry(for: "small") != nil)
        #expect(tier.statistics().tooLarge == 1 && tier.statistics().entries == 2)
        await tier.close()
    }

    @Test func everythingThatWasInvalidatedMakesRoom() async throws {
        let tier = folder.tier()
        for batch in 0..<10 { try await tier.store((0..<100).map { .made("\(batch)-\($0)") }) }
        try await tier.invalidate(.all)
        for _ in 0..<6 { try await tier.store([.made("new")]) }
        #expect(tier.statistics().entries == 1)
        await tier.close()
    }

    @Test func twoTiersOfOneFileSeeWhatTheOtherDoes() async throws {
        let (one, other) = (folder.tier(), folder.tier())
        try await one.store([.made("a", tags: ["t"]), .made("b")])
        #expect(try await other.entry(for: "a") != nil)
        try await other.invalidate(.tag("t"))
        #expect(try await one.entry(for: "a") == nil)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, tier) in [one, other].enumerated() {
                group.addTask {
                    for number in 0..<100 { try await tier.store([.made("\(index)-\(number)")]) }
                }
            }
            try await group.waitForAll()
        }
        for number in 0..<100 { #expect(try await one.entry(for: "1-\(number)") != nil) }
        await one.close()
        await other.close()
        let last = folder.tier()
        _ = try await last.entry(for: "b")
        #expect(last.statistics().entries == 202 && last.statistics().corruptions == 0)
        await last.close()
    }

    /// Tiers of one file that open and close it at once, while it is new and later: none finds it locked.
    @Test(arguments: 1...20)
    func manyOpenOneFileAtOnce(round: Int) async throws {
        let folder = try DiskFolder()
        let log = KeptLog()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    for turn in 0..<3 {
                        let tier = folder.tier(log: log)
                        try await tier.store([.made("\(number) \(turn)")])
                        #expect(try await tier.entry(for: "\(number) \(turn)") != nil)
                        await tier.close()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(log.lines.isEmpty)
    }
}
