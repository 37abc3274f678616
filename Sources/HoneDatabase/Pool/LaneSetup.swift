import Foundation
import GRDB

/// How a connection of a pool is opened.
enum LaneSetup {
    /// What a connection is for.
    enum Purpose {
        /// The one that sets the file's journal mode.
        case firstWriter
        /// One that writes later on.
        case writer(isWAL: Bool)
        /// One that reads.
        case reader(isWAL: Bool)
    }

    /// Opens a connection that a watch watches.
    static func open(
        _ path: String, _ configuration: ConnectionPoolConfiguration, _ purpose: Purpose, _ watch: StatementWatch
    ) throws -> DatabaseQueue {
        var grdb = Configuration()
        if case .reader = purpose { grdb.readonly = true }
        grdb.foreignKeysEnabled = configuration.enforcesForeignKeys
        grdb.busyMode = .timeout(configuration.busyTimeout / .seconds(1))
        // The configuration lives as long as GRDB's connection, and with it the watch, which SQLite calls till the end.
        grdb.prepareDatabase { db in
            try prepare(db, configuration, purpose)
            watch.attach(to: db)
        }
        return try DatabaseQueue(path: path, configuration: grdb)
    }

    /// Settings that live with a connection, and the journal mode, which lives with the file.
    private static func prepare(
        _ db: Database, _ configuration: ConnectionPoolConfiguration, _ purpose: Purpose
    ) throws {
        let isWAL: Bool
        switch purpose {
        case .firstWriter:
            if case .wal = configuration.journal { try switchToWAL(db, within: configuration.busyTimeout) }
            isWAL = try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal"
        case .writer(let found), .reader(let found): isWAL = found
        }
        try db.execute(sql: "PRAGMA cache_size = -\(configuration.cacheKiB)")
        try db.execute(sql: "PRAGMA mmap_size = \(configuration.mapBytes)")
        try db.execute(sql: "PRAGMA temp_store = MEMORY")
        guard isWAL else { return }
        // In WAL mode NORMAL cannot corrupt the file; a power cut may lose the last commits, and an app that must not
        // lose them leaves FULL (<https://www.sqlite.org/pragma.html#pragma_synchronous>).
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
        // A WAL that once grew long is cut after a checkpoint
        // (<https://www.sqlite.org/pragma.html#pragma_journal_size_limit>).
        try db.execute(sql: "PRAGMA journal_size_limit = \(configuration.journalBytes)")
    }

    /// Two connections that switch one file at once fail at once, however long they were told to wait: each has read
    /// the file, and neither may write it while the other reads (<https://www.sqlite.org/rescode.html#busy>).
    private static func switchToWAL(_ db: Database, within patience: Duration) throws {
        let end = ContinuousClock.now + patience
        while true {
            do {
                return try db.execute(sql: "PRAGMA journal_mode = WAL")
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < end {
                usleep(2_000)
            }
        }
    }
}
