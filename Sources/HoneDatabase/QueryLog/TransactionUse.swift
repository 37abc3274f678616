/// How a stretch of the query log uses transactions and locks, counted over all of its connections.
public struct TransactionUse: Sendable, Codable, Equatable {
    /// BEGIN without a kind or with DEFERRED: no lock is taken before the first statement
    /// (<https://www.sqlite.org/lang_transaction.html>, section 2.2). A SAVEPOINT outside of a transaction counts here.
    public var deferred = 0
    /// BEGIN IMMEDIATE: the write lock is taken at once.
    public var immediate = 0
    /// BEGIN EXCLUSIVE.
    public var exclusive = 0
    /// Transactions that ended with COMMIT or END.
    public var commits = 0
    /// Transactions that were rolled back, also by closing their connection.
    public var rollbacks = 0
    /// Transactions that were still open at the end of the stretch: they keep what they have locked, and the
    /// write-ahead log from being checkpointed.
    public var leftOpen = 0
    /// Writes outside of a transaction: each is one of its own, with its own synchronisation of the disk.
    public var autocommits = 0
    /// Writes that had to turn a read transaction into a write transaction.
    public var upgrades = 0
    /// Refusals with SQLITE_BUSY.
    public var refusals = 0
    /// Refusals with SQLITE_BUSY_SNAPSHOT among them: waiting would have been in vain.
    public var snapshotRefusals = 0
    /// Statements that waited for a lock at least once.
    public var waits = 0
    /// Time slept while waiting for a lock, ns.
    public var waitNanoseconds: UInt64 = 0
    /// Time in which the write lock was held, from the first write of each transaction to the end of its COMMIT, ns.
    public var writeNanoseconds: UInt64 = 0
    /// Connections that wrote.
    public var writers = 0

    /// Nothing happened.
    public init() {}

    /// Counts a stretch of the log: records of any kind, ordered by time.
    public init(_ records: some Sequence<QueryRecord>) {
        var open: [Place: Open] = [:]
        var writing: Set<Place> = []
        for record in records {
            let place = Place(process: record.process, connection: record.connection)
            if record.writes { writing.insert(place) }
            count(record)
            follow(record, &open[place])
        }
        leftOpen = open.count
        writers = writing.count
    }

    private struct Place: Hashable {
        var process: Int32
        var connection: Int
    }

    /// A transaction under way.
    private struct Open {
        /// The savepoint that began it; nil for BEGIN.
        var savepoint: Substring?
        /// When it got the write lock.
        var wroteAt: UInt64?

        mutating func wrote(_ record: QueryRecord) {
            if wroteAt == nil { wroteAt = record.at + record.waitNanoseconds }
        }
    }

    private mutating func count(_ record: QueryRecord) {
        refusals += record.busy
        if record.busyCode == 517 { snapshotRefusals += 1 }
        if record.waits > 0 { waits += 1 }
        waitNanoseconds += record.waitNanoseconds
        if record.isUpgrade { upgrades += 1 }
        if record.kind == .statement, record.writes, !record.isInTransaction {
            autocommits += 1
            writeNanoseconds += record.nanoseconds - min(record.nanoseconds, record.waitNanoseconds)
        }
    }

    private mutating func follow(_ record: QueryRecord, _ open: inout Open?) {
        switch record.kind {
        case .connectionClosed:
            if open != nil { rollbacks += 1 }
            open = nil
        case .statement:
            // SQLite itself says that one is open: it was begun before this stretch.
            if open == nil, record.isInTransaction, !record.isNested { open = Open() }
            if record.writes, record.result ?? 101 >= 100 { open?.wrote(record) }
        case .transaction:
            // An error leaves things as they were.
            if record.result ?? 101 == 101 { control(record, &open) }
        default: break
        }
    }

    private mutating func control(_ record: QueryRecord, _ open: inout Open?) {
        let words = record.sql.uppercased().split { $0 == " " || $0 == ";" }
        switch words.first {
        case "BEGIN":
            open = Open()
            switch words.dropFirst().first {
            case "IMMEDIATE": immediate += 1
            case "EXCLUSIVE": exclusive += 1
            default: deferred += 1
            }
            // These two have the write lock from here on.
            if record.writes { open?.wrote(record) }
        case "SAVEPOINT" where open == nil && !record.isInTransaction:
            deferred += 1
            open = Open(savepoint: words.last)
        case "RELEASE" where open?.savepoint != nil && open?.savepoint == words.last:
            commits += 1
            end(record, &open)
        case "COMMIT", "END":
            commits += 1
            end(record, &open)
        case "ROLLBACK" where !words.contains("TO"):
            rollbacks += 1
            end(record, &open)
        default: break
        }
    }

    private mutating func end(_ record: QueryRecord, _ open: inout Open?) {
        if let start = open?.wroteAt { writeNanoseconds += max(start, record.at + record.nanoseconds) - start }
        open = nil
    }
}
