import HoneCore
import Synchronization

/// What one request did: the queries it ran and the time they took. Carried to wherever the request's code runs by a
/// task-local value, so that a database layer can record into it without being passed anything.
///
/// Bounded: a request may run any number of queries, of which the first ``maximumStatements`` different statements
/// are told apart.
public final class RequestTrace: QueryObserver {
    /// The trace of the request whose code is running; nil outside of one.
    @TaskLocal public static var current: RequestTrace?

    /// How many different statements a trace tells apart: enough for any page that is not a report.
    public static let maximumStatements = 32

    private let state = Mutex(Figures())

    /// A trace with nothing recorded.
    public init() {}

    /// Records a query that ran.
    /// - Parameters:
    ///   - sql: The statement, with placeholders rather than values, so that repeats are seen as such.
    ///   - nanoseconds: How long it took.
    ///   - place: The line of the app that asked for it, where it is known.
    public func recordQuery(sql: String, nanoseconds: UInt64, place: SourcePlace? = nil) {
        state.withLock { $0.record(sql, nanoseconds, place) }
    }

    /// The same for what a database layer tells by `QueryObservation`, as the pool of `HoneDatabase` does.
    public func observe(_ query: RanQuery) {
        recordQuery(sql: query.sql, nanoseconds: query.nanoseconds, place: query.place)
    }

    /// Runs the code of a request with its trace as ``current``, and has database layers tell it their queries.
    public static func tracing<T>(
        _ trace: RequestTrace?, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
    ) async rethrows -> T {
        guard let trace else { return try await body() }
        return try await $current.withValue(
            trace,
            operation: { try await QueryObservation.observing(with: trace, isolation: isolation, body) },
            isolation: isolation)
    }

    /// The same for a `Duration`.
    public func recordQuery(sql: String, duration: Duration) {
        let parts = duration.components
        let seconds = UInt64(clamping: parts.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let nanoseconds = parts.attoseconds < 0 ? 0 : UInt64(parts.attoseconds / 1_000_000_000)
        recordQuery(sql: sql, nanoseconds: seconds.overflow ? .max : seconds.partialValue &+ nanoseconds)
    }

    /// What was recorded so far.
    public var figures: Figures { state.withLock { $0 } }

    /// Forgets everything and keeps the memory, for the next request.
    func reset() { state.withLock { $0.reset() } }
}

extension RequestTrace {
    /// The queries of a request in numbers.
    public struct Figures: Sendable, Equatable {
        /// Queries that ran.
        public private(set) var queries = 0
        /// The time they took together, in nanoseconds.
        public private(set) var queryNanoseconds: UInt64 = 0
        /// The longest of them, in nanoseconds.
        public private(set) var longestQueryNanoseconds: UInt64 = 0
        /// The different statements, in the order they first ran, with how often each did.
        public private(set) var statements: [Statement] = []

        /// A statement of the request.
        public struct Statement: Sendable, Equatable {
            /// Its text.
            public var sql: String
            /// The line that asked for it, where it is known.
            public var place: SourcePlace?
            /// How often it ran.
            public var count: Int
        }

        /// The statement that ran most often; nil without any.
        public var mostRepeated: Statement? { statements.max { $0.count < $1.count } }

        mutating func record(_ sql: String, _ nanoseconds: UInt64, _ place: SourcePlace?) {
            queries += 1
            queryNanoseconds &+= nanoseconds
            longestQueryNanoseconds = max(longestQueryNanoseconds, nanoseconds)
            if let index = statements.firstIndex(where: { $0.sql == sql && $0.place == place }) {
                statements[index].count += 1
            } else if statements.count < RequestTrace.maximumStatements {
                statements.append(Statement(sql: sql, place: place, count: 1))
            }
        }

        mutating func reset() {
            queries = 0
            queryNanoseconds = 0
            longestQueryNanoseconds = 0
            statements.removeAll(keepingCapacity: true)
        }
    }
}
