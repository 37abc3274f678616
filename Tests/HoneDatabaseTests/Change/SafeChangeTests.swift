import Foundation
import HoneTesting
import Testing

@testable import HoneDatabase

/// The change that most tests make.
let indexAndWAL = DatabaseChange(
    name: "an index and WAL", pattern: "PAT-016", statements: ["CREATE INDEX hone_booking_chef ON booking (chef)"],
    journalMode: .wal, inverse: ["DROP INDEX hone_booking_chef"])

@Suite struct SafeChangeTests {
    @Test func changesAndTakesBack() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(2000))
        chmod(path, 0o640)
        let before = try DatabaseFingerprint.of(path: path)
        var told: [String] = []
        let change = try SafeChange.prepare(indexAndWAL, database: path, workFolder: folder("work")) { words, _ in
            told.append(words)
        }
        #expect(told.contains("backing up"))
        #expect(try change.state().stage == .ready)
        #expect(try DatabaseFingerprint.of(path: path) == before)

        try change.swapIn()
        #expect(try change.state().stage == .swapped)
        let found = try DatabaseInspection.inspect(path: path)
        #expect(found.journalMode == "wal")
        #expect(found.indexes.map(\.name) == ["hone_booking_chef"])
        #expect(FileStatus(path)?.mode == UInt32(S_IFREG) | 0o640)
        #expect(try DatabaseFingerprint.of(path: path) == change.state().after)
        #expect(
            try DatabaseFingerprint.of(path: path).differences(from: before) == ["index hone_booking_chef was added"])

        try change.undo()
        #expect(try change.state().stage == .undone)
        #expect(try DatabaseFingerprint.of(path: path) == before)
        #expect(try DatabaseInspection.inspect(path: path).journalMode == "delete")
        #expect(folder.files == ["app.db", "work"])
        // Once more changes nothing.
        try change.undo()
        #expect(try DatabaseFingerprint.of(path: path) == before)
    }

    @Test func undoKeepsWhatWasWrittenSinceAndRestoringDoesNot() throws {
        let folder = try TestFolder()
        let path = try folder.database(wal: true, bookings(500))
        let change = try SafeChange.prepare(indexAndWAL, database: path, workFolder: folder("work"))
        try change.swapIn()
        try Connection(path: path, mode: .readWrite).execute("INSERT INTO chef VALUES (9999, 'new', 'here')")
        try change.undo()
        let found = try DatabaseInspection.inspect(path: path)
        #expect(found.tables.map(\.rows) == [500, 201])
        #expect(found.indexCount == 0)
        #expect(found.journalMode == "wal")
        try change.restoreBackup()
        #expect(try DatabaseInspection.inspect(path: path).tables.map(\.rows) == [500, 200])
        #expect(try change.state().stage == .restored)
        #expect(try DatabaseFingerprint.of(path: path) == change.state().before)
    }

    @Test func takesStatisticsBack() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(500) + "; CREATE INDEX by_day ON booking (day)")
        let before = try DatabaseFingerprint.of(path: path)
        let analyze = DatabaseChange(
            name: "statistics", pattern: "PAT-016", statements: ["ANALYZE"], inverse: ["DROP TABLE sqlite_stat1"])
        let change = try SafeChange.prepare(analyze, database: path, workFolder: folder("work"))
        try change.swapIn()
        #expect(try DatabaseInspection.inspect(path: path).hasStatistics)
        try change.undo()
        #expect(try DatabaseFingerprint.of(path: path).differences(from: before) == [])
    }

    @Test func changesThroughALink() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(100))
        try FileManager.default.createSymbolicLink(atPath: folder("link.db"), withDestinationPath: path)
        let change = try SafeChange.prepare(indexAndWAL, database: folder("link.db"), workFolder: folder("work"))
        try change.swapIn()
        #expect(try DatabaseInspection.inspect(path: path).indexCount == 1)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder("link.db")) == path)
    }

    @Test func refusesWhenSomebodyWroteSinceTheBackup() throws {
        for wal in [false, true] {
            let folder = try TestFolder()
            let path = try folder.database(wal: wal, bookings(500))
            let change = try SafeChange.prepare(indexAndWAL, database: path, workFolder: folder("work"))
            let writer = try Connection(path: path, mode: .readWrite)
            try writer.execute("UPDATE chef SET city = 'elsewhere' WHERE id = 3")
            writer.close()
            let written = try DatabaseFingerprint.of(path: path)
            let problem = try #require(throws: DatabaseProblem.self) { try change.swapIn() }
            #expect(problem.kind == .changedSinceBackup)
            #expect(try DatabaseFingerprint.of(path: path) == written)
            #expect(try DatabaseInspection.inspect(path: path).journalMode == (wal ? "wal" : "delete"))
            #expect(try change.state().stage == .ready)
        }
    }

    @Test func refusesWhileSomebodyWritesDuringTheBackup() throws {
        let folder = try TestFolder()
        let path = try folder.database(wal: true, bookings(3000))
        let writer = try Connection(path: path, mode: .readWrite)
        var writes = 0
        let change = try SafeChange.prepare(indexAndWAL, database: path, workFolder: folder("work")) { words, _ in
            guard words == "backing up" else { return }
            writes += 1
            try? writer.execute("UPDATE chef SET city = 'city \(writes)' WHERE id = 5")
        }
        #expect(writes > 1)
        writer.close()
        #expect(try kind { try change.swapIn() } == .changedSinceBackup)
        #expect(try DatabaseInspection.inspect(path: path).indexCount == 0)
    }

    @Test(arguments: [false, true]) func refusesWhileAnotherConnectionHasALock(wal: Bool) throws {
        let folder = try TestFolder()
        let path = try folder.database(wal: wal, bookings(500))
        let change = try SafeChange.prepare(indexAndWAL, database: path, workFolder: folder("work"))
        let before = try DatabaseFingerprint.of(path: path)
        let reader = try Connection(path: path, mode: .readWrite)
        try reader.execute("BEGIN; SELECT count(*) FROM chef")
        #expect(try kind { try change.swapIn() } == .locked)
        try reader.execute("COMMIT")
        reader.close()
        #expect(try DatabaseFingerprint.of(path: path) == before)
        try change.swapIn()
        #expect(try DatabaseInspection.inspect(path: path).indexCount == 1)
    }

    @Test func refusesWhileAnotherProcessHasItOpenIdle() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(500))
        let change = try SafeChange.prepare(indexAndWAL, database: path, workFolder: folder("work"))
        let holder = try ChangeFixture.start("hold", path)
        #expect(holder.nextOutput().contains("ready"))
        let problem = try #require(throws: DatabaseProblem.self) { try change.swapIn() }
        #expect(problem.kind == .openElsewhere)
        #expect(problem.found.contains("process \(holder.processIdentifier)"))
        #expect(try kind { try DatabaseCopy.place(change.backup, at: path) } == .openElsewhere)
        #expect(try holder.finish().ending == .exited(0))
        try change.swapIn()
    }

    @Test func refusesBeforeAnythingIsTouched() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(500))
        var full = ChangeSurroundings.real
        full.freeSpace = { _ in 100_000 }
        var readOnly = ChangeSurroundings.real
        readOnly.isWritable = { !$0.hasSuffix("app.db") }
        var readOnlyFolder = ChangeSurroundings.real
        readOnlyFolder.isWritable = { $0.hasSuffix("app.db") }
        for (surroundings, expected) in [
            (full, DatabaseProblem.Kind.diskFull), (readOnly, .readOnly), (readOnlyFolder, .readOnly),
        ] {
            let found = try kind {
                try SafeChange.prepare(
                    indexAndWAL, database: path, workFolder: folder("work"), surroundings: surroundings)
            }
            #expect(found == expected)
            #expect(folder.files == ["app.db"])
        }
        let elsewhere = try kind {
            try SafeChange.prepare(indexAndWAL, database: path, workFolder: "/proc/self/work")
        }
        #expect(elsewhere == .otherFileSystem)
        let writer = try Connection(path: path, mode: .readWrite)
        try writer.execute("BEGIN IMMEDIATE")
        #expect(
            try kind { try SafeChange.prepare(indexAndWAL, database: path, workFolder: folder("work")) } == .locked)
    }

    static let refused: [(change: DatabaseChange, words: String)] = [
        (change("DELETE FROM booking WHERE id = 1", ""), "booking has 499 rows instead of 500"),
        (change("UPDATE chef SET city = ''", ""), "rows of chef have other values"),
        (change("CREATE TABLE more (a)", "DROP TABLE more"), "table more was added"),
        (change("CREATE INDEX i ON booking (day)", ""), "its inverse does not take it back"),
        (change("CREATE INDEX i ON nowhere (day)", ""), "no such table"),
        (change("PRAGMA user_version = 9", "PRAGMA user_version = 0"), "user_version is 9"),
    ]

    static func change(_ statement: String, _ inverse: String) -> DatabaseChange {
        DatabaseChange(name: "a test", pattern: "", statements: [statement], inverse: inverse.isEmpty ? [] : [inverse])
    }

    @Test(arguments: refused.indices) func refusesAChangeThatDoesMoreThanItMay(_ index: Int) throws {
        let (change, words) = Self.refused[index]
        let folder = try TestFolder()
        let path = try folder.database(bookings(500))
        let before = try DatabaseFingerprint.of(path: path)
        let problem = try #require(throws: DatabaseProblem.self) {
            try SafeChange.prepare(change, database: path, workFolder: folder("work"))
        }
        #expect(problem.description.contains(words), "\(problem)")
        #expect(try DatabaseFingerprint.of(path: path) == before)
        #expect(FileStatus(folder("work/change-1")) == nil)
    }

    @Test func doesNotBlameTheChangeForWhatWasBrokenBefore() throws {
        let folder = try TestFolder()
        let path = try folder.database(
            bookings(500) + "; INSERT INTO booking VALUES (900, 77777, 1, 1, 1.0, 'no chef')")
        let change = try SafeChange.prepare(indexAndWAL, database: path, workFolder: folder("work"))
        try change.swapIn()
        #expect(try DatabaseInspection.inspect(path: path).indexCount == 1)
    }

    @Test func swapsOnlyWhatIsReady() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(100))
        let change = try SafeChange.prepare(indexAndWAL, database: path, workFolder: folder("work"))
        try change.swapIn()
        #expect(try kind { try change.swapIn() } == .changeRefused)
        let again = try SafeChange.load(folder: change.folder)
        #expect(try again.state() == change.state())
        #expect(throws: DatabaseProblem.self) { try SafeChange.load(folder: folder("none")) }
    }
}
