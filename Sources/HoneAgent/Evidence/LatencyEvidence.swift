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

        /// A row from its parts.
        public init(name: String, latency: LatencySnapshot, status: Int, failures: Int, bytes: Double) {
            self.name = name
            self.latency = latency
            self.status = status
            self.failures = failures
            self.bytes = bytes
        }
    }

    /// Evidence from its rows.
    public init(endpoints: [Row]) { self.endpoints = endpoints }
}
