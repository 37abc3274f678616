import HoneDatabase

/// Records as the tracer logs them, one microsecond after the other unless said otherwise.
struct Records {
    private(set) var all: [QueryRecord] = []
    private var now: UInt64 = 1_000

    /// Adds a statement; `connection` tells two connections apart.
    mutating func add(
        _ sql: String, connection: Int = 1, values: [SQLValue]? = nil, writes: Bool = false, inside: Bool = false,
        nanoseconds: UInt64 = 1_000, _ change: (inout QueryRecord) -> Void = { _ in }
    ) {
        var record = QueryRecord(
            kind: .init(normalisedSQL: sql), process: 1, thread: 1, connection: connection, at: now, wall: now)
        record.sql = sql
        record.parameters = values
        record.isReadOnly = !writes
        record.isInTransaction = inside
        record.nanoseconds = nanoseconds
        record.result = 101
        change(&record)
        all.append(record)
        now += record.nanoseconds
    }

    /// Adds a record of another kind.
    mutating func add(_ kind: QueryRecord.Kind, connection: Int = 1) {
        all.append(QueryRecord(kind: kind, process: 1, thread: 1, connection: connection, at: now, wall: now))
        now += 1
    }

    /// Lets time pass in which no statement runs.
    mutating func pause(_ nanoseconds: UInt64) { now += nanoseconds }
}
