import HoneCore
import HoneLoad

/// A run over time in a bounded number of points: when it is full, every two neighbours are joined, so that it always
/// shows the whole run and gets coarser the longer that takes.
struct LiveHistory: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        var elapsed: Double
        var length: Double
        var requests: Int
        var failures: Int
        var users: Int
        /// Percentiles of two intervals cannot be had from the percentiles of each, but from their distributions.
        var latency: LatencyDistribution

        var point: LiveState.Point {
            let rate = { (count: Int) in length > 0 ? Double(count) / length : 0 }
            let isEmpty = latency.count == 0
            let value = { (percentile: Double) in isEmpty ? nil : latency.milliseconds(atPercentile: percentile) }
            return LiveState.Point(
                elapsed: elapsed, requestsPerSecond: rate(requests), failuresPerSecond: rate(failures), users: users,
                p50: value(50), p95: value(95), p99: value(99))
        }

        mutating func join(_ next: Entry) {
            elapsed = next.elapsed
            length += next.length
            requests += next.requests
            failures += next.failures
            users = next.users
            latency.add(next.latency)
        }
    }

    /// Points that there may be.
    let most: Int
    private var entries: [Entry] = []
    /// An interval that waits for the others that make up a point with it.
    private var open: Entry?
    private var openIntervals = 0
    /// How often neighbours were joined.
    private(set) var joins = 0

    /// - Parameter most: points kept, rounded up to an even number.
    init(most: Int = 600) { self.most = max(2, most + most % 2) }

    var count: Int { entries.count }
    var points: [LiveState.Point] { entries.map(\.point) }
    var last: LiveState.Point? { entries.last?.point }

    /// Takes an interval in.
    mutating func add(_ progress: HoneLoad.Progress) {
        let point = progress.point
        let entry = Entry(
            elapsed: progress.elapsed, length: point.length, requests: point.requests, failures: point.failures,
            users: point.users, latency: point.distribution)
        if open == nil { open = entry } else { open?.join(entry) }
        openIntervals += 1
        guard openIntervals == 1 << joins, let done = open else { return }
        if entries.count == most { joinNeighbours() }
        // After a join a point takes twice as many intervals; the one that is done is half of the next.
        if openIntervals == 1 << joins {
            entries.append(done)
            open = nil
            openIntervals = 0
        }
    }

    /// Makes a point of the intervals that still wait for others: the run has ended, and none will come.
    mutating func flush() {
        guard let last = open else { return }
        if entries.count == most { joinNeighbours() }
        entries.append(last)
        open = nil
        openIntervals = 0
    }

    private mutating func joinNeighbours() {
        entries = stride(from: 0, to: entries.count - 1, by: 2).map { place in
            var entry = entries[place]
            entry.join(entries[place + 1])
            return entry
        }
        joins += 1
    }
}
