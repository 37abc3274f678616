import Foundation
import GRDB
import HoneCache

extension DiskRows {
    /// Stores entries, notes which were used, and takes out what is over or too much: in transactions of which each is
    /// small, room being made before it is taken. What a call has done that is given up stays done.
    /// - Parameters:
    ///   - used: keys that were used, of which no more than a portion are noted.
    ///   - counted: told what each transaction came to.
    func store(
        _ writes: [TierWrite], used: [[UInt8]], now: Int64, counted: @escaping @Sendable (Outcome) -> Void
    ) async throws {
        var used = used
        for group in groups(writes) {
            var isStored = false
            while !isStored {
                let noted = used
                let step = try await write(counted) { [self] db in try store(group, noted, now, db) }
                counted(step.outcome)
                isStored = step.isStored
                used = []
            }
        }
        try await purge(counted)
    }

    /// The writes in groups that each take no more than one entry may, for which there is always room to be made.
    private func groups(_ writes: [TierWrite]) -> [[TierWrite]] {
        var groups: [[TierWrite]] = []
        var sum = 0
        for write in writes {
            let size = min(largest, DiskRow(write, generation: 0).size)
            sum += size
            if groups.isEmpty || sum > largest {
                groups.append([])
                sum = size
            }
            groups[groups.count - 1].append(write)
        }
        return groups.isEmpty ? [[]] : groups
    }

    /// Takes out what is over, makes room, and stores entries once there is enough.
    private func store(
        _ writes: [TierWrite], _ used: [[UInt8]], _ now: Int64, _ db: Database
    ) throws -> (outcome: Outcome, isStored: Bool) {
        var outcome = Outcome()
        try db.execute(sql: "UPDATE state SET batch = batch + 1")
        let batch = try Row.number(db, "SELECT batch FROM state") ?? 0
        let use = try db.cachedStatement(sql: "UPDATE entry SET used = ? WHERE key = ?")
        for key in used.prefix(Self.portion) { try use.execute(arguments: [batch, Data(key)]) }
        try db.execute(
            sql: "DELETE FROM entry WHERE rowid IN (SELECT rowid FROM entry WHERE over <= ? LIMIT ?)",
            arguments: [now, Self.portion])
        let needed = writes.map { DiskRow($0, generation: 0).size }.filter { $0 <= largest }.reduce(0, +)
        // Unless there is more that is over.
        if db.changesCount < Self.portion { outcome.evicted = try evict(to: bytes - needed, db) }
        outcome.size = try Self.size(db)
        guard outcome.size.bytes + needed <= bytes else { return (outcome, false) }
        var generations = try Generations.read(db)
        for write in writes {
            if try !store(write, &generations, batch, db) { outcome.tooLarge += 1 }
        }
        try generations.write(db)
        outcome.size = try Self.size(db)
        return (outcome, true)
    }

    /// Stores one, unless it was invalidated or set since its lease was given; false when it is too large.
    private func store(
        _ write: TierWrite, _ generations: inout Generations, _ batch: Int64, _ db: Database
    ) throws -> Bool {
        let number = NumberedText.number(ofKey: write.key)
        let generation: Int64
        if let lease = write.lease {
            generation = lease.generations.first.map { Int64(clamping: $0) } ?? 0
            let invalidated = max(
                generations.everything, generations.prefixes, try Generations.invalidation(of: number, db))
            // Who invalidated it took the row out, or stored a newer one since.
            if invalidated > generation { return true }
        } else {
            // What another process began to load before is older than what was set.
            try generations.invalidate(number, db)
            generation = generations.current
        }
        let row = DiskRow(write, generation: generation)
        let key = Data(row.key)
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
}
