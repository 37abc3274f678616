/// What the preloaded tracer logged: a statement that an app executed, or a connection that it opened or closed.
///
/// Times are nanoseconds; counters are SQLite's own (https://www.sqlite.org/c3ref/c_stmtstatus_counter.html) of this
/// one execution.
public struct QueryRecord: Sendable, Codable, Equatable {
    /// What a record is about. A pool's housekeeping is kept apart from the app's own queries.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A query or a change of the app's own.
        case statement
        /// BEGIN, COMMIT, END, ROLLBACK, SAVEPOINT, RELEASE.
        case transaction
        /// `SELECT 1` or the like: a pool asks whether its connection still works.
        case ping
        /// A PRAGMA, or a query of the schema alone.
        case pragma
        /// A connection was opened: `file`, `library` and `libraryVersion` tell more.
        case connectionOpened
        /// A connection was closed.
        case connectionClosed
        /// At its end a process had a SQLite loaded (`library`) of which no connection was seen: it was not used, or
        /// in a way that the tracer does not meet.
        case unseen
    }

    /// What the record is about.
    public var kind: Kind
    /// The process that executed it.
    public var process: Int32
    /// The thread, by the kernel's number, that began it.
    public var thread: Int32
    /// The connection: 1, 2, … in the order in which the process opened them. 0 when there is none.
    public var connection: Int
    /// When it began, on the machine's monotonic clock.
    public var at: UInt64
    /// When it began, since 1970.
    public var wall: UInt64

    /// The normalised SQL: literals and placeholders are `?`, whitespace is folded, `IN` lists and rows of `VALUES`
    /// are folded to one. Can still be prepared, but for `isCut`. Empty unless a statement.
    public var sql = ""
    /// The SQL as the app prepared it. `nil` unless parameters were asked for.
    public var text: String?
    /// The values bound to `text`, in the order of SQLite's parameter numbers. `nil` unless asked for.
    public var parameters: [SQLValue]?
    /// Parameters were asked for, but were too many or too long (64 KiB), or could not be told.
    public var isParametersCut = false
    /// The normalised SQL was longer than 16 KiB and ends there.
    public var isCut = false

    /// Time inside SQLite: all of the execution's `sqlite3_step` calls, and the reset that ended it early.
    public var nanoseconds: UInt64 = 0
    /// Time in which SQLite prepared the statement; on its first execution only, 0 when the app reuses it.
    public var prepareNanoseconds: UInt64 = 0
    /// Rows that the app received.
    public var rows = 0
    /// Steps forward through a table as part of a full scan. 0 does not mean cheap: see `machineSteps`.
    public var fullScanSteps = 0
    /// Sorts, each for want of an index in that order.
    public var sorts = 0
    /// Rows put into an index that SQLite made for this execution alone.
    public var automaticIndexRows = 0
    /// Steps of SQLite's virtual machine: the work done, in SQLite's own unit.
    public var machineSteps = 0
    /// How often the statement was prepared anew because the schema had changed.
    public var reprepares = 0
    /// Whether it changes nothing (`sqlite3_stmt_readonly`).
    public var isReadOnly = false
    /// The last `sqlite3_step`'s result code: 101 ran to its end, 100 was given up with rows left, others are errors
    /// (https://www.sqlite.org/rescode.html). `nil` when its steps were not seen.
    public var result: Int?
    /// How often a step was refused with SQLITE_BUSY.
    public var busy = 0
    /// SQLite's extended code of the last refusal, 0 without one: 5 another connection holds the lock, 517
    /// (SQLITE_BUSY_SNAPSHOT) another connection has written since this transaction read, so that waiting is in vain
    /// (<https://www.sqlite.org/rescode.html#busy_snapshot>).
    public var busyCode = 0
    /// How often SQLite slept while it waited for a lock.
    public var waits = 0
    /// The time of these sleeps; part of `nanoseconds`.
    public var waitNanoseconds: UInt64 = 0
    /// Whether a transaction was open when it began.
    public var isInTransaction = false
    /// A write that began while its connection held a read transaction, which SQLite had to turn into a write
    /// transaction; it refuses when another connection has written or is writing
    /// (<https://www.sqlite.org/lang_transaction.html>, section 2.1). Seen with SQLite 3.34 and later.
    public var isUpgrade = false
    /// Executed by a function of the app's that another statement called; that one's time includes this.
    public var isNested = false
    /// Its steps were not seen, only SQLite's trace callbacks: `nanoseconds` is then the time between the first and
    /// the last, with what the app did between two rows.
    public var isTracedOnly = false

    /// The file of a connection that was opened; empty for a temporary or in-memory database.
    public var file = ""
    /// The file that holds the SQLite in use; empty for the main executable.
    public var library = ""
    /// That SQLite's version: "3.40.1".
    public var libraryVersion = ""

    /// A record with what every kind has; the rest has its defaults.
    public init(kind: Kind, process: Int32, thread: Int32, connection: Int, at: UInt64, wall: UInt64) {
        self.kind = kind
        self.process = process
        self.thread = thread
        self.connection = connection
        self.at = at
        self.wall = wall
    }
}

extension QueryRecord {
    /// Whether the statement may change the database.
    public var writes: Bool { !sql.isEmpty && !isReadOnly }

    /// The SQL that `parameters` belong to: as the app prepared it if parameters were asked for, else normalised.
    public var executableSQL: String { text ?? sql }

    /// Tells executions of one statement with different values apart. Without parameters in the log, all executions
    /// with the same normalised SQL have the same key.
    public var parameterKey: ParameterKey { ParameterKey(sql: executableSQL, values: parameters ?? []) }

    /// A statement together with its values.
    public struct ParameterKey: Sendable, Hashable {
        let sql: String
        let values: [SQLValue]
    }
}
