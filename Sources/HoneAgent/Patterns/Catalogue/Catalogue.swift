import HoneCore

// The catalogue holds what is known of each pattern, a file each. It is knowledge and not measurement: nothing here
// says how much a pattern gains, because that depends on the application and only a trial on it tells.

extension Pattern {
    /// Every pattern, in the order of their numbers.
    public static let all: [Pattern] = PatternID.allCases.sorted().map(of)

    /// What is known of the pattern `id`.
    public static func of(_ id: PatternID) -> Pattern {
        switch id {
        case .connectionPooling: connectionPooling
        case .writeAheadLog: writeAheadLog
        case .applicationCache: applicationCache
        case .compression: compression
        case .cachingHeaders: cachingHeaders
        case .eagerLoading: eagerLoading
        case .indices: indices
        case .monitoring: monitoring
        case .lazyImages: lazyImages
        case .codeSplitting: codeSplitting
        case .loadTesting: loadTesting
        case .connectionSettings: connectionSettings
        }
    }
}
