import HoneCore
import Synchronization

/// What one request did: the queries it ran, the caches it asked, the requests it sent and the sections it was timed
/// by. Carried to wherever the request's code runs as a `QueryObservation`, a task-local value, so that a database
/// layer can record into it without being passed anything.
///
/// Bounded: a request may run any number of queries, of which the first ``maximumStatements`` different statements
/// are told apart, and keeps so many spans as ``MonitorConfiguration/maximumSpans`` says.
public final class RequestTrace: QueryObserver {
    /// The trace of the request whose code is running; nil outside of one.
    public static var current: RequestTrace? { QueryObservation.current?.first(RequestTrace.self) }

    /// How many different statements a trace tells apart: enough for any page that is not a report.
    public static let maximumStatements = 32

    let clock: MonitorClock
    private let maximumSpans: Int
    private let state: Mutex<TraceState>

    /// A trace with nothing recorded, that begins now.
    /// - Parameter maximumSpans: how many spans it keeps.
    public convenience init(maximumSpans: Int = 128) {
        self.init(clock: .system, maximumSpans: maximumSpans)
    }

    init(clock: MonitorClock, maximumSpans: Int) {
        self.clock = clock
        self.maximumSpans = maximumSpans
        state = Mutex(TraceState(began: clock.now))
    }

    /// Runs the code of a request with its trace as ``current``, and has database layers tell it their queries.
    public static func tracing<T>(
        _ trace: RequestTrace?, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
    ) async rethrows -> T {
        guard let trace else { return try await body() }
        return try await QueryObservation.observing(with: trace, isolation: isolation, body)
    }

    /// What was recorded so far.
    public var figures: Figures { state.withLock { $0.figures } }

    /// What was recorded so far, as a waterfall shows it: by when it began.
    public var spans: [SpanSnapshot] { state.withLock { $0.spanSnapshots } }

    /// Spans that were not kept because there were too many.
    public var droppedSpans: Int { state.withLock { $0.droppedSpans } }

    /// How long ago the request began, ns.
    public var nanoseconds: UInt64 {
        let now = clock.now
        return state.withLock { now > $0.began ? now - $0.began : 0 }
    }

    /// The id of the request: what the client sent, when that is acceptable, or fifteen hexadecimal digits.
    public var id: String { state.withLock { $0.id } }

    /// The trace that the request belongs to, with the request as parent: what a request that is sent on its behalf
    /// carries as `traceparent`.
    public var context: TraceContext { state.withLock { $0.context } }

    /// About how many bytes it holds.
    var memoryBytes: Int { state.withLock { MemoryLayout<TraceState>.stride + $0.memoryBytes } }

    /// Reads or changes everything under the lock.
    func withState<T>(_ body: (inout sending TraceState) -> sending T) -> sending T { state.withLock(body) }
}

// MARK: Recording

extension RequestTrace {
    /// Records a query that ran.
    /// - Parameters:
    ///   - sql: The statement, with placeholders rather than values, so that repeats are seen as such.
    ///   - nanoseconds: How long it took.
    ///   - place: The line of the app that asked for it, where it is known.
    public func recordQuery(sql: String, nanoseconds: UInt64, place: SourcePlace? = nil) {
        observe(RanQuery(sql: sql, nanoseconds: nanoseconds, place: place))
    }

    /// The same for a `Duration`.
    public func recordQuery(sql: String, duration: Duration) {
        let parts = duration.components
        let seconds = UInt64(clamping: parts.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let nanoseconds = parts.attoseconds < 0 ? 0 : UInt64(parts.attoseconds / 1_000_000_000)
        recordQuery(sql: sql, nanoseconds: seconds.overflow ? .max : seconds.partialValue &+ nanoseconds)
    }

    /// The same for what a database layer tells by `QueryObservation`, as the pool of `HoneDatabase` does.
    public func observe(_ query: RanQuery) {
        let now = clock.now
        state.withLock { state in
            state.record(query, at: now, maximumSpans: maximumSpans)
            if state.isTimed { state.cost &+= clock.now &- now }
        }
    }

    /// Records a connection that was held for the request and is given back now.
    public func observe(_ held: HeldConnection) {
        state.withLock { $0.record(held) }
    }

    /// Records a look-up in a cache that ends now.
    /// - Parameters:
    ///   - key: What was looked up; better the kind of thing than the thing itself.
    ///   - hit: Whether the cache had it.
    ///   - nanoseconds: How long it took.
    public func recordCache(_ key: String, hit: Bool, nanoseconds: UInt64 = 0) {
        let now = clock.now
        state.withLock { state in
            if hit { state.cacheHits += 1 } else { state.cacheMisses += 1 }
            state.append(.cache, key, outcome: hit ? 1 : 0, nanoseconds, endingAt: now, maximumSpans: maximumSpans)
        }
    }

    /// The same for what a cache tells by `QueryObservation`, as those of `HoneCache` do that are registered.
    public func observe(_ lookup: CacheLookup) {
        recordCache(lookup.cache, hit: lookup.isHit, nanoseconds: lookup.nanoseconds)
    }

    /// Records a request that was sent to another server and is answered now.
    /// - Parameters:
    ///   - name: Method and address, without what is secret in it.
    ///   - status: The status code of the answer; nil when there was none.
    ///   - nanoseconds: How long it took.
    public func recordHTTP(_ name: String, status: Int?, nanoseconds: UInt64) {
        let now = clock.now
        state.withLock { state in
            state.append(
                .http, name, outcome: Int16(clamping: status ?? -1), nanoseconds, endingAt: now,
                maximumSpans: maximumSpans)
        }
    }

    /// Times a stretch of the request's code.
    /// - Returns: What the body returns.
    public func section<T>(
        _ name: String, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
    ) async rethrows -> T {
        let start = clock.now
        defer { endSection(name, from: start) }
        return try await body()
    }

    /// Times a stretch of the request's code that does not wait.
    /// - Returns: What the body returns.
    public func section<T>(_ name: String, _ body: () throws -> T) rethrows -> T {
        let start = clock.now
        defer { endSection(name, from: start) }
        return try body()
    }

    func endSection(_ name: String, from start: UInt64) {
        let now = clock.now
        state.withLock { state in
            state.append(
                .section, name, outcome: -1, now > start ? now - start : 0, endingAt: now, maximumSpans: maximumSpans)
        }
    }

    /// The first byte of the answer is sent now. Only the first call counts; without one the answer counts as sent
    /// whole.
    public func firstByte() {
        let now = clock.now
        state.withLock { state in
            if state.firstByte == nil { state.firstByte = now > state.began ? now - state.began : 0 }
        }
    }
}
