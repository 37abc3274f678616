extension HTTPClient {
    /// One request.
    public struct Request: Sendable {
        /// The absolute URL, http or https.
        public var url: String
        /// The method, such as `GET`.
        public var method: String
        /// Headers besides `Host`, `User-Agent` (both may be given here) and `Content-Length`.
        public var headers: [Scenario.Header]
        /// The body; nil for none.
        public var body: [UInt8]?
        /// Seconds it may take; nil takes the client's.
        public var timeout: Double?

        /// A request for `url`.
        public init(
            _ url: String, method: String = "GET", headers: [Scenario.Header] = [], body: [UInt8]? = nil,
            timeout: Double? = nil
        ) {
            self.url = url
            self.method = method
            self.headers = headers
            self.body = body
            self.timeout = timeout
        }
    }

    /// One complete response.
    public struct Response: Sendable, Codable, Equatable {
        /// The status code.
        public var status: Int
        /// The headers in the order they came, names as written.
        public var headers: [Scenario.Header]
        /// The body as it came, without chunk framing, not decoded; at most the client's `bodyLimit` bytes.
        public var body: [UInt8]
        /// Bytes of the whole body, also those that were not kept.
        public var bodyLength: Int
        /// Bytes received, headers and framing included; above TLS.
        public var bytesReceived: Int
        /// Whether it came over TLS.
        public var isTLS: Bool
        /// Whether the connection had carried a request before.
        public var isConnectionReused: Bool
        /// How long it took.
        public var timings: Timings

        /// The first header of that name, in any case; nil when there is none.
        public func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        /// All headers of that name, in any case, in order.
        public func headers(_ name: String) -> [String] {
            headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        }
    }

    /// How long a response took, in nanoseconds.
    public struct Timings: Sendable, Codable, Equatable {
        /// Looking up the name, connecting and the TLS handshake; 0 on a reused connection.
        public var connect: UInt64
        /// From the send to the last byte of the response: the service time.
        public var service: UInt64

        /// Connecting included.
        public var total: UInt64 { connect + service }
    }
}
