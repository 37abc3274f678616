/// Lets through so many a second, and so many at once after a quiet time: a token bucket (Turner, "New directions in
/// communications", 1986). Pure: the time is an argument.
struct TokenBucket: Sendable {
    /// Tokens that gather at most.
    let capacity: Double
    /// Tokens that come in a second.
    let perSecond: Double
    private var tokens: Double
    private var last: UInt64

    /// A full bucket.
    init(capacity: Int, perSecond: Double, at nanoseconds: UInt64) {
        self.capacity = Double(capacity)
        self.perSecond = perSecond
        tokens = self.capacity
        last = nanoseconds
    }

    /// Takes a token at a time in nanoseconds. A time before the last one counts as the last one.
    /// - Returns: nil when there was one, otherwise the seconds until there is.
    mutating func take(at nanoseconds: UInt64) -> Double? {
        if nanoseconds > last {
            tokens = min(capacity, tokens + Double(nanoseconds - last) / 1e9 * perSecond)
            last = nanoseconds
        }
        guard tokens < 1 else {
            tokens -= 1
            return nil
        }
        return perSecond > 0 ? (1 - tokens) / perSecond : .infinity
    }
}
