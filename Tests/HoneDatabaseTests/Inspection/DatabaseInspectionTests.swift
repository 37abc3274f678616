import Foundation
import Testing

@testable import HoneDatabase

@Suite struct DatabaseInspectionTests {
    @Test func tellsWhatAFileHolds() throws {
        let folder = try TestFolder()
        let path = try folder.database(
            """
            PRAGMA user_version = 7; PRAGMA application_id = 42;
            \(bookings(1000));
            CREATE INDEX booking_day ON booking (day, price);
            CREATE UNIQUE INDEX chef_name ON chef (name) WHERE city <> '';
            CREATE INDEX chef_lower ON chef (lower(city));
            CREATE TABLE word (word TEXT PRIMARY KEY, twice TEXT AS (word || word)) WITHOUT ROWID;
            CREATE TABLE tag (label TEXT UNIQUE);
            CREATE VIRTUAL TABLE page USING fts5 (body)
            """)
        let found = try DatabaseInspection.inspect(path: path)
        #expect(
            found.tables.filter { !$0.name.hasPrefix("page_") }.map(\.name) == [
                "booking", "chef", "page", "tag", "word",
            ])
        #expect(found.tables.first { $0.name == "booking" }?.rows == 1000)
        #expect(found.tables.allSatisfy { $0.rowsAreExact || $0.isVirtual })
        #expect(found.tables.first { $0.name == "page" }?.isVirtual == true)
        let word = try #require(found.tables.first { $0.name == "word" })
        #expect(word.isWithoutRowID)
        #expect(word.columns.map(\.isGenerated) == [false, true])
        #expect(word.columns[0].primaryKey == 1)
        #expect(found.indexCount == 3)
        let byName = Dictionary(uniqueKeysWithValues: found.indexes.map { ($0.name, $0) })
        #expect(byName["booking_day"]?.columns == ["day", "price"])
        #expect(byName["chef_name"]?.isUnique == true)
        #expect(byName["chef_name"]?.isPartial == true)
        #expect(byName["chef_lower"]?.columns == [nil])
        #expect(byName["sqlite_autoindex_tag_1"]?.origin == .uniqueConstraint)
        #expect(byName["sqlite_autoindex_word_1"]?.origin == .primaryKey)
        #expect(found.journalMode == "delete")
        #expect(found.encoding == "UTF-8")
        #expect(found.userVersion == 7)
        #expect(found.applicationID == 42)
        #expect(found.pageSize * found.pageCount == found.fileSize)
        #expect(!found.hasStatistics)
        #expect(try DatabaseInspection.inspect(path: path) == found)
        let again = try JSONDecoder().decode(DatabaseInspection.self, from: JSONEncoder().encode(found))
        #expect(again == found)
    }

    @Test func seesStatistics() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(10))
        try Connection(path: path, mode: .readWrite).execute("ANALYZE")
        #expect(try DatabaseInspection.inspect(path: path).hasStatistics)
    }

    @Test func estimatesRowsBeyondTheBoundAndSaysSo() throws {
        let folder = try TestFolder()
        let path = try folder.database(
            bookings(1000) + "; CREATE TABLE gap (id INTEGER PRIMARY KEY); INSERT INTO gap VALUES (1), (5000)")
        let found = try DatabaseInspection.inspect(path: path, settings: InspectionSettings(exactRows: 400))
        let booking = try #require(found.tables.first { $0.name == "booking" })
        #expect(!booking.rowsAreExact)
        #expect(booking.rows == 1000)
        let gap = try #require(found.tables.first { $0.name == "gap" })
        #expect(gap.rowsAreExact)
        #expect(gap.rows == 2)
    }

    @Test func leavesNoTraceBesideAWALDatabaseThatNobodyHasOpen() throws {
        let folder = try TestFolder()
        let path = try folder.database(named: "odd name?#%.db", wal: true, bookings(100))
        #expect(folder.files == ["odd name?#%.db"])
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let found = try DatabaseInspection.inspect(path: path)
        #expect(found.journalMode == "wal")
        #expect(found.tables.map(\.rows) == [100, 200])
        #expect(folder.files == ["odd name?#%.db"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func readsWhatWaitsInTheLogOfAnotherConnection() throws {
        let folder = try TestFolder()
        let path = try folder.database(wal: true, bookings(100))
        let other = try Connection(path: path, mode: .readWrite)
        try other.execute("INSERT INTO chef VALUES (1000, 'late', 'city')")
        let found = try DatabaseInspection.inspect(path: path)
        #expect(found.walSize > 0)
        #expect(found.tables.map(\.rows) == [100, 201])
        #expect(try other.integer("SELECT count(*) FROM chef") == 201)
    }

    @Test func readsALogThatACrashLeftWithoutTouchingIt() throws {
        let folder = try TestFolder()
        let path = try folder.database(wal: true, bookings(100))
        let other = try Connection(path: path, mode: .readWrite)
        try other.execute("INSERT INTO chef VALUES (1000, 'late', 'city')")
        for name in ["app.db", "app.db-wal"] {
            try FileManager.default.copyItem(atPath: folder(name), toPath: folder("left-" + name))
        }
        let before = folder.files
        let found = try DatabaseInspection.inspect(path: folder("left-app.db"))
        #expect(found.tables.map(\.rows) == [100, 201])
        #expect(folder.files == before)
        withExtendedLifetime(other) {}
    }
}
