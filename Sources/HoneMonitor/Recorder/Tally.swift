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
        if outcome.nanoseconds < shortest { shortest = outcome.nanoseconds }
        if outcome.nanoseconds > longest { longest = outcome.nanoseconds }
    }

    /// Adds another's requests.
    mutating func add(_ other: Tally) {
        count &+= other.count
        clientErrors &+= other.clientErrors
        serverErrors &+= other.serverErrors
        queries &+= other.queries
        cacheHits &+= other.cacheHits
        cacheMisses &+= other.cacheMisses
        nanoseconds &+= other.nanoseconds
        queryNanoseconds &+= other.queryNanoseconds
        shortest = min(shortest, other.shortest)
        longest = max(longest, other.longest)
    }
}

/// How a request ended and what it did, in numbers.
struct RequestOutcome: Sendable, Equatable {
    /// The status code of the answer.
    var status: Int
    /// The bytes of the answer's body; nil when they are not known.
    var responseBytes: Int?
    /// How long it took, ns.
    var nanoseconds: UInt64
    /// Until the first byte, ns; nil for an answer that was sent whole.
    var firstByte: UInt64?
    var queries = 0
    var queryNanoseconds: UInt64 = 0
    var cacheHits = 0
    var cacheMisses = 0
}
