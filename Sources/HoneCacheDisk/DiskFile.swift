import Foundation
import GRDB

/// A cache's file: where it is, how it is opened, and what becomes of one that is not as it should be.
struct DiskFile: Sendable {
    var path: String
    /// What the rows may take together.
    var bytes: Int

    /// How long a statement waits for other connections.
    private static let patience = Duration.seconds(2)

    /// Where the file of a cache is: its name, in which all but letters and digits of ASCII, `-` and `_` are written as
    /// `%` and two hexadecimal digits; of a long name, the beginning and a hash.
    static func path(of cache: String, in folder: String) -> String {
        var name = ""
        for byte in cache.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                name += byte < 16 ? "%0" : "%"
                name += String(byte, radix: 16, uppercase: true)
            }
        }
        if name.utf8.count > 120 {
            var checksum = RowChecksum()
            checksum.add([UInt8](cache.utf8))
            name = String(name.prefix(100)) + "~" + String(checksum.value, radix: 16)
        }
        return folder + "/" + name + ".cache.sqlite"
    }

    /// Opens it, or makes it. One that is damaged or of another version is set aside.
    /// - Returns: its rows, how much they are, and what was found damaged.
    func open(now: Int64) throws -> (rows: DiskRows, size: DiskRows.Size, damage: String?) {
        let inode = try makeFile()
        do {
            let (rows, size) = try openAsIs(inode, now: now)
            return (rows, size, nil)
        } catch let other as OtherVersion {
            setAside(as: "version\(other.found)-\(now)", inode)
            let (rows, size) = try openAsIs(try makeFile(), now: now)
            return (rows, size, nil)
        } catch let error as DatabaseError where error.meansDamage {
            setAside(as: "corrupt-\(now)", inode)
            let (rows, size) = try openAsIs(try makeFile(), now: now)
            return (rows, size, error.message ?? "\(error.resultCode)")
        }
    }

    /// Renames it with what belongs to it, unless another process did so already and has begun a new one. Of those that
    /// were set aside, the last is kept.
    func setAside(as suffix: String, _ inode: UInt64) {
        guard inode == Self.inode(of: path) else { return }
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent()
        let name = url.lastPathComponent
        let old = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for file in old where file.hasPrefix(name + ".corrupt-") || file.hasPrefix(name + ".version") {
            unlink(folder.appendingPathComponent(file).path)
        }
        for part in ["", "-wal", "-shm"] { rename(path + part, path + "." + suffix + part) }
    }

    /// What the system tells a file by; 0 when there is none.
    private static func inode(of path: String) -> UInt64 {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(status.st_ino) : 0
    }

    private func openAsIs(_ inode: UInt64, now: Int64) throws -> (DiskRows, DiskRows.Size) {
        let pool = try makePool()
        do {
            let size = try pool.writeWithoutTransaction { db in
                // Only now, as opening a file that has as many writes into it. One that has more keeps them.
                try db.execute(sql: "PRAGMA max_page_count = \(bytes / 4_096 * 5 / 4 + 256)")
                try check(db)
                try db.inTransaction {
                    try tidy(db, now: now)
                    return .commit
                }
                return try DiskRows.size(db)
            }
            return (DiskRows(pool: pool, bytes: bytes, inode: inode), size)
        } catch {
            try? pool.close()
            throw error
        }
    }

    /// Two connections that switch one file to WAL at once fail at once, however long they were told to wait: each has
    /// read the file, and neither may write it while the other reads (sqlite.org/rescode.html#busy). So it is tried
    /// again for as long as any statement waits.
    private func makePool() throws -> DatabasePool {
        let end = ContinuousClock.now + Self.patience
        while true {
            do {
                return try DatabasePool(path: path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < end {
                usleep(2_000)
            }
        }
    }

    /// Makes the file, so that nobody else may read it: SQLite gives its other files the same mode
    /// (sqlite.org/tempfiles.html).
    private func makeFile() throws -> UInt64 {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Made without opening it: closing a descriptor of the file would drop the locks that this process's other
        // connections hold on it (sqlite.org/howtocorrupt.html, section 2.2).
        guard mknod(path, S_IFREG | 0o600, 0) == 0 || errno == EEXIST, access(path, R_OK | W_OK) == 0 else {
            throw CannotUse(path: path, found: String(cString: strerror(errno)))
        }
        return Self.inode(of: path)
    }

    private var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "hone.cache.disk"
        configuration.maximumReaderCount = 2
        configuration.busyMode = .timeout(Self.patience / .seconds(1))
        configuration.prepareDatabase { db in
            // A cache may lose what was stored just before the power failed, and no more
            // (sqlite.org/pragma.html#pragma_synchronous).
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            try db.execute(sql: "PRAGMA journal_size_limit = 4194304")
        }
        return configuration
    }

    /// Makes the tables of an empty file, and looks through one that is not.
    private func check(_ db: Database) throws {
        var application: Int64 = 0
        var version: Int64 = 0
        // Another process may be making them.
        try db.inTransaction(.immediate) {
            application = try Row.number(db, "PRAGMA application_id") ?? 0
            let tables = try Row.number(db, "SELECT count(*) FROM sqlite_master") ?? 0
            if tables == 0, application == 0 || application == DiskSchema.application {
                try DiskSchema.create(db)
                application = DiskSchema.application
            }
            version = try Row.number(db, "PRAGMA user_version") ?? 0
            return .commit
        }
        guard application == DiskSchema.application else {
            throw CannotUse(path: path, found: "it is a database of something else, and is left alone")
        }
        guard version == DiskSchema.version else { throw OtherVersion(found: version) }
        let found = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "nothing"
        guard found == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: found) }
        guard try Self.schema(db) == Self.expectedSchema() else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "its tables are not a cache's")
        }
        _ = try Generations.read(db)
        try Generations.checkInvalidations(db)
        // By these, which no checksum has, rows go.
        let odd = "typeof(used) <> 'integer' OR typeof(size) <> 'integer' OR size NOT BETWEEN 0 AND 1 << 40"
        guard try Row.fetchOne(db, sql: "SELECT 1 FROM entry WHERE \(odd) LIMIT 1") == nil else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "what a row takes is not a number")
        }
    }

    private static func schema(_ db: Database) throws -> [DatabaseValue] {
        try DatabaseValue.fetchAll(db, sql: "SELECT sql FROM sqlite_master ORDER BY name")
    }

    private static func expectedSchema() throws -> [DatabaseValue] {
        try DatabaseQueue().write { db in
            try DiskSchema.create(db)
            return try schema(db)
        }
    }

    /// Takes out what is over or invalidated, and sees that the sums agree with the rows.
    private func tidy(_ db: Database, now: Int64) throws {
        try db.execute(
            sql: "DELETE FROM entry WHERE over <= ? OR generation < (SELECT everything FROM state)", arguments: [now])
        try db.execute(
            sql: """
                UPDATE state SET entries = (SELECT count(*) FROM entry), bytes = (SELECT ifnull(sum(size), 0) FROM entry),
                batch = max(batch, (SELECT ifnull(max(used), 0) FROM entry))
                """)
    }

    /// A file cannot be used as a cache's.
    struct CannotUse: Error, CustomStringConvertible {
        var path: String
        var found: String

        var description: String {
            "the cache's file \(path) cannot be used: \(found). See that its folder is there and may be written to, or "
                + "name another"
        }
    }

    struct OtherVersion: Error {
        var found: Int64
    }
}
