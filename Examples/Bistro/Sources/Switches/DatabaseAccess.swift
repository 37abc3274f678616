import GRDB
import HoneCore
import HoneDatabase

/// How the routes reach the database: the seam where connections are opened, or lent.
protocol DatabaseAccess: Sendable {
    /// Runs `body` on a connection, within a read transaction, for the line of the app that `place` names.
    func read<T: Sendable>(at place: SourcePlace, _ body: @escaping @Sendable (Database) throws -> T) async throws -> T
    /// Runs `body` on a connection, within a write transaction that is committed when it returns.
    func write<T: Sendable>(at place: SourcePlace, _ body: @escaping @Sendable (Database) throws -> T) async throws -> T
    /// The pool that lends connections, for the monitor; nil without one.
    var pool: ConnectionPool? { get }
}

extension DatabaseAccess {
    /// As `read(at:_:)` for the line of the call.
    func read<T: Sendable>(
        fileID: String = #fileID, line: Int = #line, _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        try await read(at: SourcePlace(fileID: fileID, line: line), body)
    }

    /// As `write(at:_:)` for the line of the call.
    func write<T: Sendable>(
        fileID: String = #fileID, line: Int = #line, _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        try await write(at: SourcePlace(fileID: fileID, line: line), body)
    }
}

/// As found: every call opens a connection, uses it once and closes it, which throws away SQLite's
/// page cache and prepared statements, and parses the schema anew.
struct ConnectionPerRequest: DatabaseAccess {
    /// The SQLite file.
    let path: String
    /// What each new connection is opened with.
    let configuration: Configuration

    var pool: ConnectionPool? { nil }

    func read<T: Sendable>(at place: SourcePlace, _ body: @escaping @Sendable (Database) throws -> T) async throws -> T
    {
        let connection = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? connection.close() }
        return try await connection.read(body)
    }

    func write<T: Sendable>(at place: SourcePlace, _ body: @escaping @Sendable (Database) throws -> T) async throws -> T
    {
        let connection = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? connection.close() }
        return try await connection.write(body)
    }
}
