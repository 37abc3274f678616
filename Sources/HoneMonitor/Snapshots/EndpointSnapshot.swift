import HoneCore

/// What one endpoint has done since the monitor began. Latencies are in milliseconds, sizes in bytes.
public struct EndpointSnapshot: Sendable, Codable, Equatable {
    /// Method and route, such as `GET /api/chefs/{id}`; `unmatched` for requests that matched no route; `other` for
    /// the endpoints beyond the bound.
    public var endpoint: String
    /// Requests answered.
    public var count: Int
    /// Requests answered per second since the monitor began.
    public var requestsPerSecond: Double
    /// Answers with a status from 400 to 499.
    public var clientErrors: Int
    /// Answers with a status from 500 on.
    public var serverErrors: Int
    /// Requests being answered now.
    public var inFlight: Int
    /// Latency.
    public var latency: LatencySnapshot
    /// The bodies sent, where their size was known.
    public var responseBytes: Sizes
    /// The queries recorded in request traces.
    public var queries: Queries
    /// Until the first byte of the answer; the same as the latency of answers that are sent whole.
    public var timeToFirstByte: LatencySnapshot
    /// Look-ups in caches, recorded in request traces.
    public var cache: Cache
    /// The last minute, five minutes and hour.
    public var windows: [WindowSnapshot]

    /// The window of so many minutes: 1, 5 or 60; nil for another length.
    public func window(minutes: Int) -> WindowSnapshot? { windows.first { $0.minutes == minutes } }

    /// Look-ups in caches.
    public struct Cache: Sendable, Codable, Equatable {
        /// Those that a cache answered.
        public var hits: Int
        /// Those that none answered.
        public var misses: Int
    }

    /// Sizes of bodies, in bytes.
    public struct Sizes: Sendable, Codable, Equatable {
        /// All together.
        public var total: UInt64
        /// Per request.
        public var average: Double
        /// The largest.
        public var max: Int
    }

    /// Queries of an endpoint.
    public struct Queries: Sendable, Codable, Equatable {
        /// All together.
        public var total: Int
        /// Per request.
        public var perRequest: Double
        /// The most that one request ran.
        public var maxPerRequest: Int
        /// The time of one query on average, ms.
        public var average: Double
        /// The time of a request's queries together on average, ms.
        public var millisecondsPerRequest: Double
        /// The statement that one request repeated most, when any repeated one.
        public var mostRepeated: Repeated?
    }

    /// A statement that one request ran again and again.
    public struct Repeated: Sendable, Codable, Equatable {
        /// Its text, with placeholders.
        public var sql: String
        /// The line that asked for it, as `Module/File.swift:12`; nil where it is not known.
        public var place: String?
        /// How often the one request ran it.
        public var times: Int
    }
}

extension EndpointSnapshot {
    /// What an endpoint's figures say at `now`.
    /// - Parameter uptime: how long the monitor has run, ns.
    init(key: EndpointKey, figures: EndpointFigures, at now: UInt64, uptime: UInt64) {
        let latency = figures.latencySnapshot
        let requests = Double(max(1, latency.count))
        endpoint = key.name
        count = latency.count
        requestsPerSecond = uptime > 0 ? Double(latency.count) / (Double(uptime) / 1e9) : 0
        clientErrors = figures.clientErrors
        serverErrors = figures.serverErrors
        inFlight = figures.running
        self.latency = latency
        responseBytes = Sizes(
            total: figures.responseBytes, average: Double(figures.responseBytes) / requests,
            max: figures.largestResponse)
        let queryMilliseconds = Double(figures.queryNanoseconds) / 1e6
        queries = Queries(
            total: figures.queries, perRequest: Double(figures.queries) / requests,
            maxPerRequest: figures.mostQueriesInOneRequest,
            average: queryMilliseconds / Double(max(1, figures.queries)),
            millisecondsPerRequest: queryMilliseconds / requests,
            mostRepeated: figures.mostRepeated.map {
                Repeated(sql: $0.sql, place: $0.place?.description, times: $0.count)
            })
        timeToFirstByte = figures.firstByteSnapshot ?? latency
        cache = Cache(hits: figures.cacheHits, misses: figures.cacheMisses)
        windows = figures.windows(at: now, uptime: uptime)
    }
}
