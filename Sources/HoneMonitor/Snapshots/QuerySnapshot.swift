/// A statement of an endpoint, over all requests that ran it.
public struct QuerySnapshot: Sendable, Codable, Equatable {
    /// Its text, with placeholders.
    public var sql: String
    /// The line that asked for it, as `Module/File.swift:12`; nil where it is not known.
    public var place: String?
    /// The endpoint whose requests ran it.
    public var endpoint: String
    /// How often it ran.
    public var count: Int
    /// The time it took all together, ms.
    public var milliseconds: Double
    /// The time of one run on average, ms.
    public var average: Double
    /// The longest run, ms.
    public var max: Double

    /// A row from its figures.
    public init(
        sql: String, place: String?, endpoint: String, count: Int, milliseconds: Double, average: Double, max: Double
    ) {
        self.sql = sql
        self.place = place
        self.endpoint = endpoint
        self.count = count
        self.milliseconds = milliseconds
        self.average = average
        self.max = max
    }
}

/// How a list of queries is ordered.
public enum QueryOrder: String, Sendable, Codable, CaseIterable {
    /// Those first that took most time all together.
    case time
    /// Those first that ran most often.
    case count
    /// Those first whose longest run was the longest.
    case longest
}
