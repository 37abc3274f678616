import GRDB
import Synchronization

extension DiskRows {
    /// Takes out of what was not used for longest what is too much, but no more than a portion.
    /// - Returns: how many.
    func evict(to bytes: Int, _ db: Database) throws -> Int {
        let size = try Self.size(db)
        guard size.bytes > bytes else { return 0 }
        // By the size that they have on average, so that few more go than have to.
        let share = Double(size.bytes - bytes) / Double(size.bytes) * Double(size.entries)
        let count = Int(min(Double(Self.portion), max(1, share.rounded(.up))))
        try db.execute(
            sql: "DELETE FROM entry WHERE rowid IN (SELECT rowid FROM entry ORDER BY used, over LIMIT ?)",
            arguments: [count])
        let left = try Self.size(db)
        // The sums do not agree with the rows.
        guard left.entries < size.entries else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        return size.entries - left.entries
    }

    /// A transaction; once more where the file may not grow, after what is old has given its pages up.
    func write<T: Sendable>(
        _ counted: @Sendable (Outcome) -> Void, _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        do {
            return try await pool.write(body)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            try await shrink(counted)
            return try await pool.write(body)
        }
    }

    /// Takes a tenth out, a portion at a time.
    private func shrink(_ counted: @Sendable (Outcome) -> Void) async throws {
        let goal = try await pool.read { try Self.size($0).bytes } / 10 * 9
        while true {
            let outcome = try await pool.write { [self] db in
                let evicted = try evict(to: goal, db)
                return Outcome(evicted: evicted, size: try Self.size(db))
            }
            counted(outcome)
            if outcome.evicted == 0 { return }
        }
    }

    /// Looks through the next portion of rows for those that were invalidated with everything, and takes them out.
    func purge(_ counted: @Sendable (Outcome) -> Void) async throws {
        guard let place = purging.withLock({ $0 }) else { return }
        let (last, size) = try await pool.write { db in
            let last = try Row.number(
                db,
                "SELECT rowid FROM (SELECT rowid FROM entry WHERE rowid > ? ORDER BY rowid LIMIT ?)"
                    + " ORDER BY rowid DESC LIMIT 1", [place, Self.portion])
            if let last {
                try db.execute(
                    sql: """
                        DELETE FROM entry WHERE rowid > ? AND rowid <= ?
                        AND generation < (SELECT everything FROM state)
                        """, arguments: [place, last])
            }
            return (last, try Self.size(db))
        }
        counted(Outcome(size: size))
        // Another invalidation of everything begins anew.
        purging.withLock { if $0 == place { $0 = last } }
    }
}
