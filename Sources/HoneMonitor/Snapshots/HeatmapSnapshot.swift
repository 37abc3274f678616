/// How many requests took how long, over the last ten minutes, of all endpoints together.
public struct HeatmapSnapshot: Sendable, Codable, Equatable {
    /// The time that a column covers, s.
    public var secondsPerColumn: Int
    /// The latency from which on a row counts, in ms, ascending; a row ends where the next begins, the last never.
    public var edges: [Double]
    /// The columns that have requests, the oldest first.
    public var columns: [Column]

    /// A stretch of time.
    public struct Column: Sendable, Codable, Equatable {
        /// Its beginning, in seconds since 1970.
        public var time: Int64
        /// Requests per row; as many as there are edges.
        public var counts: [Int]

        /// A column from its parts.
        public init(time: Int64, counts: [Int]) {
            self.time = time
            self.counts = counts
        }
    }

    /// A heat map from its parts.
    public init(secondsPerColumn: Int, edges: [Double], columns: [Column]) {
        self.secondsPerColumn = secondsPerColumn
        self.edges = edges
        self.columns = columns
    }
}
