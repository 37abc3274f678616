import Foundation
import GRDB
import GRDBSQLite
import HoneCore

/// Who called the pool, and who observes what it runs.
struct PoolCall {
    let place: SourcePlace
    let observation: QueryObservation?
    /// The connections that the call was lent one of.
    let lanes: LanePool
}

/// Watches the statements of one connection: tells slow ones, tells all to those who observe, and interrupts what runs
/// too long.
///
/// SQLite calls back where a statement begins and where it ends (<https://www.sqlite.org/c3ref/trace_v2.html>), and
/// every ``StatementWatch/stepsBetweenLooks`` steps of its virtual machine in between
/// (<https://www.sqlite.org/c3ref/progress_handler.html>). A progress handler and not `sqlite3_interrupt` from a timer,
/// because that needs no timer for statements that end in time, which is all of them, and cannot hit the statement
/// after the one that was meant.
///
/// It is unchecked because it belongs to its connection and is locked as that is: every call comes from within a block
/// of the connection's queue, and so from one thread at a time.
final class StatementWatch: @unchecked Sendable {
    /// How many steps SQLite does before it looks at the time: some tens of microseconds of work, against the tens of
    /// nanoseconds of a look.
    static let stepsBetweenLooks: CInt = 1000

    private struct Running {
        let statement: OpaquePointer
        let began: UInt64
    }

    private let path: String
    private let timeout: Duration?
    private let limit: UInt64
    private let slow: SlowQueryLog?
    private let slowFrom: UInt64
    private var running: [Running] = []
    private var call: PoolCall?
    private var timedOut: String?
    /// The time of the statements of the call, ns.
    private var querying: UInt64 = 0

    init(path: String, timeout: Duration?, slow: SlowQueryLog?) {
        self.path = path
        self.timeout = timeout
        self.slow = slow
        limit = timeout.map(Self.nanoseconds) ?? .max
        slowFrom = slow.map { Self.nanoseconds($0.threshold) } ?? .max
        running.reserveCapacity(4)
    }

    /// Begins to watch a connection, which must keep the watch for as long as it is open.
    func attach(to db: Database) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let kinds = CUnsignedInt(SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE)
        sqlite3_trace_v2(
            db.sqliteConnection, kinds,
            { kind, context, statement, detail in
                guard let context, let statement else { return 0 }
                let watch = Unmanaged<StatementWatch>.fromOpaque(context).takeUnretainedValue()
                if kind == CUnsignedInt(SQLITE_TRACE_PROFILE) {
                    watch.ended(OpaquePointer(statement))
                } else {
                    watch.began(OpaquePointer(statement))
                }
                return 0
            }, context)
        guard timeout != nil else { return }
        sqlite3_progress_handler(
            db.sqliteConnection, Self.stepsBetweenLooks,
            { context in
                guard let context else { return 0 }
                return Unmanaged<StatementWatch>.fromOpaque(context).takeUnretainedValue().isLate ? 1 : 0
            }, context)
    }

    /// Runs what a call asked for, and names the statement and the limit when it was interrupted for its time.
    func during<T>(_ call: PoolCall, _ body: () throws -> T) throws -> T {
        self.call = call
        timedOut = nil
        querying = 0
        let began = call.observation == nil ? 0 : Self.now()
        let waits = call.observation == nil ? 0 : call.lanes.endedWaits
        defer {
            call.observation?.record(
                HeldConnection(
                    nanoseconds: Self.now() &- began, queryNanoseconds: querying,
                    waiting: call.lanes.waiters(since: waits), place: call.place))
            self.call = nil
            running.removeAll(keepingCapacity: true)
        }
        do {
            return try body()
        } catch let error as DatabaseError {
            // After an interrupt SQLite rolls back, and whoever goes on in the transaction meets SQLITE_ABORT.
            guard let sql = timedOut, let timeout, [.SQLITE_INTERRUPT, .SQLITE_ABORT].contains(error.resultCode)
            else { throw error }
            throw StatementTimedOut(sql: sql, limit: timeout, place: call.place, path: path)
        }
    }

    // MARK: Called by SQLite

    private func began(_ statement: OpaquePointer) {
        // A trigger, and a statement that is compiled anew for a changed schema, begin within one that runs.
        if let last = running.last, last.statement == statement { return }
        running.append(Running(statement: statement, began: Self.now()))
    }

    private func ended(_ statement: OpaquePointer) {
        guard let index = running.lastIndex(where: { $0.statement == statement }) else { return }
        let took = Self.now() &- running[index].began
        running.remove(at: index)
        querying &+= took
        if took >= slowFrom { tellSlow(statement, took) }
        if let observation = call?.observation { tell(observation, statement, took) }
    }

    private var isLate: Bool {
        guard let last = running.last, Self.now() &- last.began >= limit else { return false }
        timedOut = Self.text(last.statement)
        return true
    }

    private func tellSlow(_ statement: OpaquePointer, _ nanoseconds: UInt64) {
        guard let slow else { return }
        let sql = slow.includesParameters ? Self.expanded(statement) : Self.text(statement)
        slow.write(
            SlowQuery(sql: sql, duration: .nanoseconds(Int64(nanoseconds)), place: call?.place, path: path))
    }

    private func tell(_ observation: QueryObservation, _ statement: OpaquePointer, _ nanoseconds: UInt64) {
        guard !Self.isControl(statement) else { return }
        let sql = Self.text(statement)
        guard QueryRecord.Kind(normalisedSQL: sql) == .statement else { return }
        let writes = sqlite3_stmt_readonly(statement) == 0
        observation.record(
            RanQuery(
                sql: sql, nanoseconds: nanoseconds, place: call?.place,
                parameters: writes ? nil : ValueFingerprint.of(statement), writes: writes))
    }

    // MARK: Texts and times

    /// Around every read and write, so seen without making a text of it.
    private static func isControl(_ statement: OpaquePointer) -> Bool {
        guard let sql = sqlite3_sql(statement) else { return true }
        return strncasecmp(sql, "BEGIN", 5) == 0 || strncasecmp(sql, "COMMIT", 6) == 0
            || strncasecmp(sql, "PRAGMA", 6) == 0
    }

    private static func text(_ statement: OpaquePointer) -> String {
        guard let sql = sqlite3_sql(statement) else { return "" }
        return sql.withMemoryRebound(to: UInt8.self, capacity: strlen(sql)) { bytes in
            StatementText.withoutValues(UnsafeBufferPointer(start: bytes, count: strlen(sql)))
        }
    }

    private static func expanded(_ statement: OpaquePointer) -> String {
        guard let sql = sqlite3_expanded_sql(statement) else { return text(statement) }
        defer { sqlite3_free(sql) }
        return String(String(cString: sql).prefix(StatementText.maximumLength))
    }

    private static func nanoseconds(_ duration: Duration) -> UInt64 {
        // Longer than anybody waits, and still a number that fits.
        UInt64(min(max(0, duration / .nanoseconds(1)), 1e18))
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}
