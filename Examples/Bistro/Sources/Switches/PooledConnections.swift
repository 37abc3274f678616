import GRDB
import HoneCore
import HoneDatabase

/// PAT-010: connections stay open with their page cache and prepared statements, and are lent to requests.
///
/// One connection writes, for SQLite has one writer at a time anyway; the others read. The journal mode stays as the
/// file has it unless PAT-011 is on too.
struct PooledConnections: DatabaseAccess {
    private let connections: ConnectionPool

    var pool: ConnectionPool? { connections }

    /// - Throws: `DatabaseError` when the file cannot be opened.
    init(path: String, writeAheadLog: Bool) throws {
        var configuration = ConnectionPoolConfiguration()
        configuration.journal = writeAheadLog ? .wal : .asFound
        configuration.busyTimeout = .seconds(Settings.busySeconds)
        // Pages mapped by several connections count several times in the memory of the process; the cache suffices.
        configuration.mapBytes = 0
        connections = try HoneDatabase.open(path: path, configuration: configuration)
    }

    func read<T: Sendable>(at place: SourcePlace, _ body: @escaping @Sendable (Database) throws -> T) async throws -> T
    {
        try await connections.read(fileID: place.fileID, line: place.line, body)
    }

    func write<T: Sendable>(at place: SourcePlace, _ body: @escaping @Sendable (Database) throws -> T) async throws -> T
    {
        try await connections.write(fileID: place.fileID, line: place.line, body)
    }
}
