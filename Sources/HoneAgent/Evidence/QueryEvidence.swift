import HoneDatabase

/// The SQL that each endpoint causes, seen by the preloaded tracer with one request at a time.
public struct QueryEvidence: Sendable, Codable, Equatable {
    /// In the order of the target's endpoints.
    public var endpoints: [Row]
    /// Records that the tracer had to drop.
    public var dropped: Int
    /// Mean time of one of the application's own statements, in ms.
    public var averageMilliseconds: Double
    /// How SQLite means to execute the statements, and which indexes they use; `nil` without a look at the database.
    public var plans: WorkloadPlans?
    /// What happens when several users are there at once; `nil` when no endpoint writes.
    public var contention: Contention?
    /// The write-ahead logs of the databases after that.
    public var logs: [WriteAheadLogState]
    /// What the tracer could not see, in a sentence each: a SQLite that is linked in statically, and where.
    public var unseen: [String]
    /// Who saw the statements, when it was neither the tracer nor PostgreSQL: the application's own monitor.
    public var source: String?

    /// One endpoint.
    public struct Row: Sendable, Codable, Equatable {
        /// `GET /api/dashboard`.
        public var name: String
        /// Requests that were probed.
        public var requests: Int
        /// The application's own statements per request.
        public var queries: Double
        /// Time inside SQLite per request, in ms.
        public var databaseMilliseconds: Double
        /// Time of the whole request with the tracer on, in ms.
        public var requestMilliseconds: Double
        /// Connections opened per request.
        public var connections: Double
        /// Connections closed per request.
        public var closes: Double
        /// Statements that may change the database, per request.
        public var writes: Double
        /// Transactions and locks over all probed requests together.
        public var use: TransactionUse
        /// Groups of statements that come again and again within a request.
        public var patterns: [Pattern]
        /// BEGIN, COMMIT and the like per request.
        public var transactions: Double
        /// Pre-pings of a pool per request.
        public var pings: Double
        /// PRAGMA statements per request.
        public var pragmas: Double
        /// Statements, the most expensive first; at most 50.
        public var statements: [Statement]
        /// The same request gave the same bytes and ran the same statements with the same parameters each time.
        public var repeatsItself: Bool

        /// A row from its parts.
        public init(
            name: String, requests: Int, queries: Double, databaseMilliseconds: Double, requestMilliseconds: Double,
            connections: Double, transactions: Double = 0, pings: Double = 0, pragmas: Double = 0,
            statements: [Statement], repeatsItself: Bool, closes: Double = 0, writes: Double = 0,
            use: TransactionUse = TransactionUse(), patterns: [Pattern] = []
        ) {
            self.name = name
            self.requests = requests
            self.queries = queries
            self.databaseMilliseconds = databaseMilliseconds
            self.requestMilliseconds = requestMilliseconds
            self.connections = connections
            self.transactions = transactions
            self.pings = pings
            self.pragmas = pragmas
            self.statements = statements
            self.repeatsItself = repeatsItself
            self.closes = closes
            self.writes = writes
            self.use = use
            self.patterns = patterns
        }
    }

    /// One normalised statement of an endpoint.
    public struct Statement: Sendable, Codable, Equatable {
        /// SQL with its literals taken out.
        public var sql: String
        /// How often it runs per request.
        public var calls: Double
        /// Different parameter sets among its calls of one request; `nil` when who counted them did not tell values
        /// apart.
        public var distinctParameters: Double?
        /// Time inside SQLite per call, in ms.
        public var milliseconds: Double
        /// Rows returned per call; 0 when the application's own monitor counted, which knows of none.
        public var rows: Double
        /// Blocks found in PostgreSQL's cache per call; `nil` of SQLite.
        public var blocksHit: Double?
        /// Blocks that PostgreSQL had to read from the system per call; `nil` of SQLite.
        public var blocksRead: Double?
        /// Steps of full table scans per call.
        public var scanSteps: Double
        /// Sorts per call.
        public var sorts: Double
        /// Rows put into automatic indexes per call.
        public var automaticIndexRows: Double
        /// Steps of SQLite's virtual machine per call.
        public var machineSteps: Double
        /// It writes.
        public var writes: Bool
        /// Calls per request with values that it had before in the same request, and no write in between.
        public var duplicates: Double

        /// A statement from its parts.
        public init(
            sql: String, calls: Double, distinctParameters: Double?, milliseconds: Double, rows: Double = 0,
            scanSteps: Double = 0, sorts: Double = 0, automaticIndexRows: Double = 0, machineSteps: Double = 0,
            writes: Bool = false, duplicates: Double = 0
        ) {
            self.sql = sql
            self.calls = calls
            self.distinctParameters = distinctParameters
            self.milliseconds = milliseconds
            self.rows = rows
            self.scanSteps = scanSteps
            self.sorts = sorts
            self.automaticIndexRows = automaticIndexRows
            self.machineSteps = machineSteps
            self.writes = writes
            self.duplicates = duplicates
        }

        /// Time per request, in ms.
        public var millisecondsPerRequest: Double { calls * milliseconds }
    }

    /// Evidence from its parts.
    public init(
        endpoints: [Row], dropped: Int, averageMilliseconds: Double, plans: WorkloadPlans? = nil,
        contention: Contention? = nil, logs: [WriteAheadLogState] = [], unseen: [String] = [],
        source: String? = nil
    ) {
        self.endpoints = endpoints
        self.dropped = dropped
        self.averageMilliseconds = averageMilliseconds
        self.plans = plans
        self.contention = contention
        self.logs = logs
        self.unseen = unseen
        self.source = source
    }
}
