/// What one stripe has counted of one endpoint in the slice of time that runs, before it goes to the endpoint's
/// history. Numbers only, so that counting a request touches no reference.
struct StripeCell: Sendable {
    /// The slice of time that everything here belongs to.
    var slice: UInt64 = 0
    var tally = Tally()
    /// Of all requests, once one told its first byte; until then the first byte came with the last.
    var firstByteSum = LatencySum()
    var tellsFirstByte = false
    var largestResponse = 0
    var mostQueries = 0
    /// How often the statement ran that one request repeated most; 1 while none was repeated.
    var mostRepetitions = 1
    /// Begun here and not yet taken over by the history; may be negative, as requests end elsewhere.
    var inFlight = 0

    /// Nothing is here that the history does not have.
    var isEmpty: Bool { tally.count == 0 && inFlight == 0 }

    /// What a fold gives beside the histograms.
    struct Given {
        var slice: UInt64
        var tally: Tally
        var inFlight: Int
        var largestResponse: Int
        var mostQueries: Int
        var mostRepeated: RequestTrace.Figures.Statement?
        /// nil when every answer was sent whole.
        var firstByteSum: LatencySum?
    }
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
