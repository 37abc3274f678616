/// What the adviser goes by: the file, its schema and the machine. Sizes in bytes.
public struct PragmaFacts: Sendable, Codable, Equatable {
    /// A table that has an index, and what the statistics say of it.
    public struct Table: Sendable, Codable, Equatable {
        /// Its name.
        public var name: String
        /// How many rows it has now, counted or estimated.
        public var rows: Int
        /// How many rows `sqlite_stat1` says that it had; nil when it says nothing.
        public var analyzedRows: Int?

        /// A table from its parts.
        public init(name: String, rows: Int, analyzedRows: Int?) {
            self.name = name
            self.rows = rows
            self.analyzedRows = analyzedRows
        }
    }

    /// Bytes of the database with what waits in its log.
    public var databaseBytes: Int
    /// Bytes of the log.
    public var walBytes: Int
    /// Bytes of a page.
    public var pageSize: Int
    /// The journal.
    public var journalMode: JournalMode
    /// Foreign keys that the schema declares.
    public var foreignKeys: Int
    /// Rows that break one of them, counted up to 1,000.
    public var foreignKeyViolations: Int
    /// Tables with indexes, by name.
    public var tables: [Table]
    /// Bytes of memory that the machine has.
    public var memoryBytes: Int
    /// Connections that the app is expected to hold at once; each has a cache of its own.
    public var connections: Int
    /// The network file system that the file lies on, such as `nfs4`; nil on a local one.
    public var networkFileSystem: String?

    /// Facts from their parts.
    public init(
        databaseBytes: Int, walBytes: Int = 0, pageSize: Int = 4096, journalMode: JournalMode = .rollback,
        foreignKeys: Int = 0, foreignKeyViolations: Int = 0, tables: [Table] = [], memoryBytes: Int,
        connections: Int = 8, networkFileSystem: String? = nil
    ) {
        self.databaseBytes = databaseBytes
        self.walBytes = walBytes
        self.pageSize = pageSize
        self.journalMode = journalMode
        self.foreignKeys = foreignKeys
        self.foreignKeyViolations = foreignKeyViolations
        self.tables = tables
        self.memoryBytes = memoryBytes
        self.connections = max(1, connections)
        self.networkFileSystem = networkFileSystem
    }
}
