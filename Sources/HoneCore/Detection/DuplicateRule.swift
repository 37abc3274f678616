/// When the same statement with the same values again in one request counts, with no write in between: the answer was
/// known. Source: the panel of Django Debug Toolbar marks duplicates the same way; the thresholds of time are ours.
public struct DuplicateRule: Sendable, Equatable {
    /// Repetitions per request from which on they count.
    public var repetitions = 1.0
    /// Their time in a request, in ms, from which on they count whatever the request takes.
    public var milliseconds = 1.0
    /// Their share of the request's time from which on they count whatever it is in ms.
    public var share = 0.05

    /// The defaults.
    public init() {}

    /// Whether it counts.
    /// - Parameters:
    ///   - repetitions: runs beyond the first.
    ///   - milliseconds: their time together in a request.
    ///   - requestMilliseconds: the time of the whole request.
    public func counts(repetitions: Double, milliseconds: Double, requestMilliseconds: Double) -> Bool {
        guard repetitions >= self.repetitions else { return false }
        return milliseconds >= self.milliseconds || milliseconds >= share * requestMilliseconds
    }

    /// How much it matters when so large a share of the request can be saved: HIGH from 30 %, MEDIUM from 10 % on.
    public static func severity(savedShare: Double) -> Severity {
        savedShare >= 0.3 ? .high : savedShare >= 0.1 ? .medium : .low
    }
}
