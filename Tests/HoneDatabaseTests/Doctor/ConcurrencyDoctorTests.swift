import Foundation
import HoneCore
import Testing

@testable import HoneDatabase

@Suite struct ConcurrencyDoctorTests {
    private static let tuned: [PragmaSetting] = [
        .init(.synchronous, word: "NORMAL"), .init(.busyTimeout, number: 20_000), .init(.cacheSize, number: -4_000),
    ]

    @Test func modesAreTheOneFoundAndTheOnesAdvised() throws {
        var facts = PragmaFacts(databaseBytes: 50_000_000, foreignKeys: 1, memoryBytes: 4 << 30)
        let app = [PragmaSetting(.busyTimeout, number: 700)]
        var modes = ConcurrencyMode.modes(for: facts, app: app)
        #expect(modes.map(\.journalMode) == [.rollback, .wal, .wal])
        #expect(modes.map(\.isImmediate) == [false, false, true])
        #expect(modes[0].settings == app && modes[0].busyTimeout == 700)
        #expect(modes[1].busyTimeout == 5_000 && modes[1].settings == modes[2].settings)
        // What changes the app is not tried by itself.
        #expect(!modes[2].settings.contains { $0.pragma == .foreignKeys })
        facts.networkFileSystem = "nfs"
        modes = ConcurrencyMode.modes(for: facts)
        #expect(modes.map(\.journalMode) == [.rollback, .rollback, .rollback])
        #expect(modes[0].busyTimeout == 0)
    }

    @Test func lessensRefusalsAndLosesNothingWhenTuned() async throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(2_000))
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let modes = [
            ConcurrencyMode(name: "as found", journalMode: .rollback, settings: [], isImmediate: false),
            ConcurrencyMode(name: "tuned", journalMode: .wal, settings: Self.tuned, isImmediate: true),
        ]
        let steps = Steps()
        let report = try await ConcurrencyDoctor(levels: [1, 8], seconds: 0.5).examine(
            path, modes: modes, workFolder: folder("work")
        ) { steps.add($0, $1) }
        #expect(report.modes.map(\.mode) == modes)
        for mode in report.modes {
            #expect(mode.levels.map(\.writers) == [1, 8] && mode.levels.map(\.readers) == [1, 8])
            for level in mode.levels {
                #expect(level.errors == [:])
                #expect(level.missing == 0)
                #expect(level.commits == level.writeLatency.count && level.reads == level.readLatency.count)
                #expect(level.commits > 0 && level.seconds >= 0.5)
            }
        }
        // Eight who begin by reading, and wait for nobody, are refused; with a log and in line nobody is.
        let (found, tuned) = (report.modes[0].levels[1], report.modes[1].levels[1])
        #expect(found.busy > 0 && found.lostWrites > 0)
        #expect(found.waits == [:], "without a timeout nobody waits")
        #expect(tuned.busy == 0 && tuned.lostWrites == 0)
        #expect(Set(tuned.waits.keys).isSubset(of: [.begin]), "with a log only writers wait, and for writers")
        #expect(steps.last == "tuned: 8 writers, 8 readers" && steps.areInOrder)
        // The database is as it was, and nothing is left beside it but the work folder.
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder("work")) == [])
        #expect(folder.files == ["app.db", "work"])
        #expect(try JSONDecoder().decode(ConcurrencyReport.self, from: JSONEncoder().encode(report)) == report)
    }

    @Test func aDatabaseWithoutTablesIsReadToo() async throws {
        let folder = try TestFolder()
        let path = try folder.database("CREATE TABLE empty (id INTEGER PRIMARY KEY)")
        let mode = ConcurrencyMode(name: "tuned", journalMode: .wal, settings: Self.tuned, isImmediate: true)
        let report = try await ConcurrencyDoctor(levels: [2], seconds: 0.1).examine(
            path, modes: [mode], workFolder: folder("work"))
        #expect(report.modes[0].levels[0].reads > 0 && report.modes[0].levels[0].errors == [:])
    }

    @Test func endsSoonWhenItIsCancelledAndCleansUp() async throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(100))
        let modes = ConcurrencyMode.modes(for: try PragmaFacts.read(path: path))
        let (begun, steps) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await ConcurrencyDoctor(levels: [4], seconds: 600).examine(
                path, modes: modes, workFolder: folder("work")
            ) { words, _ in if words.contains("writers") { steps.yield() } }
        }
        for await _ in begun { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder("work")) == [])
    }

    @Test func tellsWhatIsNoDatabase() async throws {
        let folder = try TestFolder()
        let path = try folder.file("app.db", Array("no database".utf8))
        let problem = await #expect(throws: DatabaseProblem.self) {
            try await ConcurrencyDoctor().examine(path, modes: [], workFolder: folder("work"))
        }
        #expect(problem?.kind == .notADatabase)
        #expect(folder.files == ["app.db"])
    }

    /// The sleeps are SQLite's own, and add up to the timeout.
    @Test func waitsAsLongAsItsTimeout() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(10))
        let holder = try Connection(path: path, mode: .readWrite)
        try holder.execute("BEGIN IMMEDIATE")
        let waiter = LockWaiter(timeout: 60, stop: StopSign())
        let other = try Connection(path: path, mode: .readWrite)
        waiter.attach(to: other)
        #expect(throws: SQLiteError.self) { try other.execute("BEGIN IMMEDIATE") }
        let wait = try #require(waiter.waits[.begin])
        // 1 + 2 + 5 + 10 + 15 + 20 = 53, and the rest of 7.
        #expect(wait.sleeps == 7 && wait.seconds >= 0.06)
        #expect(!waiter.wasStopped)
    }

    @Test func aStopEndsTheWaiting() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(10))
        let holder = try Connection(path: path, mode: .readWrite)
        try holder.execute("BEGIN IMMEDIATE")
        let stop = StopSign()
        stop.raise()
        let waiter = LockWaiter(timeout: 1_000_000, stop: stop)
        let other = try Connection(path: path, mode: .readWrite)
        waiter.attach(to: other)
        #expect(throws: SQLiteError.self) { try other.execute("BEGIN IMMEDIATE") }
        #expect(waiter.wasStopped && waiter.waits == [:])
    }
}
