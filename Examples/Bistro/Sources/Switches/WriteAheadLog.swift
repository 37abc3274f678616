import GRDB

/// PAT-011: readers no longer wait for the writer, and a commit appends instead of rewriting pages.
///
/// Without the switch the journal mode stays as the file has it (a rollback journal when generated), for
/// Hone may have changed the file from outside.
enum WriteAheadLog {
    /// What each connection runs when it opens. No larger cache and no memory mapping among them: without a pool every
    /// request has a connection of its own, and each would hold them (432 MB at 50 users, measured).
    /// Source: sqlite.org/wal.html and sqlite.org/pragma.html.
    static let pragmas = [
        "PRAGMA journal_mode = WAL",
        // Safe against a crash of the app; a loss of power may lose the last commits, never corrupt.
        "PRAGMA synchronous = NORMAL",
        "PRAGMA temp_store = MEMORY",
    ]

    /// Adds the pragmas to what a connection does when it opens.
    static func apply(to configuration: inout Configuration) {
        configuration.prepareDatabase { db in
            for pragma in pragmas { _ = try Row.fetchAll(db, sql: pragma) }
        }
    }
}
