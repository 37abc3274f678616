/// The state of a database file: what it is, how it is set, what it holds. Sizes in bytes.
public struct DatabaseInspection: Sendable, Codable, Equatable {
    /// A table and how many rows it has.
    public struct Table: Sendable, Codable, Equatable {
        /// Its name.
        public var name: String
        /// Its columns in order, generated ones included.
        public var columns: [Column]
        /// How many rows.
        public var rows: Int
        /// The rows were counted; otherwise `rows` is an estimate (the largest rowid, or what ANALYZE once saw).
        public var rowsAreExact: Bool
        /// It is virtual (full-text search, R-tree, …): its rows are not counted.
        public var isVirtual: Bool
        /// It has no rowid (<https://www.sqlite.org/withoutrowid.html>).
        public var isWithoutRowID: Bool
    }

    /// A column.
    public struct Column: Sendable, Codable, Equatable {
        /// Its name.
        public var name: String
        /// The type it was declared with; may be empty.
        public var type: String
        /// Its place in the primary key, from 1; 0 when it is not part of it.
        public var primaryKey: Int
        /// It is computed from other columns.
        public var isGenerated: Bool
    }

    /// An index.
    public struct Index: Sendable, Codable, Equatable {
        /// Where an index comes from.
        public enum Origin: String, Sendable, Codable {
            /// A CREATE INDEX statement.
            case explicit
            /// A UNIQUE constraint: SQLite made it.
            case uniqueConstraint
            /// A PRIMARY KEY: SQLite made it.
            case primaryKey
        }

        /// Its name.
        public var name: String
        /// The table it is on.
        public var table: String
        /// Its key columns in order; nil stands for an expression.
        public var columns: [String?]
        /// No two rows may have the same key.
        public var isUnique: Bool
        /// It has a WHERE clause.
        public var isPartial: Bool
        /// Where it comes from.
        public var origin: Origin
    }

    /// The file, as it was named.
    public var path: String
    /// Bytes of the main file.
    public var fileSize: Int
    /// Bytes of the write-ahead log beside it; 0 when there is none.
    public var walSize: Int
    /// Bytes of a page.
    public var pageSize: Int
    /// Pages of the database.
    public var pageCount: Int
    /// Pages that are free.
    public var freePages: Int
    /// `wal`, or `delete` for every kind of rollback journal: which kind is a setting of the app's connections.
    public var journalMode: String
    /// What a connection that sets nothing gets: 0 off, 1 normal, 2 full, 3 extra.
    public var synchronousDefault: Int
    /// 0 none, 1 full, 2 incremental.
    public var autoVacuum: Int
    /// `UTF-8`, `UTF-16le` or `UTF-16be`.
    public var encoding: String
    /// The number that belongs to the app.
    public var userVersion: Int
    /// The number that tells whose file it is.
    public var applicationID: Int
    /// The version of the library that inspected.
    public var sqliteVersion: String
    /// Tables by name, those of SQLite itself left out.
    public var tables: [Table]
    /// Indexes by table and name.
    public var indexes: [Index]
    /// ANALYZE has been run: there is a table of statistics.
    public var hasStatistics: Bool
    /// This user may write to the file.
    public var fileIsWritable: Bool
    /// This user may write to the folder.
    public var folderIsWritable: Bool

    /// How many indexes somebody made with CREATE INDEX.
    public var indexCount: Int { indexes.filter { $0.origin == .explicit }.count }

    /// Bytes of the database with what waits in the log.
    public var totalSize: Int { fileSize + walSize }
}

/// How thorough an inspection is.
public struct InspectionSettings: Sendable, Equatable {
    /// Rows of a table are counted up to here; beyond, they are estimated. Default 2,000,000.
    public var exactRows = 2_000_000
    /// Pages are checked with `PRAGMA quick_check` (it reads the whole file). Default true.
    public var checksPages = true

    /// The defaults.
    public init() {}

    /// - Parameters:
    ///   - exactRows: rows of a table are counted up to here.
    ///   - checksPages: run `PRAGMA quick_check`.
    public init(exactRows: Int = 2_000_000, checksPages: Bool = true) {
        self.exactRows = exactRows
        self.checksPages = checksPages
    }
}
