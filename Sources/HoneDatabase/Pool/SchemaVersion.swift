import GRDB
import Synchronization

/// Tells the connections of a pool that the schema changed.
///
/// SQLite prepares statements anew by itself; what GRDB knows of tables and columns it keeps for each connection.
/// GRDB's own pool therefore asks for `PRAGMA schema_version` before every read. Here the writer asks, and only a
/// connection of a generation before forgets; what other processes change is looked for once a second.
final class SchemaVersion: Sendable {
    /// How long a change by another process may stay unseen.
    static let longestUnseen: Duration = .seconds(1)

    private let generation = Atomic<Int>(0)

    /// What one connection knows. Unchecked as it is used within blocks of the connection's queue only.
    final class Known: @unchecked Sendable {
        fileprivate var generation = -1
        fileprivate var version: Int?
        fileprivate var asked: Duration?
    }

    /// Makes a connection forget what is no longer so.
    func refresh(_ db: Database, _ known: Known, at now: Duration) throws {
        let current = generation.load(ordering: .acquiring)
        if known.generation == current, let asked = known.asked, now - asked < Self.longestUnseen { return }
        let version = try Self.ask(db)
        if known.version != version, known.version != nil { db.clearSchemaCache() }
        known.version = version
        known.generation = current
        known.asked = now
    }

    /// After a writer's block, in its transaction.
    /// - Returns: whether the block changed the schema.
    func isChanged(_ db: Database, _ known: Known) throws -> Bool {
        let version = try Self.ask(db)
        defer { known.version = version }
        return known.version != version
    }

    /// After a commit that changed the schema.
    func bump() { generation.wrappingAdd(1, ordering: .releasing) }

    private static func ask(_ db: Database) throws -> Int? {
        try Int.fetchOne(try db.cachedStatement(sql: "PRAGMA schema_version"))
    }
}
