import Foundation
import HoneCore

/// One side of a trial: how the application is started, and the database it starts from.
struct Arm: Sendable, Equatable {
    /// Patterns switched on.
    var settings: TargetSettings
    /// The file that is copied into the database's place before each start; the pristine copy when `nil`.
    var database: URL?
}

/// What a pattern is meant to improve.
extension PatternID {
    /// Compression and caching headers pay on the network, which loopback does not have: their trials compare
    /// delivery times.
    var objective: Verdict.Objective {
        switch self {
        case .compression, .cachingHeaders: .delivery
        default: .latency
        }
    }

    /// Caching headers do nothing for a client that keeps nothing.
    var needsBrowser: Bool { self == .cachingHeaders }
}
