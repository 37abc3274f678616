import Foundation
import HoneCore
import HoneTesting
import Testing

@testable import HoneDatabase

@Suite struct DatabaseProblemTests {
    static let others: [(content: [UInt8], kind: DatabaseProblem.Kind, words: String)] = [
        ([], .notADatabase, "an empty file"),
        (Array("hello, this is a note\nand more".utf8), .notADatabase, "a text file that begins with \"hello, this"),
        (Array("{\"a\": 1}".utf8), .notADatabase, "a JSON file"),
        (Array("<!doctype html>".utf8), .notADatabase, "an HTML or XML file"),
        (Array("#!/bin/sh\n".utf8), .notADatabase, "a script"),
        ([0x1f, 0x8b, 8, 0, 0, 0], .notADatabase, "a gzip archive"),
        ([0x89, 0x50, 0x4e, 0x47, 13, 10], .notADatabase, "a PNG image"),
        ([0x37, 0x7f, 0x06, 0x82, 0, 0], .notADatabase, "a write-ahead log of SQLite"),
        ([UInt8](repeating: 0, count: 4096), .notADatabase, "a file of zero bytes"),
        ([1, 2, 3, 4, 5, 6, 7, 8] + Array("DUCK".utf8) + [0, 0], .notADatabase, "a DuckDB database"),
        (noise, .encryptedOrNotADatabase, "encrypted"),
    ]

    /// What an encrypted file looks like.
    static let noise: [UInt8] = {
        var random = SeededGenerator(seed: 7)
        return (0..<4096).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }()

    @Test(arguments: others.indices) func tellsWhatItIsInstead(_ index: Int) throws {
        let (content, kind, words) = Self.others[index]
        let folder = try TestFolder()
        let path = try folder.file("app.db", content)
        let problem = try #require(throws: DatabaseProblem.self) { try DatabaseInspection.inspect(path: path) }
        #expect(problem.kind == kind)
        #expect(problem.found.contains(words), "\(problem)")
        #expect(problem.description.contains(path))
        #expect(!problem.remedy.isEmpty)
    }

    @Test func tellsWhatIsNotAFile() throws {
        let folder = try TestFolder()
        #expect(try kind { try DatabaseInspection.inspect(path: folder("none.db")) } == .notFound)
        #expect(try kind { try DatabaseInspection.inspect(path: folder.path) } == .notAFile)
        #expect(try kind { try DatabaseInspection.inspect(path: "/dev/null") } == .notAFile)
    }

    @Test func tellsANewerFormat() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(10))
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[19] = 3
        let newer = try folder.file("newer.db", bytes)
        let problem = try #require(throws: DatabaseProblem.self) { try DatabaseInspection.inspect(path: newer) }
        #expect(problem.kind == .newerFormat)
        #expect(problem.found.contains("version 3"))
    }

    @Test func tellsDamagedPages() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(1000))
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for index in 8192..<bytes.count where index % 4096 < 64 { bytes[index] = 0xa5 }
        let broken = try folder.file("broken.db", bytes)
        #expect(try kind { try DatabaseInspection.inspect(path: broken) } == .corrupted)
    }

    @Test func tellsWhoHasItLocked() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(10))
        let other = try Connection(path: path, mode: .readWrite)
        try other.execute("BEGIN EXCLUSIVE")
        #expect(try kind { try DatabaseInspection.inspect(path: path) } == .locked)
        try other.execute("ROLLBACK")
        #expect(throws: Never.self) { try DatabaseInspection.inspect(path: path) }
    }

    @Test func findsProcessesThatHaveAFileOpen() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(10))
        #expect(OpenFiles.holders(of: path) == [])
        let holder = try ChangeFixture.start("hold", path)
        #expect(holder.nextOutput().contains("ready"))
        let found = OpenFiles.holders(of: path)
        #expect(found.map(\.pid) == [holder.processIdentifier])
        #expect(found.first?.name.hasPrefix("hone-change") == true)
        #expect(try holder.finish().ending == .exited(0))
        #expect(OpenFiles.holders(of: path) == [])
    }

    @Test func reportsAHotJournalAndLeavesItAlone() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(500))
        let (hot, journal) = try hotJournal(of: path, in: folder)
        let before = try Data(contentsOf: URL(fileURLWithPath: journal))
        let problem = try #require(throws: DatabaseProblem.self) { try DatabaseInspection.inspect(path: hot) }
        #expect(problem.kind == .hotJournal)
        #expect(try kind { try DatabaseCopy.snapshot(of: hot, to: folder("copy.db")) } == .hotJournal)
        #expect(try kind { try DatabaseFingerprint.of(path: hot) } == .hotJournal)
        #expect(try Data(contentsOf: URL(fileURLWithPath: journal)) == before)
        // The way out that the remedy names.
        #expect(try Connection(path: hot, mode: .readWrite).integer("SELECT count(*) FROM booking") == 500)
        #expect(throws: Never.self) { try DatabaseInspection.inspect(path: hot) }
    }

    @Test func doesNotMistakeAZeroedJournalForAHotOne() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(10))
        let db = try Connection(path: path, mode: .readWrite)
        try db.execute("PRAGMA journal_mode = PERSIST; DELETE FROM booking WHERE id = 1")
        db.close()
        #expect(folder.files.contains("app.db-journal"))
        #expect(try DatabaseInspection.inspect(path: path).tables[0].rows == 9)
    }
}

/// The kind of the problem that a body throws.
func kind(_ body: () throws -> some Any) throws -> DatabaseProblem.Kind {
    try #require(throws: DatabaseProblem.self) { _ = try body() }.kind
}

/// A copy of a database as a crash in the middle of a write leaves it: pages written, journal not yet deleted.
func hotJournal(of path: String, in folder: TestFolder) throws -> (database: String, journal: String) {
    let db = try Connection(path: path, mode: .readWrite)
    // A cache of one page spills the change into the file before the end of the transaction.
    try db.execute("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; UPDATE booking SET note = note || '!'")
    try FileManager.default.copyItem(atPath: path, toPath: folder("hot.db"))
    try FileManager.default.copyItem(atPath: path + "-journal", toPath: folder("hot.db-journal"))
    try db.execute("ROLLBACK")
    return (folder("hot.db"), folder("hot.db-journal"))
}
