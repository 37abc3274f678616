import HoneCore

/// Each endpoint's response time with one request at a time: what the application costs when nobody else is there.
public struct LatencyEvidence: Sendable, Codable, Equatable {
    /// In the order of the target's endpoints.
    public var endpoints: [Row]

    /// One endpoint.
    public struct Row: Sendable, Codable, Equatable {
        /// `GET /api/chefs/{id}`.
        public var name: String
        /// Latencies of the successful requests, in ms.
        public var latency: LatencySnapshot
        /// The status that most requests answered with.
        public var status: Int
        /// Requests that failed or answered 4xx or 5xx.
        public var failures: Int
        /// Mean size of an answer on the wire, headers included, in bytes.
        public var bytes: Double
        /// The endpoint's share among all, as the target weighs them.
        public var weight: Double

        /// A row from its parts.
        public init(
            name: String, latency: LatencySnapshot, status: Int, failures: Int, bytes: Double, weight: Double = 1
        ) {
            self.name = name
            self.latency = latency
            self.status = status
            self.failures = failures
            self.bytes = bytes
            self.weight = weight
        }
    }

    /// Evidence from its rows.
    public init(endpoints: [Row]) { self.endpoints = endpoints }

    /// The share of all response time that an endpoint has in the target's mix, from 0 to 1.
    public func share(of name: String) -> Double {
        let total = endpoints.reduce(0) { $0 + $1.weight * $1.latency.average }
        guard total > 0, let row = endpoints.first(where: { $0.name == name }) else { return 0 }
        return row.weight * row.latency.average / total
    }
}
