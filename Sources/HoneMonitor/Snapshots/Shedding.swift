/// What a monitor leaves out when it costs more than it may. Counts are never left out.
public enum Shedding: String, Sendable, Codable, CaseIterable, Comparable {
    /// Nothing.
    case none
    /// The spans of requests.
    case traces
    /// The spans of requests, and which statements they ran.
    case queries

    private var rank: Int {
        switch self {
        case .none: 0
        case .traces: 1
        case .queries: 2
        }
    }

    /// Less is left out.
    public static func < (a: Shedding, b: Shedding) -> Bool { a.rank < b.rank }
}
