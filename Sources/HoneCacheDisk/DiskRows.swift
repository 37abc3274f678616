import Foundation
import GRDB
import HoneCache
import Synchronization

/// The rows of an open file.
final class DiskRows: Sendable {
    /// What is in a file.
    struct Size: Sendable, Equatable {
        var entries: Int
        var bytes: Int
    }

    /// What a question came to.
    enum Answer: Sendable {
        case absent
        case found(TierEntry)
        /// The row is not what was written.
        case damaged
    }

    /// Rows that one transaction takes out or marks as used at most. A call that is given up loses what it has not
    /// committed, so that each transaction must be small, however much there is to do.
    static let portion = 256

    /// What one transaction came to.
    struct Outcome: Sendable {
        var tooLarge = 0
        var evicted = 0
        var size = Size(entries: 0, bytes: 0)
    }

    /// What the system tells the file by.
    let inode: UInt64
    let pool: DatabasePool
    /// What the rows may take together.
    let bytes: Int
    /// After which row there may be some that were invalidated with everything; nil: there are none.
    let purging = Mutex<Int64?>(nil)

    init(pool: DatabasePool, bytes: Int, inode: UInt64) {
        self.inode = inode
        self.pool = pool
        self.bytes = bytes
    }

    /// What one row may take: an eighth of all.
    var largest: Int { bytes / 8 }

    func close() { try? pool.close() }

    func entry(for key: [UInt8], now: Int64) async throws -> Answer {
        try await pool.read { db in
            let statement = try db.cachedStatement(sql: "SELECT \(DiskRow.columns) FROM entry WHERE key = ?")
            guard let found = try Row.fetchOne(statement, arguments: [Data(key)]) else { return .absent }
            guard let row = DiskRow(found, key: key), let tags = TagList.tags(of: row.tags) else { return .damaged }
            guard row.over > now, row.generation >= (try Generations.read(db)).everything else { return .absent }
            for tag in tags {
                let number = NumberedText.number(of: tag)
                if try Generations.invalidation(of: number, db) > row.generation { return .absent }
            }
            return .found(
                TierEntry(
                    value: row.value, tags: tags, storedAt: row.stored, freshUntil: row.fresh, end: row.over))
        }
    }

    func generation() async throws -> UInt64 {
        try await pool.read { db in UInt64(clamping: try Generations.read(db).current) }
    }

    func remove(_ key: [UInt8]) async throws -> Size {
        try await pool.write { db in
            try db.execute(sql: "DELETE FROM entry WHERE key = ?", arguments: [Data(key)])
            return try Self.size(db)
        }
    }

    /// Takes a key or a prefix out, or has a tag or everything be invalid. What begins with a prefix goes in
    /// transactions of their own, so that a call that is given up need not begin anew.
    /// - Parameter counted: told what making room for it came to, and what is left.
    func invalidate(
        _ invalidation: TierInvalidation, counted: @escaping @Sendable (Outcome) -> Void
    ) async throws {
        let (size, generation) = try await write(counted) { db in
            var generations = try Generations.read(db)
            switch invalidation {
            case .key(let key):
                try db.execute(sql: "DELETE FROM entry WHERE key = ?", arguments: [Data(key.utf8)])
                try generations.invalidate(NumberedText.number(ofKey: key), db)
            case .tag(let tag):
                try generations.invalidate(NumberedText.number(of: tag), db)
            case .prefix:
                generations.current += 1
                generations.prefixes = generations.current
            case .all:
                // The rows themselves go little by little, as others are stored.
                generations.current += 1
                generations.everything = generations.current
            }
            try generations.write(db)
            return (try Self.size(db), generations.current)
        }
        counted(Outcome(size: size))
        switch invalidation {
        case .key, .tag: return
        case .prefix(let prefix): try await remove(prefix: [UInt8](prefix.utf8), before: generation, counted)
        case .all: purging.withLock { $0 = 0 }
        }
    }

    /// Takes out the keys that begin with some bytes and were stored before a generation.
    private func remove(prefix: [UInt8], before generation: Int64, _ counted: @Sendable (Outcome) -> Void) async throws
    {
        var after = prefix
        // The least text of bytes above all that begin so; there is none when all are 255.
        while after.last == 255 { after.removeLast() }
        var range = "key >= ?"
        var ends = [Data(prefix)]
        if let last = after.last {
            after[after.count - 1] = last + 1
            range += " AND key < ?"
            ends.append(Data(after))
        }
        let arguments = StatementArguments(ends) + [generation, Self.portion]
        let sql = """
            DELETE FROM entry WHERE rowid IN (SELECT rowid FROM entry WHERE \(range) AND generation < ? LIMIT ?)
            """
        while true {
            let (count, size) = try await pool.write { db in
                try db.execute(sql: sql, arguments: arguments)
                return (db.changesCount, try Self.size(db))
            }
            counted(Outcome(size: size))
            if count < Self.portion { return }
        }
    }

    static func size(_ db: Database) throws -> Size {
        guard let row = try Row.fetchOne(db, sql: "SELECT entries, bytes FROM state") else {
            return Size(entries: 0, bytes: 0)
        }
        return Size(entries: Int(try row.number(0)), bytes: Int(try row.number(1)))
    }
}
