/// What one stripe has counted of one endpoint in the slice of time that runs, before it goes to the endpoint's history.
struct StripeCell: Sendable {
    let history: EndpointHistory
    /// The slice of time that everything here belongs to.
    private var slice: UInt64 = 0
    private var tally = Tally()
    private var latency: [UInt16] = []
    /// Times to the first byte of all requests, once one was told; until then they are the latencies.
    private var firstByte: [UInt16] = []
    private var firstByteSum = LatencySum()
    private var responseBytes: UInt64 = 0
    private var largestResponse = 0
    private var mostQueries = 0
    private var mostRepeated: RequestTrace.Figures.Statement?
    /// Begun here and not yet taken over by the history; may be negative, as requests end elsewhere.
    var inFlight = 0

    init(history: EndpointHistory) {
        self.history = history
    }

    /// Nothing is here that the history does not have.
    var isEmpty: Bool { tally.count == 0 && inFlight == 0 }

    /// Counts a request that ended at `now`.
    @inline(__always)
    mutating func record(_ outcome: RequestOutcome, _ statements: [RequestTrace.Figures.Statement], at now: UInt64) {
        let running = now / EndpointHistory.sliceNanoseconds
        if running != slice {
            if tally.count > 0 { fold() }
            slice = running
        }
        if latency.isEmpty { latency = [UInt16](repeating: 0, count: LatencyScale.count) }
        if let first = outcome.firstByte ?? (firstByte.isEmpty ? nil : outcome.nanoseconds) { record(firstByte: first) }
        inFlight -= 1
        tally.record(outcome)
        let bucket = LatencyScale.bucket(of: outcome.nanoseconds)
        latency[bucket] &+= 1
        if let bytes = outcome.responseBytes {
            responseBytes &+= UInt64(clamping: bytes)
            if bytes > largestResponse { largestResponse = bytes }
        }
        if outcome.queries > 0 { record(queries: outcome.queries, statements) }
        if latency[bucket] == .max { fold() }
    }

    private mutating func record(firstByte nanoseconds: UInt64) {
        if firstByte.isEmpty {
            firstByte = latency
            firstByteSum = LatencySum(tally)
        }
        let bucket = LatencyScale.bucket(of: nanoseconds)
        // What does not fit is left to the next slice; it takes 65,535 requests of one latency in ten seconds.
        if firstByte[bucket] < .max { firstByte[bucket] += 1 }
        firstByteSum.record(nanoseconds)
    }

    private mutating func record(queries: Int, _ statements: [RequestTrace.Figures.Statement]) {
        mostQueries = max(mostQueries, queries)
        for statement in statements where statement.count > max(1, mostRepeated?.count ?? 1) {
            mostRepeated = statement
        }
    }

    /// Gives everything to the history and begins anew.
    mutating func fold() {
        let given = Given(
            slice: slice, tally: tally, inFlight: inFlight, responseBytes: responseBytes,
            largestResponse: largestResponse, mostQueries: mostQueries, mostRepeated: mostRepeated,
            firstByteSum: firstByte.isEmpty ? nil : firstByteSum)
        history.take(given, latency: latency, firstByte: firstByte)
        clear()
    }

    private mutating func clear() {
        tally = Tally()
        for index in latency.indices { latency[index] = 0 }
        if !firstByte.isEmpty { firstByte = [] }
        inFlight = 0
        responseBytes = 0
        largestResponse = 0
        mostQueries = 0
        mostRepeated = nil
    }

    /// What a fold gives beside the histograms.
    struct Given {
        var slice: UInt64
        var tally: Tally
        var inFlight: Int
        var responseBytes: UInt64
        var largestResponse: Int
        var mostQueries: Int
        var mostRepeated: RequestTrace.Figures.Statement?
        var firstByteSum: LatencySum?
    }

    /// About how many bytes it holds.
    var memoryBytes: Int { (latency.capacity + firstByte.capacity) * MemoryLayout<UInt16>.stride }
}

/// The mean and the ends of latencies.
struct LatencySum: Sendable, Equatable {
    var count = 0
    var nanoseconds: UInt64 = 0
    var shortest: UInt64 = .max
    var longest: UInt64 = 0

    init() {}

    /// That of a tally.
    init(_ tally: Tally) {
        count = Int(tally.count)
        nanoseconds = tally.nanoseconds
        shortest = tally.shortest
        longest = tally.longest
    }

    mutating func record(_ value: UInt64) {
        count += 1
        nanoseconds &+= value
        shortest = min(shortest, value)
        longest = max(longest, value)
    }

    mutating func add(_ other: LatencySum) {
        count += other.count
        nanoseconds &+= other.nanoseconds
        shortest = min(shortest, other.shortest)
        longest = max(longest, other.longest)
    }
}
