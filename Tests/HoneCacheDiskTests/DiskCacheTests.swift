import Foundation
import GRDB
import HoneCache
import HoneTesting
import Testing

@testable import HoneCacheDisk

/// A cache with the tier behind it.
@Suite struct DiskCacheTests {
    let folder: DiskFolder

    init() throws { folder = try DiskFolder() }

    func cache(
        capacity: Int = 1_000, bytes: Int = 64 << 20, _ change: (inout CacheTierChoice) -> Void = { _ in }
    ) -> Cache<String, [UInt8]> {
        var choice = CacheTierChoice.disk(folder.path, bytes: bytes, logger: KeptLog().logger)
        change(&choice)
        return Cache(
            name: "test", capacity: .entries(capacity), options: CacheOptions(ttl: .seconds(600)), tiers: [choice],
            coding: .bytes)
    }

    /// Another process holds the file's lock: requests go on, what was to be stored is dropped or comes later, and what
    /// was invalidated is not given out.
    @Test func aLockThatIsHeldDelaysNobodyForLong() async throws {
        let cache = cache { $0.timeout = .milliseconds(100) }
        _ = try await cache.value(for: "old", tags: ["t"]) { [1] }
        await cache.flush()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.file, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await #expect(throws: InvalidationIncomplete.self) {
            try await cache.invalidate(tag: "t")
        }
        #expect(try await cache.value(for: "old", tags: ["t"]) { [2] } == [2])
        #expect(try await cache.value(for: "new") { [3] } == [3])
        await cache.flush()
        let held = cache.statistics.tiers[0]
        #expect(held.timeouts + held.errors >= 1 && held.unpaid >= 1)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try other.close()
        try await eventually { cache.statistics.tiers[0].unpaid == 0 }
        await cache.close()
        let again = self.cache()
        #expect(try await again.value(for: "old", tags: ["t"]) { [4] } != [1])
        await again.close()
    }

    @Test func manyCallersAndKeysComeBackAfterARestart() async throws {
        let before = cache(capacity: 50)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<8 {
                group.addTask {
                    for turn in 0..<100 {
                        let number = (caller * 37 + turn * 7) % 300
                        let value = try await before.value(for: "\(number)") {
                            [UInt8(number % 256), UInt8(number / 256)]
                        }
                        #expect(value == [UInt8(number % 256), UInt8(number / 256)])
                    }
                }
            }
            try await group.waitForAll()
        }
        await before.close()
        let counted = before.statistics
        #expect(counted.entries <= 50 && counted.failedLoads == 0)
        let after = cache()
        var found = 0
        for number in 0..<300 {
            let value = try await after.value(for: "\(number)") { [] }
            if !value.isEmpty {
                found += 1
                #expect(value == [UInt8(number % 256), UInt8(number / 256)])
            }
        }
        #expect(found == counted.tiers[0].entries && found > 50)
        await after.close()
    }

    @Test func aSmallerBoundIsKeptFromTheNextStoreOn() async throws {
        let before = cache()
        for number in 0..<200 { before.set(Array(repeating: 7, count: 3_000), for: "\(number)") }
        await before.close()
        #expect(before.statistics.tiers[0].entries == 200)
        let after = cache(bytes: 100_000)
        after.set([1], for: "new")
        await after.flush()
        let statistics = after.statistics.tiers[0]
        #expect((statistics.bytes ?? .max) <= 100_000 && (statistics.evicted ?? 0) > 150)
        #expect(try await after.value(for: "new") { [2] } == [1])
        await after.close()
    }

    /// Two processes find the damage at once: the second does not put the first one's new file aside.
    @Test func aNewFileIsNotSetAsideForAnOldOne() throws {
        let file = DiskFile(path: folder.file, bytes: 1 << 20)
        try Data("old".utf8).write(to: URL(fileURLWithPath: folder.file))
        var status = stat()
        #expect(stat(folder.file, &status) == 0)
        let inode = UInt64(status.st_ino)
        file.setAside(as: "corrupt-1", inode)
        try Data("new".utf8).write(to: URL(fileURLWithPath: folder.file))
        file.setAside(as: "corrupt-2", inode)
        #expect(folder.names == ["test.cache.sqlite", "test.cache.sqlite.corrupt-1"])
        #expect(try String(contentsOfFile: folder.file, encoding: .utf8) == "new")
    }

    @Test func theErrorSaysWhatToDo() {
        let unusable = "\(DiskFile.CannotUse(path: "/x/y", found: "no"))"
        #expect(unusable.contains("/x/y") && unusable.contains("no.") && unusable.contains("name another"))
        #expect("\(DiskTier.Closed(path: "/x/y"))".contains("/x/y"))
    }
}
