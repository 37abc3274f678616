import GRDB
import HoneDatabase

/// PAT-010: connections stay open with their page cache and prepared statements, and are lent to requests.
///
/// One connection writes, for SQLite has one writer at a time anyway; the others read. The journal mode stays as the
/// file has it unless PAT-011 is on too.
struct PooledConnections: DatabaseAccess {
    private let pool: ConnectionPool

    /// - Throws: `DatabaseError` when the file cannot be opened.
    init(path: String, writeAheadLog: Bool) throws {
        var configuration = ConnectionPoolConfiguration()
        configuration.journal = writeAheadLog ? .wal : .asFound
        configuration.busyTimeout = .seconds(Settings.busySeconds)
        // Pages mapped by several connections count several times in the memory of the process; the cache suffices.
        configuration.mapBytes = 0
        pool = try HoneDatabase.open(path: path, configuration: configuration)
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await pool.read(body)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await pool.write(body)
    }
}
