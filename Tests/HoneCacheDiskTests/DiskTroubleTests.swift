import Foundation
import HoneCache
import HoneTesting
import Testing

@testable import HoneCacheDisk

/// Disks that are full or may not be written to, and processes that are killed.
@Suite struct DiskTroubleTests {
    let folder: DiskFolder

    init() throws { folder = try DiskFolder() }

    @Test(.enabled(if: SmallDisk.isAllowed, "mounting a file system is not allowed"))
    func aFullDiskFailsNoRequest() async throws {
        let disk = try SmallDisk(kilobytes: 600)
        let cache = Cache<String, [Int]>(
            name: "full", capacity: .entries(10), ttl: .seconds(600),
            tiers: [.disk(disk.folder, bytes: 64 << 20, logger: KeptLog().logger)])
        for number in 0..<60 {
            let value = try await cache.value(for: "\(number)") { Array(repeating: number, count: 8_000) }
            #expect(value.first == number)
            await cache.flush()
        }
        let full = cache.statistics.tiers[0]
        #expect(full.stored > 3 && full.dropped > 0 && full.errors > 0, "\(full)")
        for number in 0..<60 {
            let value = try await cache.value(for: "\(number)") { Array(repeating: number, count: 8_000) }
            #expect(value == Array(repeating: number, count: 8_000))
        }
        await cache.close()
    }

    @Test(.enabled(if: SmallDisk.isAllowed, "mounting a file system is not allowed"))
    func aFolderThatMayOnlyBeReadFailsNoRequest() async throws {
        let disk = try SmallDisk(kilobytes: 600)
        try disk.makeReadOnly()
        let log = KeptLog()
        let cache = Cache<String, Int>(
            name: "read-only", capacity: .entries(10), ttl: .seconds(600),
            tiers: [.disk(disk.folder, logger: log.logger)])
        for number in 0..<5 { #expect(try await cache.value(for: "\(number)") { number } == number) }
        await cache.flush()
        let statistics = cache.statistics.tiers[0]
        #expect(statistics.errors > 0 && statistics.stored == 0 && statistics.isAvailable == false)
        #expect(log.lines.count == 1)
        await cache.close()
    }

    @Test func aFolderThatComesLaterIsUsedThen() async throws {
        // A file stands where the folder is to be.
        let place = folder.path + "/place"
        try Data([1]).write(to: URL(fileURLWithPath: place))
        let tier = folder.tier(place + "/test.cache.sqlite")
        await #expect(throws: (any Error).self) { try await tier.store([.made("a")]) }
        try FileManager.default.removeItem(atPath: place)
        try await tier.store([.made("a")])
        #expect(try await tier.entry(for: "a") != nil && tier.statistics().isAvailable)
        await tier.close()
    }

    @Test(arguments: [3, 25, 60])
    func aProcessThatIsKilledWhileItWritesLosesNothingThatItToldOf(batches: Int) async throws {
        let process = try ChildProcess([Self.fixture, "write", folder.file], output: .pipe)
        var said = ""
        while said.split(separator: "\n", omittingEmptySubsequences: false).count <= batches {
            let next = process.nextOutput()
            try #require(!next.isEmpty, "it ended by itself")
            said += next
        }
        process.send(SIGKILL)
        #expect(await process.ending() == .killed(by: SIGKILL))
        let told = try #require(said.split(separator: "\n").compactMap { Int($0) }.max())
        let tier = DiskTier(path: folder.file, bytes: 64 << 20)
        for number in 0..<told {
            let entry = try #require(try await tier.entry(for: "\(number)"))
            #expect(entry.value == Array(repeating: UInt8(truncatingIfNeeded: number), count: 2_000))
        }
        #expect(tier.statistics().corruptions == 0)
        await tier.close()
    }

    @Test func processesShareOneFile() async throws {
        let tier = folder.tier()
        try await tier.store([
            TierWrite(key: "a", entry: TierEntry(value: [42], tags: ["t"], storedAt: DiskFolder.now))
        ])
        #expect(try ChildProcess.run([Self.fixture, "read", folder.file, "a"]).output == "42\n")
        #expect(try ChildProcess.run([Self.fixture, "invalidate", folder.file, "t"]).ending == .exited(0))
        #expect(try await tier.entry(for: "a") == nil)
        await tier.close()
    }

    /// The products of the build lie beside the test's own program.
    static let fixture =
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("hone-cache-fixture").path
}
