import HoneCore
import HoneDatabase

/// A write-ahead log that is not taken back into the database: it grows, and each read has to look through more of it.
/// A reader that never ends, or checkpoints that are switched off, are the usual reasons.
/// Source: SQLite, "Write-Ahead Logging" (sqlite.org/wal.html), "Avoiding Excessively Large WAL Files";
/// its own checkpoints begin at 1,000 pages (sqlite.org/pragma.html#pragma_wal_autocheckpoint).
struct CheckpointDetector: Detector {
    static let id = "wal-never-checkpoints"
    static let needs: [Evidence.Part] = [.queries, .database]

    /// Pages that wait to be checkpointed from which on it counts: four times what SQLite lets come together.
    var waitingPages = 4_000
    /// Pages of the log's file from which on it counts: it has grown that long once.
    var filePages = 16_000

    func findings(in evidence: Evidence) -> [Finding] {
        guard let database = evidence.database.value else { return [] }
        let page = max(512, database.pageSize)
        let logs = evidence.queries.value?.logs ?? []
        let open = logs.filter { $0.waiting >= waitingPages || $0.fileBytes / page >= filePages }
            .map { ($0.path, $0.fileBytes, $0.waiting) }
        let rests = open.isEmpty && database.walSize / page >= filePages
        let found = rests ? [(database.path, database.walSize, nil as Int?)] : open.map { ($0.0, $0.1, $0.2) }
        let left = (evidence.queries.value?.endpoints ?? []).filter { $0.use.leftOpen > 0 }
        return found.map { path, bytes, waiting in
            Finding(
                detector: Self.id, severity: (waiting ?? 0) >= waitingPages ? .high : .medium,
                title: "The write-ahead log has \(rounded((Double(bytes) / 1e6).rounded())) MB and is not taken back "
                    + "into the database",
                location: path,
                evidence: [
                    .init("write-ahead log", Double(bytes) / 1e6, "MB"),
                    .init("database", Double(database.fileSize) / 1e6, "MB"),
                    .init("endpoints that leave a transaction open", Double(left.count), "endpoints"),
                ] + (waiting.map { [.init("waiting to be checkpointed", Double($0), "pages")] } ?? []),
                pattern: .writeAheadLog, estimate: nil, effortHours: 2)
        }
    }
}
