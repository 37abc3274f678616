import HoneCore
import Synchronization

/// Records what browsers measured of visits (real-user timings), per page. Its memory is bounded whatever is sent: by
/// the number of pages told apart, the figures of each, and how many measurements a second are looked at.
public final class PageMetrics: Sendable {
    /// How much is taken in.
    public struct Limits: Sendable, Equatable {
        /// Pages told apart. Beyond, a new page takes the place of one that was visited twice at most or not for an
        /// hour, which goes to `other`; without such a one it is counted there itself.
        public var pages = 100
        /// Bytes that a measurement may have as it is sent.
        public var bytes = 8_192
        /// Measurements a second, from all browsers together.
        public var perSecond = 50.0
        /// Measurements at once after a quiet time.
        public var burst = 200

        /// The limits that a site of some thousand visits a minute does not meet.
        public init() {}
    }

    /// Why a measurement is not recorded.
    public enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        /// It is longer than ``Limits/bytes``.
        case tooLarge(limit: Int)
        /// More came than are looked at.
        case tooMany(retryAfterSeconds: Double)
        /// It cannot be read, or a value is out of its range.
        case malformed(String)

        /// One sentence with what to do.
        public var description: String {
            switch self {
            case .tooLarge(let limit): "A measurement may have \(limit) bytes; send one page's figures at a time."
            case .tooMany: "More measurements came than are looked at; send this one later or not at all."
            case .malformed(let problem): problem
            }
        }
    }

    fileprivate static let hour: UInt64 = 3_600_000_000_000

    /// How much is taken in.
    public let limits: Limits
    private let clock: MonitorClock
    fileprivate let state: Mutex<State>

    fileprivate struct State {
        var bucket: TokenBucket
        var pages: [String: PageFigures] = [:]
        /// In the order they were first seen.
        var names: [String] = []
        var other = PageFigures()
        var refused = PageMetricsSnapshot.Refused()

        /// Puts the page into `other` that matters least, so that nobody takes all names for good by making up pages.
        /// - Returns: whether there was one: of those visited twice at most the one whose last visit was longest ago,
        ///   or one not visited for an hour.
        mutating func putRareAway(at now: UInt64) -> Bool {
            func rank(_ name: String) -> (Int, UInt64) {
                let page = pages[name] ?? PageFigures()
                return (page.count <= 2 ? 0 : 1, page.last)
            }
            guard let rarest = names.indices.min(by: { rank(names[$0]) < rank(names[$1]) }) else { return false }
            let (isOften, last) = rank(names[rarest])
            guard isOften == 0 || now > last && now - last > PageMetrics.hour else { return false }
            if let page = pages.removeValue(forKey: names.remove(at: rarest)) { other.add(page) }
            return true
        }
    }

    /// A recorder with nothing recorded.
    public init(limits: Limits = .init(), clock: MonitorClock = .system) {
        self.limits = limits
        self.clock = clock
        state = Mutex(
            State(
                bucket: TokenBucket(
                    capacity: max(1, limits.burst), perSecond: max(0, limits.perSecond), at: clock.nanoseconds())))
    }

    /// Asks whether one more measurement may be looked at. To be called before it is read, so that a flood costs
    /// nothing but this.
    /// - Throws: `Refusal.tooMany`.
    public func admit() throws(Refusal) {
        let now = clock.nanoseconds()
        let wait = state.withLock { state in
            let wait = state.bucket.take(at: now)
            if wait != nil { state.refused.tooMany += 1 }
            return wait
        }
        if let wait { throw .tooMany(retryAfterSeconds: wait) }
    }

    /// Counts a measurement that could not be read, and gives back why.
    public func refuse(_ refusal: Refusal) -> Refusal {
        state.withLock { state in
            switch refusal {
            case .tooLarge: state.refused.tooLarge += 1
            case .tooMany: state.refused.tooMany += 1
            case .malformed: state.refused.malformed += 1
            }
        }
        return refusal
    }

    /// Records a measurement.
    /// - Throws: `Refusal.malformed` when a value is out of its range; then nothing is recorded.
    public func record(_ measurement: PageMeasurement) throws(Refusal) {
        if let problem = measurement.problem { throw refuse(.malformed(problem)) }
        let name = PageTemplate.name(ofPath: measurement.page)
        let now = clock.nanoseconds()
        state.withLock { state in
            if state.pages[name] == nil {
                guard state.names.count < limits.pages || state.putRareAway(at: now) else {
                    state.other.record(measurement, at: now)
                    return
                }
                state.names.append(name)
            }
            state.pages[name, default: PageFigures()].record(measurement, at: now)
        }
    }

    /// What was recorded so far, the pages in the order they were first seen.
    public func snapshot() -> PageMetricsSnapshot {
        let (pages, other, refused) = state.withLock { state in
            (state.names.map { ($0, state.pages[$0] ?? PageFigures()) }, state.other, state.refused)
        }
        let folded = other.count > 0 ? [("other", other)] : []
        return PageMetricsSnapshot(
            pages: (pages + folded).map { PageSnapshot(page: $0.0, figures: $0.1) }, maximumPages: limits.pages,
            foldedViews: other.count, refused: refused)
    }
}

extension PageMetrics {
    /// About how many bytes it holds.
    var memoryBytes: Int {
        state.withLock { state in
            state.pages.reduce(state.other.memoryBytes) { $0 + 2 * Text.memoryBytes($1.key) + $1.value.memoryBytes }
        }
    }
}

/// What is kept of one page: a histogram of some hundred buckets at most for each metric.
struct PageFigures: Sendable {
    private(set) var count = 0
    /// When the last visit was told, by the monitor's clock, ns.
    private(set) var last: UInt64 = 0
    private(set) var values: [PageMetric: LatencyDistribution] = [:]
    private(set) var sums: [PageMetric: Double] = [:]

    /// About how many bytes it holds: two tables of a few metrics, and six bytes a bucket.
    var memoryBytes: Int {
        512
            + values.values.reduce(0) {
                $0 + 64 + $1.buckets.capacity * MemoryLayout<UInt16>.stride + $1.counts.capacity
                    * MemoryLayout<UInt32>.stride
            }
    }

    mutating func record(_ measurement: PageMeasurement, at now: UInt64) {
        count += 1
        last = now
        for metric in PageMetric.allCases {
            guard let value = measurement[metric] else { continue }
            // In millionths, which for times in ms are nanoseconds; a shift fits as well.
            values[metric, default: LatencyDistribution()].record(nanoseconds: UInt64(value * 1e6))
            sums[metric, default: 0] += value
        }
    }

    /// Adds all visits of another page.
    mutating func add(_ other: PageFigures) {
        count += other.count
        last = max(last, other.last)
        for (metric, distribution) in other.values { values[metric, default: LatencyDistribution()].add(distribution) }
        for (metric, sum) in other.sums { sums[metric, default: 0] += sum }
    }
}
