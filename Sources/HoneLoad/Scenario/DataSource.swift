extension Scenario {
    /// Rows of values for requests to take, read from a CSV or a JSON lines file or written in the scenario.
    public struct DataSource: Sendable, Codable, Equatable {
        /// Which row a request gets.
        public enum Pick: String, Sendable, Codable, CaseIterable {
            /// The next one for each task (each pass, where tasks run in sequence), from the first again after the
            /// last. Users take turns by their numbers, so that no coordination is needed: in a closed model user u of
            /// n takes rows u, u + n, u + 2n, …; in an open model arrival k takes row k.
            case sequential
            /// Any, for each task.
            case random
            /// A row of its own for each user, the same through the whole run. Fewer rows than users is an error.
            case unique
        }

        /// The name before the dot in `{{accounts.email}}`.
        public var name: String
        /// The names after the dot.
        public var columns: [String]
        /// The rows, each with a value per column.
        public var rows: [[String]]
        /// Which row a request gets.
        public var pick: Pick

        /// Rows of values.
        public init(name: String, columns: [String], rows: [[String]], pick: Pick = .sequential) {
            self.name = name
            self.columns = columns
            self.rows = rows
            self.pick = pick
        }
    }
}
