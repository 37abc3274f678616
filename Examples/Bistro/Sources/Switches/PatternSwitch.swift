/// The patterns that Bistro can switch on. Without any, it runs as such apps are found.
enum PatternSwitch: String, CaseIterable, Sendable {
    /// Connections are kept and lent instead of opened for every request.
    case connectionPool = "PAT-010"
    /// Write-ahead log and the pragmas that go with it.
    case writeAheadLog = "PAT-011"
    /// What the catalogue is asked for is kept in memory.
    case applicationCache = "PAT-012"
    /// Responses are compressed when the client accepts it.
    case compression = "PAT-013"
    /// `Cache-Control` and `ETag`, `304 Not Modified`, and a shared cache of whole answers in the app.
    case cachingHeaders = "PAT-014"
    /// One joined query instead of one query per row.
    case eagerLoading = "PAT-015"
    /// The indices that the queries miss.
    case indices = "PAT-016"
    /// Request metrics and the monitoring endpoints.
    case monitoring = "PAT-017"
}

/// The set of patterns that are on.
struct Switches: Sendable, Equatable {
    /// The name of the environment variable that lists them.
    static let variable = "BISTRO_PATTERNS"

    /// The patterns that are on.
    var patterns: Set<PatternSwitch> = []

    /// Nothing on: the app as found.
    static let none = Switches()
    /// Every pattern on.
    static let all = Switches(patterns: Set(PatternSwitch.allCases))

    /// Whether this pattern is on.
    func has(_ pattern: PatternSwitch) -> Bool { patterns.contains(pattern) }
}

extension Switches {
    /// Reads `PAT-010,PAT-011`: ids separated by commas, spaces allowed, case ignored, empty for none.
    /// - Throws: `UnknownPattern` naming the first id that is not one of ours.
    init(parsing list: String) throws(UnknownPattern) {
        for part in list.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard let pattern = PatternSwitch(rawValue: part.uppercased()) else {
                throw UnknownPattern(id: String(part))
            }
            patterns.insert(pattern)
        }
    }
}

/// `BISTRO_PATTERNS` named a pattern that Bistro does not have.
struct UnknownPattern: Error, CustomStringConvertible, Equatable {
    /// What was written.
    let id: String

    var description: String {
        let known = PatternSwitch.allCases.map(\.rawValue).joined(separator: ", ")
        return "\(Switches.variable): unknown pattern “\(id)”. Bistro has \(known); separate them with commas."
    }
}
