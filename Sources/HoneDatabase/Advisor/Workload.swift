/// What an app asks of its database: the statements of a recording, with values to execute them with.
public struct Workload: Sendable, Codable, Equatable {
    /// A statement of the recording.
    public struct Statement: Sendable, Codable, Equatable {
        /// The text, with placeholders of any kind SQLite knows.
        public var sql: String
        /// Sets of values for the placeholders, in their order, as they were recorded. A statement with placeholders
        /// and no set is skipped, and the advice says so: made-up values would make up the measurement.
        public var parameters: [[SQLValue]]
        /// How often it was executed in the recording, or per request: a weight; only proportions count.
        public var calls: Double
        /// The endpoints that execute it: "GET /api/dashboard".
        public var endpoints: [String]

        /// A statement from its parts.
        public init(sql: String, parameters: [[SQLValue]] = [], calls: Double = 1, endpoints: [String] = []) {
            self.sql = sql
            self.parameters = parameters
            self.calls = calls
            self.endpoints = endpoints
        }
    }

    /// The statements, each text once.
    public var statements: [Statement]

    /// How long it was recorded, minutes; nil when that is not known. It turns `calls` into calls a minute.
    public var minutes: Double?

    /// A workload from its statements.
    public init(statements: [Statement], minutes: Double? = nil) {
        self.statements = statements
        self.minutes = minutes
    }
}
