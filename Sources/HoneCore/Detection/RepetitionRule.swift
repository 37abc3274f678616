/// When statements that run again and again in one request count as N+1, or as M·N+1 when they come as a group.
///
/// Source: Sentry's performance detectors of these names, which ask for 5 calls and for 50 ms of them together; the
/// share of the request is ours, so that a fast app is told too.
public struct RepetitionRule: Sendable, Equatable {
    /// Calls of a statement, or rounds of a group, in a request from which on they count.
    public var calls = 5.0
    /// Their time together in a request, in ms, from which on they count whatever the request takes.
    public var milliseconds = 50.0
    /// Their share of the request's time from which on they count whatever it is in ms.
    public var share = 0.2

    /// The defaults.
    public init() {}

    /// Whether it counts.
    /// - Parameters:
    ///   - calls: calls of the statement, or rounds of the group, in a request.
    ///   - distinctParameters: how many different values they ran with; nil when nobody knows.
    ///   - writes: whether any of the statements may change the database: writes are one by one for a reason.
    ///   - milliseconds: their time together in a request.
    ///   - requestMilliseconds: the time of the whole request.
    public func counts(
        calls: Double, distinctParameters: Double?, writes: Bool, milliseconds: Double, requestMilliseconds: Double
    ) -> Bool {
        guard !writes, calls >= self.calls, distinctParameters ?? 2 > 1 else { return false }
        return milliseconds >= self.milliseconds || milliseconds >= share * requestMilliseconds
    }

    /// HIGH from this share of the request's time on, which can be saved.
    public static let highShare = 0.3

    /// How much it matters when so large a share of the request can be saved.
    public static func severity(savedShare: Double) -> Severity { savedShare >= highShare ? .high : .medium }
}
