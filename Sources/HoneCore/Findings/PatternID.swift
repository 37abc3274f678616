/// The name of a pattern: a known way to make a web application faster. The same names are used in code, reports and
/// documentation.
public enum PatternID: String, Sendable, Codable, CaseIterable, Hashable {
    /// Connection pooling.
    case connectionPooling = "PAT-010"
    /// SQLite's write-ahead log and the pragmas that go with it.
    case writeAheadLog = "PAT-011"
    /// An application cache with time to live.
    case applicationCache = "PAT-012"
    /// Compression of answers (gzip, Brotli, zstd).
    case compression = "PAT-013"
    /// HTTP caching headers: Cache-Control, ETag, conditional requests.
    case cachingHeaders = "PAT-014"
    /// Eager loading: one query instead of N.
    case eagerLoading = "PAT-015"
    /// Indices for the queries that scan.
    case indices = "PAT-016"
    /// Monitoring inside the application.
    case monitoring = "PAT-017"
    /// Images below the fold load late.
    case lazyImages = "PAT-018"
    /// JavaScript minified and split.
    case codeSplitting = "PAT-019"
    /// Load testing.
    case loadTesting = "PAT-020"
    /// Settings of SQLite's connections.
    case connectionSettings = "PAT-021"

    /// The three phases of the roadmap, in the order they are worked through.
    public enum Phase: Int, Sendable, Codable, CaseIterable, Comparable {
        /// Queries, indices, journal mode, connections.
        case database = 1
        /// What the server answers: caches, compression, headers.
        case api = 2
        /// What the browser does with it.
        case frontEnd = 3

        /// Phases compare by their order of work.
        public static func < (a: Phase, b: Phase) -> Bool { a.rawValue < b.rawValue }

        /// "Database", "API" or "Front end".
        public var title: String {
            switch self {
            case .database: "Database"
            case .api: "API"
            case .frontEnd: "Front end"
            }
        }
    }

    /// The phase that the pattern belongs to.
    public var phase: Phase {
        switch self {
        case .connectionPooling, .writeAheadLog, .eagerLoading, .indices, .connectionSettings: .database
        case .applicationCache, .compression, .cachingHeaders, .monitoring, .loadTesting: .api
        case .lazyImages, .codeSplitting: .frontEnd
        }
    }
}

extension PatternID: Comparable {
    /// Patterns compare by their number.
    public static func < (a: PatternID, b: PatternID) -> Bool { a.rawValue < b.rawValue }
}
