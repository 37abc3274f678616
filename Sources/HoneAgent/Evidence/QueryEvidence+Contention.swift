import HoneDatabase

extension QueryEvidence {
    /// What the tracer saw while several users were there at once. Statements belong to no request then: only sums are
    /// kept.
    public struct Contention: Sendable, Codable, Equatable {
        /// Users at once.
        public var users: Int
        /// Seconds of load.
        public var seconds: Double
        /// The application's own statements.
        public var statements: Int
        /// Those among them that may change the database.
        public var writes: Int
        /// Transactions and locks.
        public var use: TransactionUse
        /// Normalised statements that were refused with SQLITE_BUSY or waited for a lock, those that waited longest
        /// first; at most 10.
        public var waiting: [Waiting]

        /// A statement that had to wait or was refused.
        public struct Waiting: Sendable, Codable, Equatable {
            /// SQL with its literals taken out; `COMMIT` and `BEGIN IMMEDIATE` too.
            public var sql: String
            /// Executions that waited.
            public var waits: Int
            /// Refusals.
            public var refusals: Int
            /// Time slept while waiting, in ms.
            public var milliseconds: Double

            /// A statement from its parts.
            public init(sql: String, waits: Int, refusals: Int, milliseconds: Double) {
                self.sql = sql
                self.waits = waits
                self.refusals = refusals
                self.milliseconds = milliseconds
            }
        }

        /// Contention from its parts.
        public init(
            users: Int, seconds: Double, statements: Int, writes: Int, use: TransactionUse, waiting: [Waiting] = []
        ) {
            self.users = users
            self.seconds = seconds
            self.statements = statements
            self.writes = writes
            self.use = use
            self.waiting = waiting
        }

        /// Transactions that wrote, each of which needed the one write lock: those committed, and writes on their own.
        public var writeTransactions: Int { use.commits + use.autocommits }

        /// Mean time that a statement which waited had to wait, in ms.
        public var meanWait: Double { use.waits > 0 ? Double(use.waitNanoseconds) / 1e6 / Double(use.waits) : 0 }
    }
}

extension QueryEvidence.Row {
    /// A group of statements that comes again and again within a request. Means over the requests in which it came.
    public struct Pattern: Sendable, Codable, Equatable {
        /// The normalised statements of one round, in order.
        public var statements: [String]
        /// Rounds per request.
        public var repetitions: Double
        /// Executions per request.
        public var calls: Double
        /// Different values of the statement that varies most, per request.
        public var distinctParameters: Double
        /// Time inside SQLite per request, in ms.
        public var milliseconds: Double

        /// A pattern from its parts.
        public init(
            statements: [String], repetitions: Double, calls: Double, distinctParameters: Double, milliseconds: Double
        ) {
            self.statements = statements
            self.repetitions = repetitions
            self.calls = calls
            self.distinctParameters = distinctParameters
            self.milliseconds = milliseconds
        }
    }
}

extension QueryEvidence.Contention {
    /// Contention from what was logged under load.
    init(_ records: [QueryRecord], users: Int, seconds: Double) {
        let own = records.filter { $0.kind == .statement }
        let hindered = Dictionary(grouping: records.filter { $0.busy > 0 || $0.waits > 0 }, by: \.sql)
        let waiting = hindered.map { sql, records in
            Waiting(
                sql: sql, waits: records.count { $0.waits > 0 }, refusals: records.reduce(0) { $0 + $1.busy },
                milliseconds: records.reduce(0) { $0 + Double($1.waitNanoseconds) / 1e6 })
        }.sorted { ($0.milliseconds, $0.refusals, $1.sql) > ($1.milliseconds, $1.refusals, $0.sql) }
        self.init(
            users: users, seconds: seconds, statements: own.count, writes: own.count(where: \.writes),
            use: TransactionUse(records), waiting: Array(waiting.prefix(10)))
    }
}
