/// How SQLite means to execute a recorded workload, and which indexes it uses for that: statements are compiled on the
/// database and not executed.
public struct WorkloadPlans: Sendable, Codable, Equatable {
    /// The plan of one normalised statement.
    public struct Statement: Sendable, Codable, Equatable {
        /// The normalised statement.
        public var sql: String
        /// Tables that are read from one end to the other.
        public var scannedTables: [String]
        /// Indexes that are used, by name.
        public var indexes: [String]
        /// What is sorted or grouped in a temporary B-tree: `ORDER BY`, `GROUP BY`, `DISTINCT`, ….
        public var temporaryBTrees: [String]
        /// Tables, by their alias, for which an index is built for each execution.
        public var automaticIndexes: [String]

        /// A plan from its parts.
        public init(
            sql: String, scannedTables: [String] = [], indexes: [String] = [], temporaryBTrees: [String] = [],
            automaticIndexes: [String] = []
        ) {
            self.sql = sql
            self.scannedTables = scannedTables
            self.indexes = indexes
            self.temporaryBTrees = temporaryBTrees
            self.automaticIndexes = automaticIndexes
        }
    }

    /// An index of the database and what the workload does with it.
    public struct Index: Sendable, Codable, Equatable {
        /// Its name.
        public var name: String
        /// Its table.
        public var table: String
        /// Its key terms in order, each with collation and direction: `name BINARY ASC`. `nil` for an expression.
        public var terms: [String?]
        /// SQLite made it for a PRIMARY KEY or UNIQUE constraint.
        public var isOfConstraint: Bool
        /// It keeps its keys apart.
        public var isUnique: Bool
        /// It has a WHERE clause.
        public var isPartial: Bool
        /// It begins with the columns of a foreign key, which SQLite looks up when the parent changes
        /// (<https://www.sqlite.org/foreignkeys.html>, section 3).
        public var servesForeignKey: Bool
        /// Recorded statements that read it.
        public var readers: Int

        /// An index from its parts.
        public init(
            name: String, table: String, terms: [String?], isOfConstraint: Bool = false, isUnique: Bool = false,
            isPartial: Bool = false, servesForeignKey: Bool = false, readers: Int = 0
        ) {
            self.name = name
            self.table = table
            self.terms = terms
            self.isOfConstraint = isOfConstraint
            self.isUnique = isUnique
            self.isPartial = isPartial
            self.servesForeignKey = servesForeignKey
            self.readers = readers
        }
    }

    /// A plan for each normalised statement that compiles.
    public var statements: [Statement]
    /// Every index of the database, by table and name.
    public var indexes: [Index]
    /// How many of the recorded statements touch each table.
    public var statementsOfTable: [String: Int]
    /// Statements that do not compile on the database: cut, or of another schema.
    public var skipped: Int

    /// Plans from their parts.
    public init(
        statements: [Statement], indexes: [Index], statementsOfTable: [String: Int] = [:], skipped: Int = 0
    ) {
        self.statements = statements
        self.indexes = indexes
        self.statementsOfTable = statementsOfTable
        self.skipped = skipped
    }

    /// The plan of a normalised statement.
    public func plan(of sql: String) -> Statement? { statements.first { $0.sql == sql } }
}
