import Foundation
import Testing

@testable import HoneDatabase

@Suite struct DatabaseCopyTests {
    @Test(arguments: [false, true]) func copiesADatabaseInUse(wal: Bool) throws {
        let folder = try TestFolder()
        let path = try folder.database(wal: wal, bookings(20_000))
        let user = try Connection(path: path, mode: .readWrite)
        try user.execute("INSERT INTO chef VALUES (5000, 'in the log', 'x')")
        var fractions: [Double] = []
        try DatabaseCopy.snapshot(of: path, to: folder("copy.db")) { fractions.append($0.fraction) }
        #expect(fractions.last == 1)
        #expect(fractions == fractions.sorted())
        #expect(try DatabaseFingerprint.of(path: folder("copy.db")) == DatabaseFingerprint.of(path: path))
        #expect(try DatabaseInspection.inspect(path: folder("copy.db")).journalMode == (wal ? "wal" : "delete"))
        #expect(!folder.files.contains { $0.contains("partial") || $0.hasPrefix("copy.db-") })
        withExtendedLifetime(user) {}
    }

    @Test func aWriterThatNeverRestsDoesNotKeepACopyFromEnding() throws {
        let folder = try TestFolder()
        let path = try folder.database(wal: true, bookings(40_000))
        let writer = try Connection(path: path, mode: .readWrite)
        var turn = 0
        try DatabaseCopy.snapshot(of: path, to: folder("copy.db")) { _ in
            turn += 1
            try? writer.execute("UPDATE chef SET city = 'city \(turn)' WHERE id = 1")
        }
        #expect(try DatabaseInspection.inspect(path: folder("copy.db")).tables.map(\.rows) == [40_000, 200])
    }

    @Test func leavesNothingWhenItFails() throws {
        let folder = try TestFolder()
        let path = try folder.file("note.txt", Array("no database".utf8))
        #expect(try kind { try DatabaseCopy.snapshot(of: path, to: folder("copy.db")) } == .notADatabase)
        let database = try folder.database(bookings(10))
        #expect(try kind { try DatabaseCopy.snapshot(of: database, to: folder("none/copy.db")) } == .unreadable)
        #expect(folder.files == ["note.txt", "app.db"])
    }

    @Test(arguments: [false, true]) func resetsADatabase(wal: Bool) throws {
        let folder = try TestFolder()
        let path = try folder.database(wal: wal, bookings(500))
        let pristine = try DatabaseFingerprint.of(path: path)
        try DatabaseCopy.snapshot(of: path, to: folder("pristine.db"))
        for _ in 0..<3 {
            let app = try Connection(path: path, mode: .readWrite)
            try app.execute("DELETE FROM booking WHERE id % 2 = 0; CREATE TABLE more (a)")
            app.close()
            try DatabaseCopy.place(folder("pristine.db"), at: path)
            #expect(try DatabaseFingerprint.of(path: path) == pristine)
            #expect(try DatabaseInspection.inspect(path: path).journalMode == (wal ? "wal" : "delete"))
            #expect(folder.files == ["app.db", "pristine.db"])
        }
    }

    @Test func resetsWhatACrashLeft() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(500))
        let pristine = try DatabaseFingerprint.of(path: path)
        let (hot, journal) = try hotJournal(of: path, in: folder)
        try DatabaseCopy.place(path, at: hot)
        #expect(FileStatus(journal) == nil)
        #expect(try DatabaseFingerprint.of(path: hot) == pristine)
    }

    @Test func placesWhereThereIsNothing() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(50))
        try DatabaseCopy.place(path, at: folder("new.db"))
        #expect(try DatabaseFingerprint.of(path: folder("new.db")) == DatabaseFingerprint.of(path: path))
    }

    @Test func refusesToReplaceWhatIsInUse() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(50))
        try DatabaseCopy.snapshot(of: path, to: folder("pristine.db"))
        let user = try Connection(path: path, mode: .readWrite)
        try user.execute("BEGIN IMMEDIATE; DELETE FROM booking")
        #expect(try kind { try DatabaseCopy.place(folder("pristine.db"), at: path) } == .locked)
        try user.execute("ROLLBACK")
        let text = try folder.file("note.txt", Array("no database".utf8))
        #expect(try kind { try DatabaseCopy.place(text, at: path) } == .notADatabase)
        #expect(folder.files == ["app.db", "pristine.db", "note.txt"])
    }
}
