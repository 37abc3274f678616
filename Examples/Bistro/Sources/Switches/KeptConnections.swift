import GRDB
import Synchronization

/// PAT-010: connections stay open with their page cache and prepared statements, and are lent to requests.
///
/// One connection writes, for SQLite has one writer at a time anyway; the others read.
final class KeptConnections: DatabaseAccess {
    private let writer: DatabaseQueue
    private let readers: [DatabaseQueue]
    /// How many calls each reader has running or waiting; a call goes to the one with the fewest.
    private let loads: Mutex<[Int]>

    /// - Throws: `DatabaseError` when the file cannot be opened.
    init(path: String, configuration: Configuration, readers count: Int = 4) throws {
        writer = try DatabaseQueue(path: path, configuration: configuration)
        readers = try (0..<count).map { _ in try DatabaseQueue(path: path, configuration: configuration) }
        loads = Mutex([Int](repeating: 0, count: count))
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        let place = loads.withLock { loads in
            let place = loads.indices.min { loads[$0] < loads[$1] } ?? 0
            loads[place] += 1
            return place
        }
        defer { loads.withLock { $0[place] -= 1 } }
        return try await readers[place].read(body)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await writer.write(body)
    }
}
