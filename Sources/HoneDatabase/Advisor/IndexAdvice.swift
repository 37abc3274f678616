/// Which indexes a workload gains from, measured by executing it. Times in milliseconds, sizes in bytes.
public struct IndexAdvice: Sendable, Codable, Equatable {
    /// The indexes to make, those that gain most first; empty when nothing helps.
    public var indexes: [AdvisedIndex]
    /// Existing indexes that cost writes and room, and without which no recorded statement is slower.
    public var drops: [AdvisedDrop]
    /// Every statement that was measured, with all advised indexes together.
    public var statements: [StatementMeasurement]
    /// What all calls of the workload take, before and after, ms.
    public var millisecondsBefore: Double
    /// See `millisecondsBefore`.
    public var millisecondsAfter: Double
    /// Endpoints by name: what their calls take together.
    public var endpoints: [EndpointMeasurement]
    /// Candidates that were tried and not advised.
    public var rejected: [RejectedCandidate]
    /// Statements that were not executed, and why.
    public var skipped: [SkippedStatement]
    /// What else is to be known: time ran out, a statement was interrupted, ….
    public var notes: [String]
    /// How long the advisor worked, seconds.
    public var seconds: Double

    /// The gain over the workload, from 0 to 1.
    public var gain: Double { millisecondsBefore > 0 ? 1 - millisecondsAfter / millisecondsBefore : 0 }

    /// Advice from its parts.
    public init(
        indexes: [AdvisedIndex], drops: [AdvisedDrop] = [], statements: [StatementMeasurement],
        millisecondsBefore: Double, millisecondsAfter: Double, endpoints: [EndpointMeasurement],
        rejected: [RejectedCandidate], skipped: [SkippedStatement], notes: [String], seconds: Double
    ) {
        self.indexes = indexes
        self.drops = drops
        self.statements = statements
        self.millisecondsBefore = millisecondsBefore
        self.millisecondsAfter = millisecondsAfter
        self.endpoints = endpoints
        self.rejected = rejected
        self.skipped = skipped
        self.notes = notes
        self.seconds = seconds
    }
}

/// An index that pays.
public struct AdvisedIndex: Sendable, Codable, Equatable {
    /// Its name: `hone_<table>_<columns>`.
    public var name: String
    /// The table.
    public var table: String
    /// The columns in order.
    public var columns: [String]
    /// Those of them whose order is descending.
    public var descending: [String]
    /// The WHERE clause of a partial index; nil: all rows are in it.
    public var filter: String?
    /// The statement that makes it.
    public var createSQL: String
    /// The statement that removes it.
    public var dropSQL: String
    /// Its size, bytes.
    public var bytes: Int
    /// How long it took to build on the copy, ms.
    public var buildMilliseconds: Double
    /// What the whole workload gained when it was added to those before it, ms for all calls.
    public var millisecondsSaved: Double
    /// … and one call of those it serves on average, ms.
    public var millisecondsSavedPerCall: Double
    /// The endpoints that it serves, with what their calls of its statements take without and with it.
    public var endpoints: [EndpointMeasurement]
    /// What it costs to write, measured.
    public var writes: WritePenalty
    /// The statements it serves, one by one, measured with and without it alone.
    public var serves: [StatementMeasurement]
    /// Statements whose answers came in another order, or with other rows, while the index was there. SQL promises no
    /// order without ORDER BY, but people see the change.
    public var mayReorder: [Reordering]
    /// Existing indexes that begin as it does and may no longer be needed.
    public var supersedes: [String]

    /// An index from its parts.
    public init(
        name: String, table: String, columns: [String], descending: [String] = [], filter: String? = nil,
        createSQL: String, dropSQL: String, bytes: Int, buildMilliseconds: Double, millisecondsSaved: Double,
        millisecondsSavedPerCall: Double = 0, endpoints: [EndpointMeasurement] = [], writes: WritePenalty,
        serves: [StatementMeasurement], mayReorder: [Reordering], supersedes: [String]
    ) {
        self.name = name
        self.table = table
        self.columns = columns
        self.descending = descending
        self.filter = filter
        self.createSQL = createSQL
        self.dropSQL = dropSQL
        self.bytes = bytes
        self.buildMilliseconds = buildMilliseconds
        self.millisecondsSaved = millisecondsSaved
        self.millisecondsSavedPerCall = millisecondsSavedPerCall
        self.endpoints = endpoints
        self.writes = writes
        self.serves = serves
        self.mayReorder = mayReorder
        self.supersedes = supersedes
    }
}

/// An existing index that the workload does without. Never one that keeps rows unique, nor a primary key.
public struct AdvisedDrop: Sendable, Codable, Equatable {
    /// Why it is not needed.
    public enum Reason: Sendable, Codable, Equatable {
        /// No recorded statement uses it. One that was not recorded might.
        case unused
        /// Another index begins with the same columns.
        case redundant(with: String)
    }

    /// Its name.
    public var name: String
    /// The table.
    public var table: String
    /// The statement that removes it.
    public var dropSQL: String
    /// The statement that made it, and makes it again.
    public var createSQL: String
    /// Why it is not needed.
    public var reason: Reason
    /// The room it takes, bytes.
    public var bytes: Int
    /// What a row that is inserted costs less without it, microseconds; measured as `WritePenalty` is.
    public var microsecondsPerRow: Double
    /// What the workload's own calls gain without it, ms for all calls.
    public var millisecondsSaved: Double

    /// A drop from its parts.
    public init(
        name: String, table: String, dropSQL: String, createSQL: String, reason: Reason, bytes: Int,
        microsecondsPerRow: Double, millisecondsSaved: Double
    ) {
        self.name = name
        self.table = table
        self.dropSQL = dropSQL
        self.createSQL = createSQL
        self.reason = reason
        self.bytes = bytes
        self.microsecondsPerRow = microsecondsPerRow
        self.millisecondsSaved = millisecondsSaved
    }
}

/// What an index costs those who write.
public struct WritePenalty: Sendable, Codable, Equatable {
    /// Microseconds a row that is inserted, from 200 rows of the table that were written again and rolled back.
    public var microsecondsPerRow: Double
    /// What the workload's own writes lost, ms for all calls; already taken off the gain. 0 when it writes nothing to
    /// the table.
    public var workloadMilliseconds: Double

    /// A penalty from its parts.
    public init(microsecondsPerRow: Double, workloadMilliseconds: Double) {
        self.microsecondsPerRow = microsecondsPerRow
        self.workloadMilliseconds = workloadMilliseconds
    }
}

/// A statement, measured on two copies of the database by turns. The fastest of the repetitions counts, as the one that
/// the machine disturbed least; sets of values are averaged.
public struct StatementMeasurement: Sendable, Codable, Equatable {
    /// The statement.
    public var sql: String
    /// The endpoints that execute it.
    public var endpoints: [String]
    /// Its weight.
    public var calls: Double
    /// How often it is called, when the recording tells how long it took.
    public var callsPerMinute: Double?
    /// One call without the index, ms.
    public var millisecondsBefore: Double
    /// One call with it, ms.
    public var millisecondsAfter: Double
    /// The plan without the index.
    public var planBefore: String
    /// The plan with it.
    public var planAfter: String
    /// It writes; it was rolled back.
    public var writes: Bool

    /// A measurement from its parts.
    public init(
        sql: String, endpoints: [String], calls: Double, callsPerMinute: Double? = nil, millisecondsBefore: Double,
        millisecondsAfter: Double, planBefore: String, planAfter: String, writes: Bool
    ) {
        self.sql = sql
        self.endpoints = endpoints
        self.calls = calls
        self.callsPerMinute = callsPerMinute
        self.millisecondsBefore = millisecondsBefore
        self.millisecondsAfter = millisecondsAfter
        self.planBefore = planBefore
        self.planAfter = planAfter
        self.writes = writes
    }
}

/// What the calls of an endpoint take together.
public struct EndpointMeasurement: Sendable, Codable, Equatable {
    /// The endpoint.
    public var endpoint: String
    /// All its calls before, ms.
    public var millisecondsBefore: Double
    /// All its calls after, ms.
    public var millisecondsAfter: Double

    /// A measurement from its parts.
    public init(endpoint: String, millisecondsBefore: Double, millisecondsAfter: Double) {
        self.endpoint = endpoint
        self.millisecondsBefore = millisecondsBefore
        self.millisecondsAfter = millisecondsAfter
    }
}

/// A statement whose answer an index changes.
public struct Reordering: Sendable, Codable, Equatable {
    /// What changes.
    public enum Kind: String, Sendable, Codable {
        /// The same rows in another order.
        case order
        /// Other rows: a LIMIT without a complete ORDER BY picks others, or a comparison of text or numbers differs.
        case rows
    }

    /// The statement.
    public var sql: String
    /// The endpoints that execute it.
    public var endpoints: [String]
    /// What changes.
    public var kind: Kind

    /// A change from its parts.
    public init(sql: String, endpoints: [String], kind: Kind) {
        self.sql = sql
        self.endpoints = endpoints
        self.kind = kind
    }
}

/// An index that was tried and does not pay.
public struct RejectedCandidate: Sendable, Codable, Equatable {
    /// The table.
    public var table: String
    /// The columns in order.
    public var columns: [String]
    /// The WHERE clause of a partial index.
    public var filter: String?
    /// What the workload gained with it, ms for all calls; negative when it lost.
    public var millisecondsSaved: Double
    /// Why it is not advised.
    public var reason: String

    /// A candidate from its parts.
    public init(table: String, columns: [String], filter: String? = nil, millisecondsSaved: Double, reason: String) {
        self.table = table
        self.columns = columns
        self.filter = filter
        self.millisecondsSaved = millisecondsSaved
        self.reason = reason
    }
}

/// A statement that was not executed.
public struct SkippedStatement: Sendable, Codable, Equatable {
    /// The statement.
    public var sql: String
    /// Why.
    public var reason: String

    /// A statement from its parts.
    public init(sql: String, reason: String) {
        self.sql = sql
        self.reason = reason
    }
}
