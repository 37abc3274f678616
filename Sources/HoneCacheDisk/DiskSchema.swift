import GRDB

/// The tables of a cache's file.
enum DiskSchema {
    /// Of the tables below. A file of another version is set aside, as a cache may begin anew.
    static let version: Int64 = 1
    /// That a file is a cache's: "HnCa".
    static let application: Int64 = 0x486E_4361

    /// `entry.used` is the number of the last batch in which a row was stored or used, which no clock moves.
    /// `invalidation` says in which generation a number was last invalidated: up to 65,535 those that tags hash to, and
    /// from there those that keys hash to. `state` has one row; triggers keep its sums.
    static let statements = """
        CREATE TABLE entry (
            key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL, tags BLOB NOT NULL, stored INTEGER NOT NULL,
            fresh INTEGER NOT NULL, over INTEGER NOT NULL, generation INTEGER NOT NULL, checksum INTEGER NOT NULL,
            used INTEGER NOT NULL, size INTEGER NOT NULL);
        CREATE INDEX entry_used ON entry (used);
        CREATE INDEX entry_over ON entry (over);
        CREATE TABLE invalidation (
            number INTEGER PRIMARY KEY, generation INTEGER NOT NULL, checksum INTEGER NOT NULL);
        CREATE TABLE state (
            id INTEGER PRIMARY KEY, generation INTEGER NOT NULL, everything INTEGER NOT NULL,
            prefixes INTEGER NOT NULL, checksum INTEGER NOT NULL, batch INTEGER NOT NULL, entries INTEGER NOT NULL,
            bytes INTEGER NOT NULL);
        CREATE TRIGGER entry_in AFTER INSERT ON entry BEGIN
            UPDATE state SET entries = entries + 1, bytes = bytes + NEW.size;
        END;
        CREATE TRIGGER entry_out AFTER DELETE ON entry BEGIN
            UPDATE state SET entries = entries - 1, bytes = bytes - OLD.size;
        END;
        CREATE TRIGGER entry_anew AFTER UPDATE OF size ON entry BEGIN
            UPDATE state SET bytes = bytes + NEW.size - OLD.size;
        END;
        """

    static func create(_ db: Database) throws {
        try db.execute(sql: statements)
        let generations = Generations(current: 1, everything: 0, prefixes: 0)
        try db.execute(
            sql: "INSERT INTO state VALUES (1, ?, ?, ?, ?, 0, 0, 0)",
            arguments: [generations.current, generations.everything, generations.prefixes, generations.checksum])
        try db.execute(sql: "PRAGMA application_id = \(application)")
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }
}

/// The counters of a file: every invalidation is a generation.
struct Generations: Sendable, Equatable {
    /// The generation of what is stored now.
    var current: Int64
    /// What is older is invalid.
    var everything: Int64
    /// What began to be loaded before this generation is not stored, as its key's prefix may have been invalidated.
    var prefixes: Int64

    var checksum: Int64 {
        var checksum = RowChecksum()
        checksum.add(current)
        checksum.add(everything)
        checksum.add(prefixes)
        return checksum.signed
    }

    static func read(_ db: Database) throws -> Generations {
        guard
            let row = try Row.fetchOne(db, sql: "SELECT generation, everything, prefixes, checksum FROM state")
        else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the row of counters is not there") }
        let found = Generations(
            current: try row.number(0), everything: try row.number(1), prefixes: try row.number(2))
        guard found.checksum == (try row.number(3)) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the checksum of the counters does not hold")
        }
        return found
    }

    func write(_ db: Database) throws {
        try db.execute(
            sql: "UPDATE state SET generation = ?, everything = ?, prefixes = ?, checksum = ?",
            arguments: [current, everything, prefixes, checksum])
    }

    /// Begins the next generation, in which a number is invalid.
    mutating func invalidate(_ number: Int, _ db: Database) throws {
        current += 1
        try db.execute(
            sql: "INSERT OR REPLACE INTO invalidation VALUES (?, ?, ?)",
            arguments: [number, current, Self.checksum(number, current)])
    }

    /// In which generation a number was last invalidated.
    static func invalidation(of number: Int, _ db: Database) throws -> Int64 {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT generation, checksum FROM invalidation WHERE number = ?"),
                arguments: [number])
        else { return 0 }
        return try checked(Int64(number), try row.number(0), try row.number(1))
    }

    /// Looks through all that says in which generation a number was last invalidated.
    static func checkInvalidations(_ db: Database) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT number, generation, checksum FROM invalidation")
        while let row = try rows.next() { _ = try checked(try row.number(0), try row.number(1), try row.number(2)) }
    }

    private static func checked(_ number: Int64, _ generation: Int64, _ checksum: Int64) throws -> Int64 {
        guard checksum == Self.checksum(Int(number), generation) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the checksum of an invalidation does not hold")
        }
        return generation
    }

    static func checksum(_ number: Int, _ generation: Int64) -> Int64 {
        var checksum = RowChecksum()
        checksum.add(Int64(number))
        checksum.add(generation)
        return checksum.signed
    }
}

extension Row {
    /// The number in a column. In a damaged file there may be something else, for which GRDB's subscripts end the
    /// process.
    func number(_ index: Int) throws -> Int64 {
        guard index < count, let number = Int64.fromDatabaseValue(self[index]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "there is something else where a number is to be")
        }
        return number
    }

    /// The number that a statement finds; nil when it finds no row.
    static func number(_ db: Database, _ statement: String, _ arguments: StatementArguments = []) throws -> Int64? {
        try Row.fetchOne(db, sql: statement, arguments: arguments)?.number(0)
    }
}
