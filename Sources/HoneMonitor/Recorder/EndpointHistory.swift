import HoneCore
import Synchronization

/// All that is kept of one endpoint: since the monitor began, the last five minutes in slices of ten seconds, and the
/// last hour in minutes. Stripes give it what they counted once a slice, and whenever somebody reads.
///
/// A slice's latencies are packed, so that an endpoint takes some 28 kB, and never more than 35; 8 more when its
/// answers are streams.
final class EndpointHistory: Sendable {
    /// The length of a slice, ns: 10 s.
    static let sliceNanoseconds: UInt64 = 10_000_000_000
    /// Slices in five minutes.
    static let slices = 30
    /// Slices in a minute.
    static let slicesInMinute: UInt64 = 6
    /// Minutes in the hour.
    static let minutes = 60

    let key: EndpointKey
    /// Its place among all endpoints.
    let number: Int
    private let figures: Mutex<EndpointFigures>

    init(key: EndpointKey, number: Int) {
        self.key = key
        self.number = number
        figures = Mutex(EndpointFigures())
    }

    /// Takes over what a stripe has counted.
    func take(_ given: StripeCell.Given, latency: ArraySlice<UInt16>, firstByte: ArraySlice<UInt16>) {
        figures.withLock { $0.add(given, latency: latency, firstByte: firstByte) }
    }

    /// Reads the figures, with the sums of their windows as at `now`.
    /// - Parameter scratch: room for all buckets, of no meaning before and after.
    func read<T: Sendable>(at now: UInt64, scratch: inout [UInt32], _ body: (EndpointFigures) -> T) -> T {
        figures.withLock { figures in
            figures.close(at: now, scratch: &scratch)
            return body(figures)
        }
    }

    /// Reads the figures that have no time.
    func read<T: Sendable>(_ body: (EndpointFigures) -> T) -> T {
        figures.withLock { body($0) }
    }
}

/// What is kept of one endpoint.
struct EndpointFigures: Sendable {
    /// A stretch of time.
    struct Slice: Sendable {
        var number: UInt64 = .max
        var tally = Tally()
        var latencies = PackedLatencies()

        /// Adds requests, forgetting those of another time.
        /// - Parameter scratch: room for all buckets, of no meaning before and after.
        mutating func add(_ added: Tally, _ counts: ArraySlice<UInt16>, number: UInt64, scratch: inout [UInt32]) {
            if self.number != number {
                self.number = number
                tally = Tally()
                latencies.reset()
            }
            tally.add(added)
            let range = LatencyScale.buckets(from: tally.shortest, to: tally.longest)
            for bucket in range { scratch[bucket] = UInt32(counts[counts.startIndex + bucket]) }
            latencies.add(to: &scratch)
            latencies.pack(scratch, range)
        }
    }

    var inFlight = 0
    /// The same as it is told: a request that began on a stripe after that was read, and ended on one that was not yet,
    /// counts as one less.
    var running: Int { max(0, inFlight) }
    var clientErrors = 0
    var serverErrors = 0
    var latency: [UInt64] = []
    var latencySum = LatencySum()
    /// Empty while every answer was sent whole.
    var firstByte: [UInt64] = []
    var firstByteSum = LatencySum()
    var responseBytes: UInt64 = 0
    var largestResponse = 0
    var queries = 0
    var queryNanoseconds: UInt64 = 0
    var cacheHits = 0
    var cacheMisses = 0
    var mostQueriesInOneRequest = 0
    var mostRepeated: RequestTrace.Figures.Statement?
    var slices: [Slice] = []
    var minutes: [Slice] = []
    var five = ClosedSlices()
    var hour = ClosedSlices()

    mutating func add(
        _ given: StripeCell.Given, latency counts: ArraySlice<UInt16>, firstByte firstCounts: ArraySlice<UInt16>
    ) {
        inFlight += given.inFlight
        // A request's statements are counted before itself, so that a reading may come in between.
        if let repeated = given.mostRepeated, repeated.count > mostRepeated?.count ?? 1 { mostRepeated = repeated }
        guard given.tally.count > 0 else { return }
        addFirstByte(given, latency: counts, firstByte: firstCounts)
        addTotals(given, counts)
        if slices.isEmpty {
            slices = [Slice](repeating: Slice(), count: EndpointHistory.slices)
            minutes = [Slice](repeating: Slice(), count: EndpointHistory.minutes)
        }
        var scratch = [UInt32](repeating: 0, count: LatencyScale.count)
        let minute = given.slice / EndpointHistory.slicesInMinute
        five.willAdd(to: given.slice)
        hour.willAdd(to: minute)
        let at = (
            Int(given.slice % UInt64(EndpointHistory.slices)), Int(minute % UInt64(EndpointHistory.minutes))
        )
        // What comes so late that its place has been taken by a later slice is part of the totals alone.
        if slices[at.0].number == .max || slices[at.0].number <= given.slice {
            slices[at.0].add(given.tally, counts, number: given.slice, scratch: &scratch)
        }
        if minutes[at.1].number == .max || minutes[at.1].number <= minute {
            minutes[at.1].add(given.tally, counts, number: minute, scratch: &scratch)
        }
    }

    private mutating func addTotals(_ given: StripeCell.Given, _ counts: ArraySlice<UInt16>) {
        if latency.isEmpty { latency = [UInt64](repeating: 0, count: LatencyScale.count) }
        for bucket in LatencyScale.buckets(from: given.tally.shortest, to: given.tally.longest) {
            latency[bucket] &+= UInt64(counts[counts.startIndex + bucket])
        }
        latencySum.add(LatencySum(given.tally))
        clientErrors += Int(given.tally.clientErrors)
        serverErrors += Int(given.tally.serverErrors)
        queries += Int(given.tally.queries)
        queryNanoseconds &+= given.tally.queryNanoseconds
        cacheHits += Int(given.tally.cacheHits)
        cacheMisses += Int(given.tally.cacheMisses)
        responseBytes &+= given.tally.responseBytes
        largestResponse = max(largestResponse, given.largestResponse)
        mostQueriesInOneRequest = max(mostQueriesInOneRequest, given.mostQueries)
    }

    /// Before the totals are added: what was sent whole until now had its first byte with its last.
    private mutating func addFirstByte(
        _ given: StripeCell.Given, latency counts: ArraySlice<UInt16>, firstByte firstCounts: ArraySlice<UInt16>
    ) {
        if firstByte.isEmpty {
            guard given.firstByteSum != nil else { return }
            firstByte = latency.isEmpty ? [UInt64](repeating: 0, count: LatencyScale.count) : latency
            firstByteSum = latencySum
        }
        let added = given.firstByteSum == nil ? counts : firstCounts
        for bucket in firstByte.indices { firstByte[bucket] &+= UInt64(added[added.startIndex + bucket]) }
        firstByteSum.add(given.firstByteSum ?? LatencySum(given.tally))
    }

    /// About how many bytes it holds.
    var memoryBytes: Int {
        // An array has a header of 32 bytes.
        let packed = (slices.map(\.latencies) + minutes.map(\.latencies) + [five.latencies, hour.latencies])
            .reduce(0) { $0 + ($1.isEmpty ? 0 : $1.bytes.capacity + 32) }
        return packed + (slices.capacity + minutes.capacity) * MemoryLayout<Slice>.stride
            + (latency.capacity + firstByte.capacity) * MemoryLayout<UInt64>.stride + MemoryLayout<Self>.stride
    }
}
