import Synchronization

/// Tallies the queries of a stretch of code. Bounded, as its ``QueryTally`` is.
///
///     let recorder = QueryRecorder()
///     try await QueryObservation.observing(with: recorder) { try await dashboard(of: user) }
///     print(recorder.tally)
public final class QueryRecorder: QueryObserver {
    private let state = Mutex(QueryTally())

    /// A recorder with nothing recorded.
    public init() {}

    /// Adds a query.
    public func observe(_ query: RanQuery) { state.withLock { $0.add(query) } }

    /// What was recorded so far.
    public var tally: QueryTally { state.withLock { $0 } }
}
