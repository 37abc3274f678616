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

    /// What storing came to.
    struct Outcome: Sendable {
        var tooLarge = 0
        var evicted = 0
        var size = Size(entries: 0, bytes: 0)
    }

    /// What the system tells the file by.
    let inode: UInt64
    private let pool: DatabasePool
    /// What the rows may take together.
    private let bytes: Int
    /// Whether there may be rows that were invalidated with everything.
    private let isPurging = Atomic<Bool>(false)

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

    /// Stores entries, notes which were used, and takes out what is over or too much.
    func store(_ writes: [TierWrite], used: Set<[UInt8]>, now: Int64) async throws -> Outcome {
        do {
            return try await pool.write { [self] db in try store(writes, used, now, keeping: bytes, db) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            // The file may not grow: what is old gives its pages up first.
            let evicted = try await pool.write { [self] db in try evict(to: try Self.size(db).bytes * 9 / 10, db) }
            var outcome = try await pool.write { [self] db in try store(writes, used, now, keeping: bytes, db) }
            outcome.evicted += evicted
            return outcome
        }
    }

    private func store(
        _ writes: [TierWrite], _ used: Set<[UInt8]>, _ now: Int64, keeping bytes: Int, _ db: Database
    ) throws -> Outcome {
        var outcome = Outcome()
        let generations = try Generations.read(db)
        try db.execute(sql: "UPDATE state SET batch = batch + 1")
        let batch = try Int64.fetchOne(db, sql: "SELECT batch FROM state") ?? 0
        let use = try db.cachedStatement(sql: "UPDATE entry SET used = ? WHERE key = ?")
        for key in used { try use.execute(arguments: [batch, Data(key)]) }
        for write in writes {
            if try !store(write, generations, batch, db) { outcome.tooLarge += 1 }
        }
        try db.execute(
            sql: "DELETE FROM entry WHERE rowid IN (SELECT rowid FROM entry WHERE over <= ? LIMIT 256)",
            arguments: [now])
        if isPurging.load(ordering: .relaxed) {
            try db.execute(
                sql: "DELETE FROM entry WHERE rowid IN (SELECT rowid FROM entry WHERE generation < ? LIMIT 256)",
                arguments: [generations.everything])
            if db.changesCount < 256 { isPurging.store(false, ordering: .relaxed) }
        }
        if try Self.size(db).bytes > bytes { outcome.evicted = try evict(to: bytes - bytes / 20, db) }
        outcome.size = try Self.size(db)
        return outcome
    }

    /// Stores one, unless it was invalidated since its lease was given; false when it is too large.
    private func store(_ write: TierWrite, _ generations: Generations, _ batch: Int64, _ db: Database) throws -> Bool {
        let generation = write.lease.flatMap(\.generations.first).map { Int64(clamping: $0) } ?? generations.current
        let row = DiskRow(write, generation: generation)
        let key = Data(row.key)
        if write.lease != nil {
            let number = NumberedText.number(ofKey: write.key)
            let invalidated = max(
                generations.everything, generations.prefixes, try Generations.invalidation(of: number, db))
            // Who invalidated it took the row out, or stored a newer one since.
            if invalidated > generation { return true }
        }
        guard row.size <= largest else {
            try db.execute(sql: "DELETE FROM entry WHERE key = ?", arguments: [key])
            return false
        }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO entry (key, \(DiskRow.columns), used, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value, tags = excluded.tags,
                stored = excluded.stored, fresh = excluded.fresh, over = excluded.over,
                generation = excluded.generation, checksum = excluded.checksum, used = excluded.used,
                size = excluded.size
                """)
        try statement.execute(arguments: [
            key, Data(row.value), Data(row.tags), row.stored, row.fresh, row.over, row.generation, row.checksum, batch,
            row.size,
        ])
        return true
    }

    func invalidate(_ invalidation: TierInvalidation) async throws -> Size {
        try await pool.write { [self] db in
            var generations = try Generations.read(db)
            switch invalidation {
            case .key(let key):
                try db.execute(sql: "DELETE FROM entry WHERE key = ?", arguments: [Data(key.utf8)])
                try generations.invalidate(NumberedText.number(ofKey: key), db)
            case .tag(let tag):
                try generations.invalidate(NumberedText.number(of: tag), db)
            case .prefix(let prefix):
                try Self.remove(prefix: [UInt8](prefix.utf8), db)
                generations.current += 1
                generations.prefixes = generations.current
            case .all:
                // The rows themselves go little by little, as others are stored.
                generations.current += 1
                generations.everything = generations.current
                isPurging.store(true, ordering: .relaxed)
            }
            try generations.write(db)
            return try Self.size(db)
        }
    }

    /// Takes out the keys that begin with some bytes.
    private static func remove(prefix: [UInt8], _ db: Database) throws {
        var after = prefix
        // The least text of bytes above all that begin so; there is none when all are 255.
        while after.last == 255 { after.removeLast() }
        guard let last = after.last else {
            return try db.execute(sql: "DELETE FROM entry WHERE key >= ?", arguments: [Data(prefix)])
        }
        after[after.count - 1] = last + 1
        try db.execute(
            sql: "DELETE FROM entry WHERE key >= ? AND key < ?", arguments: [Data(prefix), Data(after)])
    }

    /// Takes out what was not used for longest.
    private func evict(to bytes: Int, _ db: Database) throws -> Int {
        var size = try Self.size(db)
        let before = size.entries
        while size.bytes > bytes, size.entries > 0 {
            // About a thirty-second of them at a time, and no fewer than needed.
            let excess = size.bytes - bytes
            let count = max(1, min(1_000, size.entries * excess / max(1, size.bytes)))
            try db.execute(
                sql: "DELETE FROM entry WHERE rowid IN (SELECT rowid FROM entry ORDER BY used, over LIMIT ?)",
                arguments: [count])
            let left = try Self.size(db)
            // The sums do not agree with the rows.
            guard left.entries < size.entries else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
            size = left
        }
        return before - size.entries
    }

    static func size(_ db: Database) throws -> Size {
        let row = try Row.fetchOne(db, sql: "SELECT entries, bytes FROM state")
        return Size(entries: row?[0] ?? 0, bytes: row?[1] ?? 0)
    }
}
