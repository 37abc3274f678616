import HoneCore
import HoneDatabase

/// A SQLite database that writes and is not in write-ahead-log mode: each write locks out every reader.
/// Source: SQLite, "Write-Ahead Logging" (sqlite.org/wal.html), section 1.
struct WriteAheadLogDetector: Detector {
    static let id = "no-wal"
    static let needs: [Evidence.Part] = [.database]

    func findings(in evidence: Evidence) -> [Finding] {
        guard let database = evidence.database.value, database.journalMode != "wal" else { return [] }
        let endpoints = evidence.queries.value?.endpoints ?? []
        let writing = endpoints.filter { $0.statements.contains(where: \.writes) }
        let share = writing.reduce(0.0) { $0 + (evidence.latency.value?.share(of: $1.name) ?? 0) }
        return [
            Finding(
                detector: Self.id, severity: writing.isEmpty ? .low : .high,
                title: writing.isEmpty
                    ? "The database is not in WAL mode; no endpoint was seen to write"
                    : "The database is not in WAL mode: each write waits for the disk twice and locks out readers",
                location: database.path,
                evidence: [
                    .init("endpoints that write", Double(writing.count), "of \(endpoints.count)"),
                    .init("database", Double(database.totalSize) / 1e6, "MB"),
                ],
                pattern: .writeAheadLog,
                estimate: writing.isEmpty || evidence.latency.value == nil
                    ? nil
                    : .init(
                        share: share / 2,
                        basis: "half of the \(percent(share)) of response time that writing endpoints have: "
                            + "one synchronisation with the disk instead of two or more"),
                effortHours: 1)
        ]
    }
}
