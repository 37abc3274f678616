import Foundation
import GRDB
import HoneCache
import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneCacheDisk

/// Files that are not as they were written: no value is given out that was not stored, and the tier goes on.
@Suite struct DamagedFileTests {
    let folder: DiskFolder

    init() throws { folder = try DiskFolder() }

    static let keys = (0..<60).map { "key:\($0)" }

    /// A file with entries, tags of which one is invalidated, and what is yet to be moved out of the log.
    func makeFile() async throws {
        let tier = folder.tier()
        try await tier.store(Self.keys.prefix(40).map { .made($0, bytes: 700, tags: ["t\($0.count)"]) })
        try await tier.invalidate(.tag("t5"))
        await tier.close()
    }

    /// Opens a file and looks at all that may be there.
    func look(at file: String, _ context: Comment) async throws {
        let tier = folder.tier(file)
        for key in Self.keys {
            let found = try await tier.entry(for: key)
            if let found {
                #expect(found == TierWrite.made(key, bytes: 700, tags: ["t\(key.count)"]).entry, context)
                #expect(key.count != 5, "an invalidated value came back: \(context)")
            }
        }
        try await tier.store([.made("new")])
        #expect(try await tier.entry(for: "new") == TierWrite.made("new").entry, context)
        await tier.close()
    }

    @Test func aFileThatIsCutOffAnywhereIsOfNoHarm() async throws {
        try await makeFile()
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.file))
        var random = SeededGenerator(seed: 11)
        let places = [0, 1, 15, 16, 99, 100, 4_095, 4_096, 4_097, whole.count - 1]
        for place in places + (0..<30).map({ _ in Int(random.next(in: 0...UInt64(whole.count))) }) {
            let file = folder.path + "/cut.sqlite"
            for part in ["", "-wal", "-shm"] { unlink(file + part) }
            try whole.prefix(place).write(to: URL(fileURLWithPath: file))
            try await look(at: file, "cut off at \(place) of \(whole.count)")
        }
    }

    /// The log as it stood when the process died, cut off anywhere: SQLite takes what was committed whole.
    @Test func aLogThatIsCutOffAnywhereIsOfNoHarm() async throws {
        let tier = folder.tier()
        for key in Self.keys.prefix(40) { try await tier.store([.made(key, bytes: 700, tags: ["t\(key.count)"])]) }
        try await tier.invalidate(.tag("t5"))
        let main = try Data(contentsOf: URL(fileURLWithPath: folder.file))
        let log = try Data(contentsOf: URL(fileURLWithPath: folder.file + "-wal"))
        #expect(log.count > 100_000)
        await tier.close()
        var random = SeededGenerator(seed: 12)
        for place in [0, 31, 32, 33] + (0..<20).map({ _ in Int(random.next(in: 0...UInt64(log.count))) }) {
            let file = folder.path + "/cut.sqlite"
            for part in ["", "-wal", "-shm"] { unlink(file + part) }
            try main.write(to: URL(fileURLWithPath: file))
            try log.prefix(place).write(to: URL(fileURLWithPath: file + "-wal"))
            let opened = folder.tier(file)
            for key in Self.keys {
                let found = try await opened.entry(for: key)
                #expect(found == nil || found == TierWrite.made(key, bytes: 700, tags: ["t\(key.count)"]).entry)
            }
            #expect(opened.statistics().corruptions == 0, "cut off at \(place)")
            await opened.close()
        }
    }

    @Test(arguments: 1...40)
    func bytesThatChangedAreOfNoHarm(seed: UInt64) async throws {
        try await makeFile()
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file)))
        var random = SeededGenerator(seed: seed)
        var places: [Int] = []
        for _ in 0..<Int(random.next(in: 1...8)) {
            let place = Int(random.next(in: 0...UInt64(bytes.count - 1)))
            bytes[place] ^= UInt8(random.next(in: 1...255))
            places.append(place)
        }
        let file = folder.path + "/changed.sqlite"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        try await look(at: file, "seed \(seed), at \(places)")
    }

    /// A row that was changed within SQLite's own rules, which only its checksum tells.
    @Test func aRowThatWasChangedIsTakenOutAndCounted() async throws {
        try await makeFile()
        let log = KeptLog()
        try await change("UPDATE entry SET value = replace(value, x'00', x'01') || x'00'")
        let tier = folder.tier(log: log)
        #expect(try await tier.entry(for: "key:10") == nil)
        #expect(try await tier.entry(for: "key:11") == nil)
        #expect(tier.statistics().corruptions == 2 && log.lines.count == 1)
        #expect(log.lines[0].hasPrefix("warning") && log.lines[0].contains("checksum"))
        #expect(!log.lines[0].contains("key:1"), "keys are not logged")
        try await tier.store([.made("key:10")])
        #expect(try await tier.entry(for: "key:10") != nil)
        await tier.close()
    }

    @Test(arguments: [
        "UPDATE invalidation SET generation = 0", "UPDATE state SET generation = 0", "DELETE FROM state",
        "DROP TABLE entry", "UPDATE state SET everything = x''", "UPDATE state SET generation = 'much'",
        "UPDATE state SET prefixes = 1.5", "UPDATE state SET checksum = x'00'",
        "UPDATE invalidation SET checksum = 'x'",
        "UPDATE invalidation SET generation = x'01'", "UPDATE entry SET size = x''", "UPDATE entry SET used = 'x'",
        "UPDATE entry SET size = 9223372036854775807", "UPDATE entry SET size = -1",
        "PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = x'00' WHERE name = 'entry_used'",
    ])
    func whatTellsOfInvalidationsIsCheckedAtOpening(change statement: String) async throws {
        try await makeFile()
        try await change(statement)
        let log = KeptLog()
        let tier = folder.tier(log: log)
        for key in Self.keys { #expect(try await tier.entry(for: key) == nil) }
        #expect(tier.statistics().corruptions == 1 && log.lines.count == 1)
        try await tier.store([.made("new")])
        await tier.close()
        #expect(
            folder.names.filter { $0.contains(".corrupt-") && !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }.count
                == 1)
    }

    /// Sums that are not numbers are made anew when the file is opened, and found when they are changed later.
    @Test(arguments: [
        "UPDATE state SET entries = x''", "UPDATE state SET bytes = 'x'", "UPDATE state SET batch = x'00'",
        "UPDATE state SET batch = 9223372036854775807", "UPDATE state SET everything = x''",
        "UPDATE invalidation SET checksum = x''", "UPDATE entry SET stored = x'', tags = 1, value = 1.5",
    ])
    func whatIsNoNumberEndsNoProcess(change statement: String) async throws {
        try await makeFile()
        try await change(statement)
        try await look(at: folder.file, "\(statement), before it was opened")
        try await makeFile()
        let tier = folder.tier()
        _ = try await tier.entry(for: "key:10")
        try await change(statement)
        for key in Self.keys {
            let found = try await tier.entry(for: key)
            #expect(found == nil || found == TierWrite.made(key, bytes: 700, tags: ["t\(key.count)"]).entry)
        }
        for _ in 0..<2 { try await tier.store([.made("new", tags: ["t5"])]) }
        try await tier.invalidate(.prefix("other"))
        #expect(try await tier.entry(for: "new") == TierWrite.made("new", tags: ["t5"]).entry)
        await tier.close()
    }

    @Test func aFileThatIsDamagedWhileItIsUsedIsSetAside() async throws {
        let log = KeptLog()
        let tier = folder.tier(log: log)
        try await tier.store(Self.keys.map { .made($0, bytes: 3_000) })
        #expect(try await tier.entry(for: "key:1") != nil)
        // Another process writes over it, log and all.
        for part in ["", "-wal"] {
            let handle = try #require(FileHandle(forUpdatingAtPath: folder.file + part))
            let size = try handle.seekToEnd()
            try handle.seek(toOffset: part.isEmpty ? 0 : 32)
            try handle.write(contentsOf: Data(repeating: 0xA5, count: Int(size)))
            try handle.close()
        }
        for key in Self.keys {
            let found = try await tier.entry(for: key)
            #expect(found == nil || found == TierWrite.made(key, bytes: 3_000).entry)
        }
        try await tier.store([.made("new")])
        #expect(try await tier.entry(for: "new") == TierWrite.made("new").entry)
        #expect(tier.statistics().corruptions >= 1 && log.lines.count == 1)
        await tier.close()
    }

    @Test func ofWhatWasSetAsideTheLastIsKept() async throws {
        for round in 0..<3 {
            folder.time.withLock { $0 += 1_000 }
            try Data(repeating: UInt8(round + 1), count: 10_000).write(to: URL(fileURLWithPath: folder.file))
            let tier = folder.tier()
            try await tier.store([.made("a")])
            #expect(tier.statistics().corruptions == 1)
            await tier.close()
        }
        let aside = folder.names.filter { $0.contains(".corrupt-") }
        #expect(aside == ["test.cache.sqlite.corrupt-\(DiskFolder.now + 3_000)"])
    }

    @Test(arguments: [0, 2, 77])
    func aFileOfAnotherVersionIsSetAside(version: Int) async throws {
        try await makeFile()
        try await change("PRAGMA user_version = \(version)")
        let tier = folder.tier()
        #expect(try await tier.entry(for: "key:10") == nil)
        try await tier.store([.made("new")])
        #expect(tier.statistics().corruptions == 0)
        await tier.close()
        #expect(folder.names.contains { $0.contains(".version\(version)-") })
    }

    @Test func aDatabaseOfSomethingElseIsLeftAlone() async throws {
        try await change("CREATE TABLE orders (id INTEGER); INSERT INTO orders VALUES (7)")
        let log = KeptLog()
        let tier = folder.tier(log: log)
        for _ in 0..<3 {
            await #expect(throws: DiskFile.CannotUse.self) { try await tier.entry(for: "a") }
        }
        #expect(tier.statistics().isAvailable == false && log.lines.count == 1)
        #expect(tier.statistics().problem?.contains("something else") == true)
        await tier.close()
        let queue = try DatabaseQueue(path: folder.file)
        #expect(try await queue.read { try Int.fetchOne($0, sql: "SELECT id FROM orders") } == 7)
        try queue.close()
    }

    private func change(_ statement: String) async throws {
        let queue = try DatabaseQueue(path: folder.file)
        try await queue.writeWithoutTransaction { try $0.execute(sql: statement) }
        try queue.close()
    }
}
