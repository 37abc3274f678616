import GRDB

/// How the routes reach the database: the seam where connections are opened, or lent.
protocol DatabaseAccess: Sendable {
    /// Runs `body` on a connection, within a read transaction.
    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T
    /// Runs `body` on a connection, within a write transaction that is committed when it returns.
    func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T
}

/// As found: every call opens a connection, uses it once and closes it, which throws away SQLite's
/// page cache and prepared statements, and parses the schema anew.
struct ConnectionPerRequest: DatabaseAccess {
    /// The SQLite file.
    let path: String
    /// What each new connection is opened with.
    let configuration: Configuration

    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        let connection = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? connection.close() }
        return try await connection.read(body)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        let connection = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? connection.close() }
        return try await connection.write(body)
    }
}
