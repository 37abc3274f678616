import Dispatch
import Foundation
import GRDB
import HoneTesting
import Testing

@testable import HoneDatabase

@Suite struct ConnectionPoolTests {
    @Test(arguments: [false, true]) func readsAndWrites(wal: Bool) async throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(500))
        var configuration = ConnectionPoolConfiguration()
        configuration.journal = wal ? .wal : .asFound
        configuration.maximumReaders = 3
        let pool = try open(path: path, configuration: configuration)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for turn in 0..<60 {
                group.addTask {
                    if turn % 6 == 0 {
                        try await pool.write { try $0.execute(sql: "UPDATE chef SET city = 'x' WHERE id = 1") }
                    }
                    return try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM booking") ?? 0 }
                }
            }
            for try await count in group { #expect(count == 500) }
        }
        let mode = try await pool.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode == (wal ? "wal" : "delete"))
        let statistics = pool.statistics
        #expect(statistics.readers.leases == 61)
        #expect(statistics.writer.leases == 10)
        #expect(statistics.readers.inUse == 0)
        #expect(statistics.readers.idle <= 3)
        #expect(statistics.readers.waiting == 0)
    }

    @Test func setsEachConnectionUp() async throws {
        let folder = try TestFolder()
        var configuration = ConnectionPoolConfiguration()
        configuration.journal = .wal
        configuration.cacheKiB = 1234
        let pool = try open(path: try folder.database(bookings(10)), configuration: configuration)
        let found = try await pool.read { db in
            try ["cache_size", "synchronous", "foreign_keys", "temp_store", "query_only"].map {
                try Int.fetchOne(db, sql: "PRAGMA \($0)")
            }
        }
        #expect(found[0] == -1234)
        #expect(found[1] == 1)
        #expect(found[2] == 1)
        #expect(found[3] == 2)
    }

    @Test func readersCannotWrite() async throws {
        let folder = try TestFolder()
        let pool = try open(path: try folder.database(bookings(10)))
        await #expect(throws: DatabaseError.self) {
            try await pool.read { try $0.execute(sql: "DELETE FROM booking") }
        }
    }

    @Test func writesTakeTheLockAtTheirBeginning() async throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(10))
        let pool = try open(path: path)
        let other = try Connection(path: path, mode: .readWrite)
        let couldWrite = try await pool.write { db in
            _ = try Int.fetchOne(db, sql: "SELECT 1")
            return (try? Connection(path: path, mode: .readWrite).execute("BEGIN IMMEDIATE")) != nil
        }
        #expect(!couldWrite)
        try other.execute("BEGIN IMMEDIATE; ROLLBACK")
    }

    @Test func rollsBackWhatThrows() async throws {
        struct Refused: Error {}
        let folder = try TestFolder()
        let pool = try open(path: try folder.database(bookings(10)))
        await #expect(throws: Refused.self) {
            try await pool.write { db in
                try db.execute(sql: "DELETE FROM booking")
                throw Refused()
            }
        }
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM booking") } == 10)
        #expect(pool.statistics.writer.inUse == 0)
    }

    /// A pool of one reader, by a clock that the test moves.
    private func oneReader(
        in folder: TestFolder, _ time: ManualClock, maximumWaiting: Int? = nil
    ) throws -> ConnectionPool {
        var configuration = ConnectionPoolConfiguration()
        configuration.maximumReaders = 1
        if let maximumWaiting { configuration.maximumWaiting = maximumWaiting }
        return try ConnectionPool(
            path: try folder.database(bookings(10)), configuration: configuration, time: time.poolTime)
    }

    @Test func saysWhoHasTheConnectionsWhenWaitingTakesTooLong() async throws {
        let (folder, time) = (try TestFolder(), ManualClock())
        let pool = try oneReader(in: folder, time)
        let gate = Gate()
        async let held = pool.read { _ in gate.pass() }
        try await eventually { pool.statistics.readers.inUse == 1 }
        let late = Task { try await pool.read { _ in 2 } }
        try await eventually { pool.statistics.readers.waiting == 1 && time.sleepers == 1 }
        time.advance(by: .seconds(10))
        let error = await #expect(throws: PoolExhausted.self) { try await late.value }
        #expect(error?.statistics.inUse == 1)
        #expect(error?.description.contains("1 in use") == true)
        #expect(error?.description.contains("maximumReaders") == true)
        gate.open()
        #expect(try await held == 1)
        #expect(pool.statistics.readers.timeouts == 1)
        #expect(try await pool.read { _ in 3 } == 3)
    }

    @Test func aCancelledTaskStopsWaiting() async throws {
        let (folder, time) = (try TestFolder(), ManualClock())
        let pool = try oneReader(in: folder, time)
        let gate = Gate()
        async let held = pool.read { _ in gate.pass() }
        try await eventually { pool.statistics.readers.inUse == 1 }
        let late = Task { try await pool.read { _ in 2 } }
        try await eventually { pool.statistics.readers.waiting == 1 }
        late.cancel()
        await #expect(throws: CancellationError.self) { try await late.value }
        #expect(pool.statistics.readers.waiting == 0)
        gate.open()
        #expect(try await held == 1)
    }

    @Test func replacesConnectionsOfAFileThatIsNoLongerThere() async throws {
        let folder = try TestFolder()
        let time = ManualClock()
        let path = try folder.database(bookings(10))
        let other = try folder.database(named: "other.db", bookings(20))
        let pool = try ConnectionPool(path: path, configuration: ConnectionPoolConfiguration(), time: time.poolTime)
        let count = { try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM booking") } }
        #expect(try await count() == 10)
        #expect(rename(other, path) == 0)
        time.advance(by: .seconds(2))
        #expect(try await count() == 20)
        #expect(pool.statistics.replaced == 1)
    }

    @Test func replacesConnectionsOfAge() async throws {
        let folder = try TestFolder()
        let time = ManualClock()
        let pool = try ConnectionPool(
            path: try folder.database(bookings(10)), configuration: ConnectionPoolConfiguration(), time: time.poolTime)
        _ = try await pool.read { _ in 1 }
        time.advance(by: .seconds(3600))
        _ = try await pool.read { _ in 1 }
        #expect(pool.statistics.replaced == 1)
        #expect(pool.statistics.readers.idle == 0)
        _ = try await pool.read { _ in 1 }
        #expect(pool.statistics.replaced == 1)
    }

    @Test func allWhoWaitShareATimerAndEachIsToldInHisTime() async throws {
        let (folder, time) = (try TestFolder(), ManualClock())
        let pool = try oneReader(in: folder, time)
        let gate = Gate()
        async let held = pool.read { _ in gate.pass() }
        try await eventually { pool.statistics.readers.inUse == 1 }
        let first = Task { try await pool.read { _ in 2 } }
        try await eventually { pool.statistics.readers.waiting == 1 && time.sleepers == 1 }
        time.advance(by: .seconds(4))
        let second = Task { try await pool.read { _ in 3 } }
        try await eventually { pool.statistics.readers.waiting == 2 }
        #expect(time.sleepers == 1)
        time.advance(by: .seconds(6))
        let error = await #expect(throws: PoolExhausted.self) { try await first.value }
        #expect(error?.waited == .seconds(10))
        try await eventually { time.sleepers == 1 }
        #expect(pool.statistics.readers.waiting == 1)
        gate.open()
        #expect(try await second.value == 3)
        #expect(try await held == 1)
        // The timer finds nobody and goes; it comes back when somebody waits again.
        time.advance(by: .seconds(4))
        try await eventually { time.sleepers == 0 }
        #expect(pool.statistics.readers.timeouts == 1)
    }

    @Test func turnsAwayAtOnceWhenTooManyWait() async throws {
        let (folder, time) = (try TestFolder(), ManualClock())
        let pool = try oneReader(in: folder, time, maximumWaiting: 1)
        let gate = Gate()
        async let held = pool.read { _ in gate.pass() }
        try await eventually { pool.statistics.readers.inUse == 1 }
        let waits = Task { try await pool.read { _ in 2 } }
        try await eventually { pool.statistics.readers.waiting == 1 }
        let error = await #expect(throws: PoolExhausted.self) { try await pool.read { _ in 3 } }
        #expect(error?.waited == .zero)
        #expect(error?.description.contains("too many wait already: 1 in use, 1 waiting") == true)
        gate.open()
        #expect(try await held == 1)
        #expect(try await waits.value == 2)
        #expect(pool.statistics.readers.refused == 1)
    }

    @Test func overflowConnectionsAreClosedAfterUse() async throws {
        let folder = try TestFolder()
        var configuration = ConnectionPoolConfiguration()
        configuration.maximumReaders = 1
        configuration.overflow = 1
        let pool = try open(path: try folder.database(bookings(10)), configuration: configuration)
        let gate = Gate()
        async let held = pool.read { _ in gate.pass() }
        try await eventually { pool.statistics.readers.inUse == 1 }
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM booking") } == 10)
        #expect(pool.statistics.readers.inUse == 1)
        #expect(pool.statistics.readers.idle == 0)
        gate.open()
        #expect(try await held == 1)
        #expect(pool.statistics.readers.idle == 1)
        #expect(pool.statistics.readers.waits == 0)
    }

    @Test(arguments: [true, false]) func readersSeeANewSchema(ofThisPool: Bool) async throws {
        let folder = try TestFolder()
        let time = ManualClock()
        let path = try folder.database(bookings(10))
        let pool = try ConnectionPool(path: path, configuration: ConnectionPoolConfiguration(), time: time.poolTime)
        let columns = { try await pool.read { try $0.columns(in: "chef").map(\.name) } }
        #expect(try await columns() == ["id", "name", "city"])
        if ofThisPool {
            try await pool.write { try $0.execute(sql: "ALTER TABLE chef ADD COLUMN stars") }
        } else {
            try Connection(path: path, mode: .readWrite).execute("ALTER TABLE chef ADD COLUMN stars")
            time.advance(by: .seconds(1))
        }
        #expect(try await columns() == ["id", "name", "city", "stars"])
    }

    @Test func showsItsFiguresByName() async throws {
        let folder = try TestFolder()
        let pool = try open(path: try folder.database(bookings(10)))
        _ = try await pool.read { _ in 1 }
        let gauges = Dictionary(uniqueKeysWithValues: pool.statistics.gauges.map { ($0.name, $0.value) })
        #expect(gauges["readers.idle"] == 1)
        #expect(gauges["readers.leases"] == 1)
        #expect(gauges["writer.inUse"] == 0)
        #expect(gauges["readers.averageWait"] == 0)
        #expect(gauges.count == 19)
    }

    @Test func closesWhatIsIdleAndOpensAgain() async throws {
        let folder = try TestFolder()
        let pool = try open(path: try folder.database(bookings(10)))
        _ = try await pool.read { _ in 1 }
        pool.close()
        #expect(pool.statistics.readers.idle == 0)
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM booking") } == 10)
        #expect(throws: DatabaseError.self) { try open(path: "/nowhere/at/all.db") }
    }

    /// Pools that switch one file to WAL at once: none finds it locked.
    @Test(arguments: 1...10) func manyPoolsSwitchOneFileAtOnce(round: Int) async throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(10))
        var configuration = ConnectionPoolConfiguration()
        configuration.journal = .wal
        let modes = try await withThrowingTaskGroup(of: String?.self) { [configuration] group in
            for _ in 0..<8 {
                group.addTask {
                    let pool = try open(path: path, configuration: configuration)
                    return try await pool.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(modes == Array(repeating: "wal", count: 8))
    }
}

extension ManualClock {
    /// The pool's time, told by this clock.
    fileprivate var poolTime: PoolTime {
        PoolTime(now: { self.now.sinceStart }, sleep: { try await self.sleep(for: $0) })
    }
}

/// Keeps a database thread until a test lets it go.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    /// Waits to be let through.
    func pass() -> Int {
        semaphore.wait()
        return 1
    }

    func open() { semaphore.signal() }
}
