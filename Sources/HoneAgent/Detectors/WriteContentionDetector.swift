import HoneCore
import HoneDatabase

/// Statements that wait for another connection's lock, or are refused because of it, while several users are there.
/// SQLite has one writer at a time; outside of the write-ahead log a writer also waits for every reader.
/// Source: SQLite, "File Locking And Concurrency" (sqlite.org/lockingv3.html) and sqlite.org/c3ref/busy_timeout.html.
struct WriteContentionDetector: Detector {
    static let id = "write-contention"
    static let needs: [Evidence.Part] = [.queries]

    /// Statements that waited, for each transaction that wrote, from which on they count.
    var waitsPerWrite = 0.1
    /// Their mean wait, in ms, from which on they count: SQLite's own waits begin at 1 ms and grow to 100 ms.
    var milliseconds = 5.0

    func findings(in evidence: Evidence) -> [Finding] {
        guard let load = evidence.queries.value?.contention else { return [] }
        let writes = max(1, load.writeTransactions)
        let waits = Double(load.use.waits) >= waitsPerWrite * Double(writes) && load.meanWait >= milliseconds
        guard load.use.refusals > 0 || waits else { return [] }
        let held = Double(load.use.writeNanoseconds) / 1e6
        let isLogged = evidence.database.value?.journalMode == "wal"
        return [
            Finding(
                detector: Self.id, severity: load.use.refusals > 0 ? .high : .medium,
                title: load.use.refusals > 0
                    ? "\(load.use.refusals) statements are refused as locked with \(load.users) users"
                    : "Statements wait \(rounded(load.meanWait)) ms for a lock with \(load.users) users",
                location: list(load.waiting.map(\.sql)),
                evidence: [
                    .init("refused", Double(load.use.refusals), "statements in \(rounded(load.seconds)) s"),
                    .init("waited for a lock", Double(load.use.waits), "of \(load.statements) statements"),
                    .init("mean wait", load.meanWait, "ms"),
                    .init("write transactions", Double(load.writeTransactions), "in \(rounded(load.seconds)) s"),
                    .init("write lock held", held / Double(writes), "ms per write transaction"),
                    .init("write lock held", held / load.seconds / 10, "% of the time"),
                ],
                pattern: isLogged ? .connectionPooling : .writeAheadLog, estimate: nil, effortHours: 2)
        ]
    }
}
