import HoneCore
import HoneDatabase

/// A statement that steps through a table from one end to the other and returns little of it.
///
/// When the index advisor measured the statement and no index made it faster, nothing is found: a sum over all rows has
/// to read them. Source: SQLite, "Query Planning" (sqlite.org/queryplanner.html), "Tables Without Indices", and
/// the counter
/// SQLITE_STMTSTATUS_FULLSCAN_STEP (sqlite.org/c3ref/c_stmtstatus_counter.html).
struct FullScanDetector: Detector {
    static let id = "full-scan"
    static let needs: [Evidence.Part] = [.queries]

    /// Steps of a scan per call, and rows of the table where they are known, from which on it counts. 1,000 rows of
    /// 100 bytes are 25 pages: SQLite steps through them in some 0.1 ms.
    var rows = 1_000.0
    /// Steps for each row returned from which on an index would spare most of them.
    var stepsPerRow = 10.0
    /// Time of the statement in a request, in ms, below which nobody would notice.
    var milliseconds = 1.0

    func findings(in evidence: Evidence) -> [Finding] {
        SharedStatement.all(in: evidence.queries.value, where: counts).compactMap { finding($0, evidence) }
    }

    /// Whether a statement scans more than its answer is worth, whatever the advisor says of it.
    func counts(_ statement: QueryEvidence.Statement) -> Bool {
        statement.scanSteps >= rows && statement.scanSteps >= stepsPerRow * max(1, statement.rows)
            && statement.millisecondsPerRequest >= milliseconds
    }

    private func finding(_ shared: SharedStatement, _ evidence: Evidence) -> Finding? {
        let measured = evidence.measuredIndex(for: shared.sql)
        if case .noneHelps = measured { return nil }
        let tables = evidence.database.value?.tables ?? []
        let scanned = evidence.queries.value?.plans?.plan(of: shared.sql)?.scannedTables ?? []
        let known = tables.filter { scanned.contains($0.name) }
        let large = known.filter { Double($0.rows) >= rows }
        // Small tables only, scanned again and again: that is a loop's or a join's doing.
        if !known.isEmpty, large.isEmpty { return nil }
        let worst = shared.worst
        var figures: [Finding.Figure] = [
            .init("rows stepped through", worst.scanSteps, "per call"),
            .init("rows returned", worst.rows, "per call"), .init("calls", worst.calls, "per request"),
            .init("time of these calls", worst.millisecondsPerRequest, "ms per request"),
        ]
        figures += large.map { .init("rows of \($0.name)", Double($0.rows), "rows") }
        if case .helps(let before, let after) = measured {
            figures += [.init("a call on a copy", before, "ms"), .init("with the advised indices", after, "ms")]
        }
        let share = shared.share(in: evidence)
        return Finding(
            detector: Self.id, severity: share >= 0.1 ? .high : share >= 0.02 ? .medium : .low,
            title: large.isEmpty
                ? "A statement reads a table from one end to the other"
                : "\(list(large.map(\.name))) \(large.count == 1 ? "is" : "are") read from one end to the other",
            location: shared.location, evidence: figures,
            // The gain is the index's, and the advisor measures it.
            pattern: .indices, estimate: nil, effortHours: 0.5)
    }
}
