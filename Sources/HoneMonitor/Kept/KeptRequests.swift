import Synchronization

/// The requests that can be opened: those of the last hour whose first byte came latest, and the last ones that a detector found something in.
/// Bounded.
final class KeptRequests: Sendable {
    /// How long a slow request is kept, ns: an hour.
    static let longest: UInt64 = 3_600_000_000_000

    private struct State {
        var slowest: [KeptRequest] = []
        var found: [KeptRequest] = []
        /// Where the next found one goes.
        var next = 0
    }

    private let limit: Int
    private let state = Mutex(State())
    /// A request whose first byte came no later than this, ns, is none of the slowest.
    private let bar: Atomic<UInt64>

    init(limit: Int) {
        self.limit = limit
        bar = Atomic(limit > 0 ? 0 : .max)
    }

    /// Whether a request whose first byte came after so many ns would be one of the slowest. One atomic read.
    @inline(__always)
    func isSlow(_ nanoseconds: UInt64) -> Bool { nanoseconds > bar.load(ordering: .relaxed) }

    /// Keeps a request as one of the slowest, if it still is one.
    func keepSlow(_ request: KeptRequest) {
        state.withLock { state in
            if state.slowest.count < limit {
                state.slowest.append(request)
            } else if let index = Self.fastest(state.slowest), state.slowest[index].wait < request.wait {
                state.slowest[index] = request
            }
            setBar(state)
        }
    }

    /// Keeps a request for what was found in it, in the place of the one kept longest.
    func keepFound(_ request: KeptRequest) {
        guard limit > 0 else { return }
        state.withLock { state in
            if state.found.count < limit {
                state.found.append(request)
            } else {
                state.found[state.next] = request
            }
            state.next = (state.next + 1) % limit
        }
    }

    /// Forgets slow requests of more than an hour ago, so that new ones are seen.
    func forgetOld(at now: UInt64) {
        state.withLock { state in
            state.slowest.removeAll { now > $0.ended && now - $0.ended > Self.longest }
            setBar(state)
        }
    }

    private func setBar(_ state: State) {
        let index = state.slowest.count < limit ? nil : Self.fastest(state.slowest)
        bar.store(limit > 0 ? index.map { state.slowest[$0].wait } ?? 0 : .max, ordering: .relaxed)
    }

    private static func fastest(_ requests: [KeptRequest]) -> Int? {
        requests.indices.min { requests[$0].wait < requests[$1].wait }
    }

    /// All of them, each once, the slowest first.
    func all() -> [KeptRequest] {
        let (slowest, found) = state.withLock { ($0.slowest, $0.found) }
        var seen: Set<UInt64> = []
        return (slowest + found).filter { seen.insert($0.trace.context.span).inserted }
            .sorted { $0.wait > $1.wait }
    }

    /// About how many bytes they hold.
    var memoryBytes: Int {
        state.withLock { state in (state.slowest + state.found).reduce(0) { $0 + $1.memoryBytes } }
    }
}

/// A request as it ended.
struct KeptRequest: Sendable {
    var trace: TraceState
    var endpoint: Int
    var status: Int
    /// Milliseconds since 1970.
    var startedAt: Int64
    var nanoseconds: UInt64
    /// When it ended, by the monitor's clock, ns.
    var ended: UInt64
    var findings: [LiveFinding]

    /// Until the first byte, ns.
    var wait: UInt64 { trace.firstByte ?? nanoseconds }

    /// As a list shows it.
    func summary(endpoint name: String) -> RequestSummary {
        RequestSummary(
            id: trace.id, span: TraceContext.digits(trace.context.span), endpoint: name, status: status,
            startedAt: startedAt, milliseconds: Double(nanoseconds) / 1e6, queries: trace.figures.queries,
            findings: findings.map(\.detector))
    }

    /// With everything it did.
    func snapshot(endpoint name: String) -> RequestSnapshot {
        RequestSnapshot(
            id: trace.id, traceparent: trace.context.header, endpoint: name, status: status, startedAt: startedAt,
            milliseconds: Double(nanoseconds) / 1e6, timeToFirstByte: Double(wait) / 1e6,
            findings: findings, spans: trace.spanSnapshots, droppedSpans: trace.droppedSpans)
    }

    var memoryBytes: Int {
        MemoryLayout<Self>.stride + trace.memoryBytes + findings.reduce(0) { $0 + $1.memoryBytes }
    }
}
