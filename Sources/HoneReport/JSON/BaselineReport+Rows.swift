extension BaselineReport {
    /// One endpoint: latency with one request at a time, its queries, and the headers of its answer.
    public struct EndpointRow: Codable, Sendable, Equatable {
        /// `GET /api/chefs/{id}`.
        public var name: String
        /// The status that most requests answered with.
        @Nullable public var status: Int?
        /// Requests that failed or answered 4xx or 5xx.
        @Nullable public var failures: Int?
        /// Latency; `null` when no request succeeded.
        @Nullable public var latency: LatencyFigures?
        /// Bytes of an answer on the wire, headers included.
        @Nullable public var answerBytes: Double?
        /// The application's own statements per request.
        @Nullable public var queriesPerRequest: Double?
        /// Time inside SQLite per request.
        @Nullable public var databaseMs: Double?
        /// Connections to the database opened per request: below 1 with a pool.
        @Nullable public var connectionsPerRequest: Double?
        /// Headers of the answer; `null` when the HTTP probe did not ask it.
        @Nullable public var http: HTTPFigures?
    }

    /// A latency, in ms.
    public struct LatencyFigures: Codable, Sendable, Equatable {
        /// Samples behind the figures.
        public var samples: Int
        /// Arithmetic mean.
        public var averageMs: Double
        /// Shortest.
        public var minMs: Double
        /// Median.
        public var p50Ms: Double
        /// 95th percentile.
        public var p95Ms: Double
        /// 99th percentile.
        public var p99Ms: Double
        /// Longest.
        public var maxMs: Double
    }

    /// What the headers of an answer say.
    public struct HTTPFigures: Codable, Sendable, Equatable {
        /// The media type.
        public var mediaType: String
        /// The content coding it was sent with.
        @Nullable public var contentCoding: String?
        /// Body without content coding.
        public var bodyBytes: Int
        /// Body as it was sent.
        public var sentBytes: Int
        /// What each coding would make of it.
        public var compressedBytes: [String: Int]
        /// The ETag field.
        @Nullable public var etag: String?
        /// The Last-Modified field.
        @Nullable public var lastModified: String?
        /// The Cache-Control field.
        @Nullable public var cacheControl: String?
        /// The Vary field.
        @Nullable public var vary: String?
        /// The status of a conditional request; 304 is right.
        @Nullable public var conditionalStatus: Int?
    }

    /// Figures over all queries.
    public struct QueryFigures: Codable, Sendable, Equatable {
        /// Mean time of a query.
        public var averageMs: Double
        /// Mean over the endpoints of their queries per request.
        @Nullable public var perRequest: Double?
        /// Records that the tracer had to drop.
        public var droppedRecords: Int
    }

    /// The database file.
    public struct DatabaseFigures: Codable, Sendable, Equatable {
        /// As it was named.
        public var path: String
        /// The file and its write-ahead log.
        public var sizeBytes: Int
        /// `wal` or `delete`.
        public var journalMode: String
        /// Indices made by CREATE INDEX.
        public var indexCount: Int
        /// Whether ANALYZE has been run.
        public var hasStatistics: Bool
        /// Rows by table.
        public var rows: [String: Int]
    }

    /// Many users at once.
    public struct LoadFigures: Codable, Sendable, Equatable {
        /// Level by level.
        public var levels: [LoadLevel]
        /// Users of the level that response thresholds are held against.
        public var referenceUsers: Int
        /// The most users served within the thresholds.
        public var capacityUsers: Int
        /// The capacity may be higher: the highest level tried still held.
        public var capacityIsLowerBound: Bool
        /// What broke first beyond the capacity.
        @Nullable public var brokeFirst: String?
    }

    /// One level of load.
    public struct LoadLevel: Codable, Sendable, Equatable {
        /// Users at once.
        public var users: Int
        /// Successful requests per second.
        public var requestsPerSecond: Double
        /// Latency of the successful requests; `null` when none was.
        @Nullable public var latency: LatencyFigures?
        /// Share of requests that failed.
        public var errorShare: Double
        /// CPU seconds of the application per second.
        @Nullable public var targetCPU: Double?
        /// Largest resident memory of the application.
        @Nullable public var targetMemoryMB: Double?
        /// Most descriptors open at once.
        @Nullable public var targetDescriptors: Int?
        /// The generator could not keep up: the level says nothing about the application.
        public var generatorSaturated: Bool
    }

    /// The application's processes.
    public struct SystemFigures: Codable, Sendable, Equatable {
        /// Just after the start.
        public var idle: SystemReading
        /// The largest of each figure under load.
        public var peak: SystemReading
    }

    /// The sum over the processes.
    public struct SystemReading: Codable, Sendable, Equatable {
        /// Processes.
        public var processes: Int
        /// Resident memory.
        public var memoryMB: Double
        /// CPU seconds since the start.
        public var cpuSeconds: Double
        /// Threads.
        public var threads: Int
        /// Open descriptors.
        public var descriptors: Int
        /// Established connections.
        public var connections: Int
    }
}
