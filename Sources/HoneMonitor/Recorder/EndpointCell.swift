import HoneCore
import Synchronization

/// The figures of one endpoint, written by every thread that serves it.
final class EndpointCell: Sendable {
    let key: EndpointKey
    private let figures: Mutex<EndpointFigures>

    init(key: EndpointKey) {
        self.key = key
        figures = Mutex(EndpointFigures())
    }

    /// A request came in.
    func begin() {
        figures.withLock { $0.inFlight += 1 }
    }

    /// A request was answered.
    func end(_ outcome: RequestOutcome, _ queries: RequestTrace.Figures, at nanoseconds: UInt64) {
        figures.withLock { $0.record(outcome, queries, at: nanoseconds) }
    }

    /// A copy of everything.
    func read() -> EndpointFigures {
        figures.withLock { $0 }
    }
}

/// How a request ended.
public struct RequestOutcome: Sendable, Equatable {
    /// The status code of the answer.
    public var status: Int
    /// The bytes of the answer's body; nil when they are not known.
    public var responseBytes: Int?
    /// How long it took, in nanoseconds.
    public var nanoseconds: UInt64

    /// An outcome.
    public init(status: Int, responseBytes: Int?, nanoseconds: UInt64) {
        self.status = status
        self.responseBytes = responseBytes
        self.nanoseconds = nanoseconds
    }
}

/// What is kept of one endpoint.
struct EndpointFigures: Sendable {
    var inFlight = 0
    var clientErrors = 0
    var serverErrors = 0
    var latency = LatencyHistogram()
    var responseBytes: UInt64 = 0
    var largestResponse = 0
    var queries = 0
    var queryNanoseconds: UInt64 = 0
    var mostQueriesInOneRequest = 0
    var mostRepeated: RequestTrace.Figures.Statement?
    var window = SlidingWindow()

    mutating func record(_ outcome: RequestOutcome, _ trace: RequestTrace.Figures, at now: UInt64) {
        inFlight -= 1
        latency.record(nanoseconds: outcome.nanoseconds)
        switch outcome.status {
        case 400..<500: clientErrors += 1
        case 500...: serverErrors += 1
        default: break
        }
        responseBytes &+= UInt64(outcome.responseBytes ?? 0)
        largestResponse = max(largestResponse, outcome.responseBytes ?? 0)
        if trace.queries > 0 {
            queries += trace.queries
            queryNanoseconds &+= trace.queryNanoseconds
            mostQueriesInOneRequest = max(mostQueriesInOneRequest, trace.queries)
            if let repeated = trace.mostRepeated, repeated.count > mostRepeated?.count ?? 1 { mostRepeated = repeated }
        }
        window.record(outcome, queries: trace.queries, at: now)
    }
}
