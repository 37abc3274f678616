/// A success metric: a figure of the whole application that a threshold is set on.
public enum Metric: String, Sendable, Codable, CaseIterable, Hashable {
    /// Mean response time at the reference load.
    case responseAverage = "response_average"
    /// 95th percentile of the response time at the reference load.
    case responseP95 = "response_p95"
    /// Page load in a browser.
    case pageLoad = "page_load"
    /// Mean time of a database query.
    case queryAverage = "query_average"
    /// Users served at once within the response and error thresholds.
    case concurrentUsers = "concurrent_users"
    /// Share of look-ups that the cache answers.
    case cacheHitRate = "cache_hit_rate"
    /// Resident memory of the application's processes at the reference load.
    case memory
    /// Share of requests that fail at the reference load.
    case errorRate = "error_rate"
    /// Lighthouse's performance score.
    case lighthouse

    /// The unit in which the metric's values are held.
    public var unit: Unit {
        switch self {
        case .responseAverage, .responseP95, .pageLoad, .queryAverage: .milliseconds
        case .concurrentUsers: .users
        case .cacheHitRate, .errorRate: .percent
        case .memory: .megabytes
        case .lighthouse: .points
        }
    }

    /// Whether a larger value is better.
    public var higherIsBetter: Bool {
        switch self {
        case .concurrentUsers, .cacheHitRate, .lighthouse: true
        default: false
        }
    }

    /// What a report calls it.
    public var title: String {
        switch self {
        case .responseAverage: "API response, average"
        case .responseP95: "API response, p95"
        case .pageLoad: "page load"
        case .queryAverage: "database query, average"
        case .concurrentUsers: "concurrent users"
        case .cacheHitRate: "cache hit rate"
        case .memory: "memory (RSS)"
        case .errorRate: "error rate under load"
        case .lighthouse: "Lighthouse performance"
        }
    }

    /// The threshold used when the target names none.
    public var defaultThreshold: Double {
        switch self {
        case .responseAverage: 80
        case .responseP95: 150
        case .pageLoad: 1_800
        case .queryAverage: 8
        case .concurrentUsers: 300
        case .cacheHitRate: 75
        case .memory: 280
        case .errorRate: 0.1
        case .lighthouse: 85
        }
    }
}
