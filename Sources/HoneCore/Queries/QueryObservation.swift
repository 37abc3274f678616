/// A query that a database layer ran, told to whoever observes.
public struct RanQuery: Sendable, Equatable {
    /// The statement, with `?` where values stood, so that repeats are seen as such and no value leaves the database
    /// layer.
    public var sql: String
    /// How long it took, in nanoseconds.
    public var nanoseconds: UInt64
    /// The line of the app that asked for it; nil where the layer does not know.
    public var place: SourcePlace?
    /// A fingerprint of the statement's values, the same for the same values within the process, so that a repeat is
    /// told from a row by row; nil where the layer does not tell. Its lower 32 bits are of the values alone, so that
    /// another statement with the same values has the same there; 0 there when the statement takes none beside those in
    /// its text.
    public var parameters: UInt64?
    /// Whether it may change the database.
    public var writes: Bool

    /// A query that ran.
    /// - Parameter writes: nil when the layer does not know: then the statement's first word decides.
    public init(
        sql: String, nanoseconds: UInt64, place: SourcePlace? = nil, parameters: UInt64? = nil, writes: Bool? = nil
    ) {
        self.sql = sql
        self.nanoseconds = nanoseconds
        self.place = place
        self.parameters = parameters
        self.writes = writes ?? Self.changes(sql)
    }

    /// Whether a statement begins like one that changes something: INSERT, UPDATE, DELETE, REPLACE, CREATE, DROP,
    /// ALTER, MERGE, TRUNCATE. One that only begins with WITH counts as a read.
    private static func changes(_ sql: String) -> Bool {
        for byte in sql.utf8 where byte > 0x20 {
            return switch byte | 0x20 {
            case UInt8(ascii: "i"), UInt8(ascii: "u"), UInt8(ascii: "d"), UInt8(ascii: "r"), UInt8(ascii: "c"),
                UInt8(ascii: "a"), UInt8(ascii: "m"), UInt8(ascii: "t"):
                true
            default: false
            }
        }
        return false
    }
}

/// Is told each query that runs while it observes; from any thread, so it locks for itself.
public protocol QueryObserver: AnyObject, Sendable {
    /// A query ran. Called on the thread of the database connection: it must not block.
    func observe(_ query: RanQuery)
    /// A connection is given back. Does nothing unless an observer has use for it.
    func observe(_ held: HeldConnection)
    /// A cache was asked. Does nothing unless an observer has use for it.
    func observe(_ lookup: CacheLookup)
}

extension QueryObserver {
    /// Does nothing.
    public func observe(_ held: HeldConnection) {}

    /// Does nothing.
    public func observe(_ lookup: CacheLookup) {}
}

/// Who observes the queries of the task that runs: the way from a database layer to whoever counts, without either
/// knowing the other. A layer reads ``current`` once a call and does nothing more when it is nil.
///
/// Observations nest: within a request that is monitored a test may count too, and both are told. One that is within no
/// other allocates nothing.
public struct QueryObservation: Sendable {
    /// The observation of the task that runs; nil when nobody observes.
    @TaskLocal public static var current: QueryObservation?

    private let observer: any QueryObserver
    private let outer: Outer?

    /// A value cannot hold one of its own kind.
    private final class Outer: Sendable {
        let observation: QueryObservation

        init(_ observation: QueryObservation) { self.observation = observation }
    }

    /// An observation inside of another.
    public init(_ observer: any QueryObserver, within outer: QueryObservation? = QueryObservation.current) {
        self.observer = observer
        self.outer = outer.map(Outer.init)
    }

    /// The innermost observer of a type, of this observation and those around it; nil when none is of it.
    public func first<Observer: QueryObserver>(_ type: Observer.Type) -> Observer? {
        observer as? Observer ?? outer?.observation.first(type)
    }

    /// Tells a query to this observer and to those around it.
    public func record(_ query: RanQuery) {
        observer.observe(query)
        outer?.observation.record(query)
    }

    /// Tells to them all that a connection is given back.
    public func record(_ held: HeldConnection) {
        observer.observe(held)
        outer?.observation.record(held)
    }

    /// Tells to them all that a cache was asked.
    public func record(_ lookup: CacheLookup) {
        observer.observe(lookup)
        outer?.observation.record(lookup)
    }

    /// Runs a body, and tells the observer each query that its task and the child tasks of it run.
    public static func observing<T>(
        with observer: any QueryObserver, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
    ) async rethrows -> T {
        try await $current.withValue(QueryObservation(observer), operation: body, isolation: isolation)
    }
}
