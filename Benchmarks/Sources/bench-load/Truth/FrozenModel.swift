/// The frozen server, and what the latencies of evenly spaced arrivals at it come to.
///
/// Every request is answered `service` seconds (c) after it was read, however many there are; for `freeze` seconds (F)
/// out of every `period` (P) nothing is accepted, read or answered. An arrival at time u, counted from the start of a
/// freeze, has the latency
///
///     F − u        for −c ≤ u < 0: read before, but due within the freeze, so answered when it ends;
///     F + c − u    for  0 ≤ u < F: read when the freeze ends, and answered c later;
///     c            otherwise.
///
/// Nothing queues for long after a freeze: a thousand answers of some 5 µs each are out within 5 ms, those that waited
/// longest first, so that the highest percentiles are off by less than 1 ms, of 900. So in each period the arrivals
/// whose latency exceeds x are those of
///
///     2 (F + c − x)  seconds   for F ≤ x < F + c,
///     F + 2c − x     seconds   for c ≤ x < F,
///
/// and the q-quantile is the x at which this is (1 − q) P. With c = 1 ms, F = 1 s and P = 10 s: p50 = 1 ms,
/// p99 = 902 ms, p99.9 = 992 ms. Of whole periods with the freezes inside them this holds exactly.
struct FrozenModel: Sendable {
    /// Seconds from a request's arrival to its answer.
    var service = 0.001
    /// Seconds that a freeze lasts.
    var freeze = 1.0
    /// Seconds from freeze to freeze.
    var period = 10.0
    /// Seconds from the first request to the first freeze: in the middle of a period, so that runs of whole periods
    /// have whole freezes.
    var first = 5.0

    /// The latency that `percentile` per cent of the arrivals do not exceed, ms.
    func milliseconds(atPercentile percentile: Double) -> Double {
        let tail = (1 - percentile / 100) * period
        let seconds = tail <= 2 * service ? freeze + service - tail / 2 : freeze + 2 * service - tail
        return max(service, seconds) * 1_000
    }

    /// The longest latency, ms.
    var longest: Double { (freeze + service) * 1_000 }
}
