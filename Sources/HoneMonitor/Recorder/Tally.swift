/// What is counted of the requests of an endpoint in a stretch of time.
struct Tally: Sendable, Equatable {
    var count: UInt32 = 0
    var clientErrors: UInt32 = 0
    var serverErrors: UInt32 = 0
    var queries: UInt32 = 0
    var cacheHits: UInt32 = 0
    var cacheMisses: UInt32 = 0
    var nanoseconds: UInt64 = 0
    var queryNanoseconds: UInt64 = 0
    var firstByteNanoseconds: UInt64 = 0
    var responseBytes: UInt64 = 0
    var shortest: UInt64 = .max
    var longest: UInt64 = 0

    /// Counts a request.
    @inline(__always)
    mutating func record(_ outcome: RequestOutcome) {
        count &+= 1
        if outcome.status >= 500 {
            serverErrors &+= 1
        } else if outcome.status >= 400 {
            clientErrors &+= 1
        }
        queries &+= UInt32(clamping: outcome.queries)
        cacheHits &+= UInt32(clamping: outcome.cacheHits)
        cacheMisses &+= UInt32(clamping: outcome.cacheMisses)
        nanoseconds &+= outcome.nanoseconds
        queryNanoseconds &+= outcome.queryNanoseconds
        firstByteNanoseconds &+= outcome.wait
        if let bytes = outcome.responseBytes { responseBytes &+= UInt64(clamping: bytes) }
        if outcome.nanoseconds < shortest { shortest = outcome.nanoseconds }
        if outcome.nanoseconds > longest { longest = outcome.nanoseconds }
    }

    /// Adds another's requests.
    mutating func add(_ other: Tally) {
        // What is beyond 32 bits within an hour stays there.
        Self.add(other.count, to: &count)
        Self.add(other.clientErrors, to: &clientErrors)
        Self.add(other.serverErrors, to: &serverErrors)
        Self.add(other.queries, to: &queries)
        Self.add(other.cacheHits, to: &cacheHits)
        Self.add(other.cacheMisses, to: &cacheMisses)
        nanoseconds &+= other.nanoseconds
        queryNanoseconds &+= other.queryNanoseconds
        firstByteNanoseconds &+= other.firstByteNanoseconds
        responseBytes &+= other.responseBytes
        shortest = min(shortest, other.shortest)
        longest = max(longest, other.longest)
    }

    private static func add(_ more: UInt32, to sum: inout UInt32) {
        let (value, isOver) = sum.addingReportingOverflow(more)
        sum = isOver ? .max : value
    }
}

/// How a request ended and what it did, in numbers.
struct RequestOutcome: Sendable, Equatable {
    /// The longest that a request's queries are believed to take together, ns: 13 days, so that sums do not overflow.
    static let longestQueries: UInt64 = 1 << 50

    /// The status code of the answer.
    var status: Int
    /// The bytes of the answer's body; nil when they are not known.
    var responseBytes: Int?
    /// How long it took, ns.
    var nanoseconds: UInt64
    /// Until the first byte, ns; nil for an answer that was sent whole.
    var firstByte: UInt64?
    /// How long the client waited, ns: a stream may go on for hours and be none of the slow ones.
    var wait: UInt64 { firstByte ?? nanoseconds }
    var queries = 0
    var queryNanoseconds: UInt64 = 0
    var cacheHits = 0
    var cacheMisses = 0
}
