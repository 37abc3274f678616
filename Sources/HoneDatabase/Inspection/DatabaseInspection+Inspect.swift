import Foundation
import GRDBSQLite

extension DatabaseInspection {
    /// Looks at a database file without changing it: no journal is rolled back, no log is checkpointed, and no file
    /// appears beside it that was not there.
    ///
    /// A WAL database that nobody has open is read as an immutable file, since an ordinary reader would make its
    /// shared memory. When a log with content lies there without shared memory (a crash, or a copy), file and log are
    /// read from a copy in the temporary folder.
    /// - Throws: `DatabaseProblem`.
    public static func inspect(
        path: String, settings: InspectionSettings = InspectionSettings()
    ) throws -> DatabaseInspection {
        try reading(path, attempted: "inspect") { db, header in try read(db, path, header, settings) }
    }

    /// Gives a body a connection that reads a database without changing it, as `inspect(path:settings:)` says.
    /// - Throws: `DatabaseProblem`, or what the body throws.
    static func reading<T>(
        _ path: String, attempted: String, _ body: (Connection, DatabaseHeader) throws -> T
    ) throws -> T {
        let header = try DatabaseGate.header(of: path, attempted: attempted)
        try DatabaseGate.refuseHotJournal(path, attempted: attempted)
        try DatabaseGate.refuseLogOnNetwork(path, header, attempted: attempted)
        return try DatabaseProblem.told(attempted, path) {
            let wal = FileStatus(path + "-wal")?.size ?? 0
            if header.isWAL, wal == 0 { return try body(Connection(path: path, mode: .immutable), header) }
            if header.isWAL, FileStatus(path + "-shm") == nil {
                return try withCopy(of: path, attempted: attempted) { copy in
                    try body(Connection(path: copy, mode: .readOnly), header)
                }
            }
            return try body(Connection(path: path, mode: .readOnly), header)
        }
    }

    private static func withCopy<T>(
        of path: String, attempted: String, _ body: (String) throws -> T
    ) throws -> T {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appendingPathComponent("hone-inspect-\(UUID().uuidString)")
        do {
            try files.createDirectory(at: folder, withIntermediateDirectories: true)
            try files.copyItem(atPath: path, toPath: folder.path + "/copy")
            try files.copyItem(atPath: path + "-wal", toPath: folder.path + "/copy-wal")
        } catch {
            try? files.removeItem(at: folder)
            throw DatabaseProblem(
                .unreadable, attempted: attempted, path: path,
                found:
                    "its write-ahead log was left by a crash, and a copy to read it from could not be made: \(error)",
                remedy: "Make room in \(files.temporaryDirectory.path), or start and stop the app once.")
        }
        defer { try? files.removeItem(at: folder) }
        return try body(folder.path + "/copy")
    }

    private static func read(
        _ db: Connection, _ path: String, _ header: DatabaseHeader, _ settings: InspectionSettings
    ) throws -> DatabaseInspection {
        // One transaction, so that everything is of one moment.
        try db.execute("BEGIN")
        defer { try? db.execute("COMMIT") }
        if settings.checksPages {
            let findings = try db.rows("PRAGMA quick_check(10)").compactMap { $0.first?.textValue }
            if findings != ["ok"] {
                throw DatabaseProblem.corrupted(attempted: "inspect", path: path, findings: findings)
            }
        }
        let tables = try SchemaReader(db).tables(exactRows: settings.exactRows)
        return DatabaseInspection(
            path: path,
            fileSize: Int(FileStatus(path)?.size ?? 0),
            walSize: Int(FileStatus(path + "-wal")?.size ?? 0),
            pageSize: Int(try db.integer("PRAGMA page_size")),
            pageCount: Int(try db.integer("PRAGMA page_count")),
            freePages: Int(try db.integer("PRAGMA freelist_count")),
            journalMode: header.isWAL ? "wal" : "delete",
            synchronousDefault: Int(try db.integer("PRAGMA synchronous")),
            autoVacuum: Int(try db.integer("PRAGMA auto_vacuum")),
            encoding: try db.text("PRAGMA encoding"),
            userVersion: Int(try db.integer("PRAGMA user_version")),
            applicationID: Int(try db.integer("PRAGMA application_id")),
            sqliteVersion: String(cString: sqlite3_libversion()),
            tables: tables,
            indexes: try SchemaReader(db).indexes(of: tables.map(\.name)),
            hasStatistics: try SchemaReader(db).hasStatistics(),
            fileIsWritable: access(path, W_OK) == 0,
            folderIsWritable: access(folder(of: path), W_OK) == 0)
    }
}
