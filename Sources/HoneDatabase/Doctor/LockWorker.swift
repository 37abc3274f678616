import Foundation
import HoneCore

/// One connection that writes or reads until it is told to stop, and what it met.
final class LockWorker {
    /// What it does.
    enum Role {
        /// A transaction that reads a number, writes the next one and adds a row, like a booking does.
        case writer(Int)
        /// Ten rows of a table from a random place.
        case reader(ReadPlace, seed: UInt64)
    }

    private(set) var done = 0
    private(set) var refusals: [LockPhase: Int] = [:]
    private(set) var errors: [String: Int] = [:]
    private(set) var latency = LatencyHistogram()
    let role: Role
    let waiter: LockWaiter
    private let mode: ConcurrencyMode
    private let stop: StopSign
    private let rest: UInt32

    init(_ role: Role, mode: ConcurrencyMode, rest: Duration, stop: StopSign) {
        self.role = role
        self.mode = mode
        self.stop = stop
        self.rest = UInt32(clamping: Int(rest / .microseconds(1)))
        waiter = LockWaiter(timeout: mode.busyTimeout, stop: stop)
    }

    var isWriter: Bool {
        if case .writer = role { true } else { false }
    }

    /// Works until it is told to stop.
    func work(on path: String) {
        do {
            let db = try Connection(path: path, mode: .readWrite, busyTimeout: .seconds(10))
            for setting in mode.settings where setting.pragma != .busyTimeout { _ = try db.rows(setting.sql) }
            switch role {
            case .writer(let number): try write(db, number)
            case .reader(let place, let seed): try read(db, place, SeededGenerator(seed: seed))
            }
        } catch {
            errors["\(error)", default: 0] += 1
        }
    }

    private func write(_ db: Connection, _ number: Int) throws {
        let look = try db.prepare("SELECT value FROM hone_doctor_counter")
        let count = try db.prepare("UPDATE hone_doctor_counter SET value = ?")
        let add = try db.prepare("INSERT INTO hone_doctor_write (writer, note) VALUES (?, ?)")
        // Compiling reads the schema, and is not what is measured: only now is the timeout the mode's own.
        waiter.attach(to: db)
        let begin = mode.isImmediate ? "BEGIN IMMEDIATE" : "BEGIN"
        let note = SQLValue.text(String(repeating: "n", count: 100))
        repeatedly(db) {
            waiter.phase = .begin
            try db.execute(begin)
            // A deferred transaction reads first, and asks for the lock only with its first write.
            if !mode.isImmediate { waiter.phase = .read }
            try look.bind([])
            let value = try look.step() ? look.value(at: 0).integerValue ?? 0 : 0
            look.reset()
            waiter.phase = mode.isImmediate ? .begin : .upgrade
            try count.bind([.integer(value + 1)])
            _ = try count.step()
            count.reset()
            try add.bind([.integer(Int64(number)), note])
            _ = try add.step()
            add.reset()
            waiter.phase = .commit
            try db.execute("COMMIT")
        } givingUp: {
            look.reset()
            count.reset()
            add.reset()
            try? db.execute("ROLLBACK")
        }
    }

    private func read(_ db: Connection, _ place: ReadPlace, _ generator: SeededGenerator) throws {
        var generator = generator
        let rows = try db.prepare(place.sql)
        waiter.attach(to: db)
        waiter.phase = .read
        repeatedly(db) {
            try rows.bind([.integer(place.key(&generator))])
            while try rows.step() {}
            rows.reset()
        } givingUp: {
            rows.reset()
        }
    }

    private func repeatedly(_ db: Connection, _ body: () throws -> Void, givingUp: () -> Void) {
        while !stop.isRaised {
            let began = ContinuousClock.now
            do {
                try body()
                latency.record(ContinuousClock.now - began)
                done += 1
            } catch let error as SQLiteError where error.isBusy {
                if !waiter.wasStopped { refusals[refusedPhase, default: 0] += 1 }
                givingUp()
            } catch {
                errors["\(error)", default: 0] += 1
                givingUp()
            }
            if rest > 0 { usleep(rest) }
        }
    }

    /// A writer that is refused while it reads has lost its write all the same.
    private var refusedPhase: LockPhase { isWriter && waiter.phase == .read ? .begin : waiter.phase }
}

/// Where readers read: a table of the database, by rowid.
struct ReadPlace: Sendable {
    let sql: String
    let keys: ClosedRange<Int64>

    /// The table with the most rows; the doctor's own when there is none.
    /// - Throws: `SQLiteError`.
    init(_ db: Connection, _ tables: [DatabaseInspection.Table]) throws {
        let candidates = tables.filter {
            !$0.isVirtual && !$0.isWithoutRowID && $0.rows > 0 && rowIDName($0.columns.map(\.name)) != nil
        }
        let table = candidates.max { ($0.rows, $1.name) < ($1.rows, $0.name) }
        let name = quoted(table?.name ?? "hone_doctor_write")
        let row = table.flatMap { rowIDName($0.columns.map(\.name)) } ?? "rowid"
        sql = "SELECT * FROM \(name) WHERE \(row) >= ? ORDER BY \(row) LIMIT 10"
        let least = try db.integer("SELECT min(\(row)) FROM \(name)")
        keys = least...max(least, try db.integer("SELECT max(\(row)) FROM \(name)"))
    }

    func key(_ generator: inout SeededGenerator) -> Int64 { Int64.random(in: keys, using: &generator) }
}
