/// Everything a monitor can say at a moment.
public struct MonitorSnapshot: Sendable, Codable, Equatable {
    /// Seconds since the monitor began.
    public var uptimeSeconds: Double
    /// Requests answered, of all endpoints.
    public var requests: Int
    /// Requests being answered now.
    public var inFlight: Int
    /// The endpoints in the order they were first seen.
    public var endpoints: [EndpointSnapshot]
    /// The most endpoints told apart.
    public var maximumEndpoints: Int
    /// Requests counted under `other` because that many endpoints were told apart already.
    public var foldedRequests: Int
    /// Figures of parts of the app, such as a pool of connections: the part's name, and each figure by its name.
    public var gauges: [String: [String: Double]]
    /// The log of requests; nil when there is none.
    public var log: LogSnapshot?
    /// How the delivery of alerts fares; nil when there is nobody to deliver to.
    public var alerts: AlertCounts?

    /// The endpoint of that name, such as `GET /api/chefs/{id}`.
    public subscript(endpoint: String) -> EndpointSnapshot? {
        endpoints.first { $0.endpoint == endpoint }
    }
}

/// How the log of requests fares.
public struct LogSnapshot: Sendable, Codable, Equatable {
    /// Where it is written.
    public var path: String
    /// Lines written.
    public var written: Int
    /// Lines lost because too many waited to be written.
    public var dropped: Int
    /// Lines lost because they could not be written.
    public var failed: Int
    /// How often the file was moved away for its size or its age.
    public var rotated: Int
    /// The last reason why lines could not be written; nil when there was none.
    public var failure: String?
}
