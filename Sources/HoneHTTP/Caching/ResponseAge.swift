import HoneCore

/// How old a response was when it came, from which its age at any later time follows (RFC 9111 §4.2.3).
///
/// Times are seconds since 1970.
public struct ResponseAge: Sendable, Equatable {
    /// `corrected_initial_age`: its age when it was received, in seconds.
    public let initial: Int
    /// `response_time`: when it was received.
    public let responseTime: Int

    /// The age of a response from its fields.
    /// - Parameters:
    ///   - age: `Age`; nil without one. Of a list the first member counts, and what is no number of seconds is ignored
    ///     (RFC 9111 §5.1).
    ///   - date: `Date`; nil or malformed: the time it was received (RFC 9110 §6.6.1).
    ///   - requestTime: when it was asked for.
    ///   - responseTime: when it was received.
    public init(age: String?, date: String?, requestTime: Int, responseTime: Int) {
        let first = age.map { $0.prefix { $0 != "," }.trimmed }
        let ageValue = CacheControl.seconds(first.map { String($0) }) ?? 0
        let dateValue = date.flatMap { HTTPDate.parse($0) } ?? responseTime
        let apparent = max(0, responseTime - dateValue)
        // A clock that was set back meanwhile makes nothing younger.
        let delay = max(0, responseTime - requestTime)
        initial = min(max(apparent, ageValue + delay), CacheControl.longestSeconds)
        self.responseTime = responseTime
    }

    /// `current_age` at a time, in seconds.
    public func current(at now: Int) -> Int {
        initial + max(0, now - responseTime)
    }
}
