import Foundation
import GRDB
import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneDatabase

/// Runs till it is stopped.
private let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

@Suite struct StatementWatchTests {
    private func configuration(_ change: (inout ConnectionPoolConfiguration) -> Void = { _ in })
        -> ConnectionPoolConfiguration
    {
        var configuration = ConnectionPoolConfiguration()
        configuration.slowQueries = nil
        change(&configuration)
        return configuration
    }

    @Test func interruptsWhatRunsTooLongAndKeepsTheConnection() async throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(10))
        let pool = try HoneDatabase.open(
            path: path,
            configuration: configuration {
                $0.maximumReaders = 1
                $0.statementTimeout = .milliseconds(20)
            })
        let line = #line + 1
        let read = { try await pool.read { try Int.fetchOne($0, sql: endless + " WHERE i > 'secret'") } }
        let error = await #expect(throws: StatementTimedOut.self) { try await read() }
        #expect(error?.limit == .milliseconds(20))
        #expect(error?.place == SourcePlace(fileID: #fileID, line: line))
        #expect(error?.path == path)
        #expect(error?.sql.hasSuffix("FROM n WHERE i > ?") == true)
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.contains("statementTimeout") == true)
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM booking") } == 10)
        #expect(pool.statistics.replaced == 0)
        #expect(pool.statistics.readers.idle == 1)
    }

    @Test func anInterruptedWriteIsRolledBackAsAWhole() async throws {
        let folder = try TestFolder()
        let pool = try HoneDatabase.open(
            path: try folder.database(bookings(10)),
            configuration: configuration { $0.statementTimeout = .milliseconds(20) })
        await #expect(throws: StatementTimedOut.self) {
            try await pool.write { db in
                try db.execute(sql: "DELETE FROM booking WHERE id < 5")
                try db.execute(sql: "DELETE FROM booking WHERE id < (\(endless))")
            }
        }
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM booking") } == 10)
        try await pool.write { try $0.execute(sql: "DELETE FROM booking WHERE id = 1") }
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM booking") } == 9)
    }

    @Test func whoGoesOnAfterAnInterruptIsToldTheStatement() async throws {
        let folder = try TestFolder()
        let pool = try HoneDatabase.open(
            path: try folder.database(bookings(10)),
            configuration: configuration { $0.statementTimeout = .milliseconds(20) })
        await #expect(throws: StatementTimedOut.self) {
            try await pool.write { db in
                try? db.execute(sql: "DELETE FROM booking WHERE id < (\(endless))")
                try db.execute(sql: "DELETE FROM chef WHERE id = 1")
            }
        }
    }

    @Test func cancellingInterruptsAStatementWithoutALimit() async throws {
        let folder = try TestFolder()
        let pool = try HoneDatabase.open(
            path: try folder.database(bookings(10)), configuration: configuration { $0.statementTimeout = nil })
        let task = Task { try await pool.read { try Int.fetchOne($0, sql: endless) } }
        try await eventually { pool.statistics.readers.inUse == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT 7") } == 7)
    }

    @Test(arguments: [false, true]) func tellsSlowStatementsWithParametersOnlyWhenAsked(parameters: Bool) async throws {
        let folder = try TestFolder()
        let told = Mutex<[SlowQuery]>([])
        let path = try folder.database(bookings(10))
        let pool = try HoneDatabase.open(
            path: path,
            configuration: configuration {
                $0.slowQueries = SlowQueryLog(threshold: .zero, includesParameters: parameters) { query in
                    told.withLock { $0.append(query) }
                }
            })
        let line = #line + 1
        _ = try await pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM chef WHERE name = ? AND id IN (1, 2)", arguments: ["a secret"]
            ).count
        }
        let queries = told.withLock { $0 }
        let query = try #require(queries.first { $0.sql.contains("chef") })
        #expect(query.place == SourcePlace(fileID: #fileID, line: line))
        #expect(query.path == path)
        #expect(query.duration > .zero)
        if parameters {
            #expect(query.sql == "SELECT * FROM chef WHERE name = 'a secret' AND id IN (1, 2)")
        } else {
            #expect(query.sql == "SELECT * FROM chef WHERE name = ? AND id IN (?)")
            #expect(!"\(queries)".contains("secret"))
        }
        #expect(query.description.contains(" ms on \(path) at HoneDatabaseTests/StatementWatchTests.swift:\(line): "))
    }

    @Test func aThresholdKeepsFastStatementsOutOfTheLog() async throws {
        let folder = try TestFolder()
        let told = Mutex(0)
        let pool = try HoneDatabase.open(
            path: try folder.database(bookings(10)),
            configuration: configuration {
                $0.slowQueries = SlowQueryLog(threshold: .seconds(3_600)) { _ in told.withLock { $0 += 1 } }
            })
        _ = try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM booking") }
        #expect(told.withLock { $0 } == 0)
    }

    @Test func tellsObserversTheAppsStatementsAndNothingElse() async throws {
        let folder = try TestFolder()
        let pool = try HoneDatabase.open(path: try folder.database(bookings(10)), configuration: configuration())
        let recorder = QueryRecorder()
        let read = #line + 2
        try await QueryObservation.observing(with: recorder) {
            try await pool.read { db in
                // A cursor that is open while other statements run, as an N+1 often is.
                let chefs = try Row.fetchCursor(db, sql: "SELECT id FROM booking WHERE id <= 5 ORDER BY id")
                while let row = try chefs.next() {
                    _ = try String.fetchOne(db, sql: "SELECT note FROM booking WHERE id = \(row["id"] as Int)")
                }
                _ = try Row.fetchAll(db, sql: "PRAGMA table_info(booking)")
            }
            try await pool.write { db in
                try db.execute(sql: "CREATE TABLE log (x); CREATE TRIGGER t AFTER INSERT ON log BEGIN SELECT 1; END")
                try db.execute(sql: "INSERT INTO log VALUES (?)", arguments: [3])
            }
        }
        _ = try await pool.read { try Int.fetchOne($0, sql: "SELECT 'unseen' FROM booking") }
        let tally = recorder.tally
        #expect(
            tally.statements.prefix(2).map(\.sql) == [
                "SELECT note FROM booking WHERE id = ?", "SELECT id FROM booking WHERE id <= ? ORDER BY id",
            ])
        #expect(tally.statements.prefix(2).map(\.count) == [5, 1])
        #expect(tally.statements.first?.place == SourcePlace(fileID: #fileID, line: read))
        #expect(tally.statements.contains { $0.sql == "INSERT INTO log VALUES (?)" })
        #expect(!tally.description.contains("PRAGMA"))
        #expect(!tally.description.contains("COMMIT"))
        #expect(!tally.description.contains("unseen"))
        #expect(tally.queries == 9)
    }
}

/// Keeps what it is told.
private final class Told: QueryObserver {
    let queries = Mutex<[RanQuery]>([])
    let held = Mutex<[HeldConnection]>([])

    func observe(_ query: RanQuery) { queries.withLock { $0.append(query) } }
    func observe(_ connection: HeldConnection) { held.withLock { $0.append(connection) } }
}

@Suite struct ToldQueryTests {
    @Test func valuesAreToldApartAndWritesFromReads() async throws {
        let folder = try TestFolder()
        let pool = try HoneDatabase.open(path: try folder.database(bookings(10)))
        let told = Told()
        try await QueryObservation.observing(with: told) {
            try await pool.read { db in
                for id in [1, 2, 1] {
                    _ = try String.fetchOne(db, sql: "SELECT note FROM booking WHERE id = ?", arguments: [id])
                }
                for id in [1, 2, 1] { _ = try String.fetchOne(db, sql: "SELECT note FROM booking WHERE id = \(id)") }
            }
            try await pool.write { try $0.execute(sql: "UPDATE booking SET note = ?", arguments: ["a"]) }
        }
        let queries = told.queries.withLock { $0 }
        #expect(queries.map(\.writes) == [false, false, false, false, false, false, true])
        let values = queries.map(\.parameters)
        #expect(values[0] == values[2] && values[0] != values[1])
        #expect(values[3] == values[5] && values[3] != values[4])
        #expect(values.prefix(6).allSatisfy { $0 != nil && $0 != 0 } && values[6] == nil)
    }

    /// The lower half of a fingerprint is of what was bound, whatever the statement; the whole tells the texts apart
    /// too.
    @Test func theSameValuesAreSeenInDifferentStatements() async throws {
        let folder = try TestFolder()
        let pool = try HoneDatabase.open(path: try folder.database(bookings(10)))
        let told = Told()
        let asked: [(sql: String, arguments: StatementArguments)] = [
            ("SELECT note FROM booking WHERE id = ?", [7]),
            ("SELECT name FROM chef WHERE id = :id AND name <> 'x' LIMIT 3", ["id": 7]),
            ("SELECT name FROM chef WHERE id = :id AND name <> 'y' LIMIT 3", ["id": 7]),
            ("SELECT name FROM chef WHERE id = ?", [8]), ("SELECT name FROM chef WHERE name = ?", ["7"]),
            ("SELECT name FROM chef WHERE id = 7", []), ("SELECT name FROM chef WHERE name = ?", [nil]),
            ("SELECT name FROM chef WHERE name = ? AND id = ?", ["it's", 1.5e-7]),
            ("SELECT note FROM booking WHERE note = ? AND id < ?", ["it's", 1.5e-7]),
        ]
        try await QueryObservation.observing(with: told) {
            try await pool.read { db in
                for (sql, arguments) in asked { _ = try Row.fetchAll(db, sql: sql, arguments: arguments) }
            }
        }
        let whole = try told.queries.withLock { try $0.map { try #require($0.parameters) } }
        #expect(whole.count == asked.count && Set(whole).count == asked.count)
        let values = whole.map { UInt32(truncatingIfNeeded: $0) }
        #expect(values[0] == values[1] && values[1] == values[2])
        #expect(Set([values[0], values[3], values[4]]).count == 3)
        #expect(values[5] == 0 && values[6] != 0, "nothing is bound, and NULL is")
        #expect(values[7] == values[8] && values[7] != values[0])
    }

    /// Somebody else waits for the only reader while it is held; and nobody does.
    @Test(arguments: [true, false]) func connectionsAreToldWithThoseWhoWaited(isWaitedFor: Bool) async throws {
        let folder = try TestFolder()
        var configuration = ConnectionPoolConfiguration()
        configuration.maximumReaders = 1
        let pool = try HoneDatabase.open(path: try folder.database(bookings(10)), configuration: configuration)
        let told = Told()
        let isHeld = Mutex(false)
        let mayEnd = Mutex(!isWaitedFor)
        let holder = Task {
            try await QueryObservation.observing(with: told) {
                try await pool.read { _ in
                    isHeld.withLock { $0 = true }
                    let limit = ContinuousClock.now + .seconds(20)
                    while !mayEnd.withLock(\.self), ContinuousClock.now < limit { sched_yield() }
                }
            }
        }
        try await eventually { isHeld.withLock(\.self) }
        if isWaitedFor {
            let others = (0..<2).map { _ in
                Task { try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM chef") } }
            }
            try await eventually { pool.statistics.readers.waiting == 2 }
            mayEnd.withLock { $0 = true }
            for other in others { _ = try await other.value }
        }
        try await holder.value
        // Writers have a connection of their own: who waits for a reader does not count for them.
        try await QueryObservation.observing(with: told) {
            try await pool.write { try $0.execute(sql: "UPDATE booking SET note = 'a'") }
            _ = try await pool.read { try Int.fetchOne($0, sql: "SELECT 1") }
        }
        #expect(told.held.withLock { $0.map(\.waiting) } == [isWaitedFor ? 2 : 0, 0, 0])
    }

    @Test func connectionsAreToldWithTheTimeTheyWereUsed() async throws {
        let folder = try TestFolder()
        let pool = try HoneDatabase.open(path: try folder.database(bookings(10)))
        let told = Told()
        let line = #line + 2
        try await QueryObservation.observing(with: told) {
            try await pool.read { db in
                _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM booking")
                // Holds the connection without asking anything of it, for as long as a clock says.
                let end = ContinuousClock.now + .milliseconds(20)
                while ContinuousClock.now < end {}
            }
        }
        let held = try #require(told.held.withLock { $0 }.first)
        #expect(told.held.withLock { $0.count } == 1)
        #expect(held.idleNanoseconds >= 20_000_000 && held.waiting == 0)
        #expect(held.queryNanoseconds > 0 && held.queryNanoseconds < held.nanoseconds)
        #expect(held.place == SourcePlace(fileID: #fileID, line: line))
    }
}

@Suite struct PoolQueryCountTests {
    @Test func aQueryPerRowIsFoundAndOneForAllIsNot() async throws {
        let folder = try TestFolder()
        let pool = try HoneDatabase.open(path: try folder.database(bookings(20)))
        await withKnownIssue {
            try await expectNoRepeatedQueries {
                try await pool.read { db in
                    for id in try Int.fetchAll(db, sql: "SELECT chef FROM booking") {
                        _ = try String.fetchOne(db, sql: "SELECT name FROM chef WHERE id = ?", arguments: [id])
                    }
                }
            }
        }
        try await expectNoRepeatedQueries {
            try await expectQueries(atMost: 1) {
                try await pool.read { db in
                    _ = try Row.fetchAll(
                        db, sql: "SELECT booking.id, chef.name FROM booking JOIN chef ON chef.id = booking.chef")
                }
            }
        }
    }
}
