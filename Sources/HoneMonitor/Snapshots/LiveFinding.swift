import HoneCore

/// Something slow that a detector found in the requests themselves. The same finding in many requests is one, counted.
public struct LiveFinding: Sendable, Codable, Equatable {
    /// The detector's id, such as `n-plus-one`; the same as the agent's detector of the same thing.
    public var detector: String
    /// How much it matters.
    public var severity: Severity
    /// One line that a person reads first.
    public var title: String
    /// Where: an endpoint, or `process`.
    public var location: String
    /// The line of the app, as `Module/File.swift:12`; nil where it is not known.
    public var place: String?
    /// The numbers that show it, and the statement where there is one.
    public var detail: String
    /// When it was first seen, in milliseconds since 1970.
    public var firstSeen: Int64
    /// When it was last seen, in milliseconds since 1970.
    public var lastSeen: Int64
    /// How often.
    public var count: Int
    /// A request that shows it, which ``PerformanceMonitor/request(id:)`` may still have; nil when it is of no request.
    public var requestID: String?

    /// About how many bytes it takes beside its place.
    var memoryBytes: Int {
        [title, location, detail, place ?? "", requestID ?? ""].reduce(0) { $0 + Text.memoryBytes($1) }
    }

    /// A finding from its parts.
    public init(
        detector: String, severity: Severity, title: String, location: String, place: String? = nil, detail: String,
        firstSeen: Int64, lastSeen: Int64, count: Int = 1, requestID: String? = nil
    ) {
        self.detector = detector
        self.severity = severity
        self.title = title
        self.location = location
        self.place = place
        self.detail = detail
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.count = count
        self.requestID = requestID
    }
}
