import HoneCore
import HoneDatabase

/// A statement whose rows are sorted in a temporary B-tree though they all come from one table, so that an index in
/// that order would spare the sort and, with a LIMIT, most of the reading.
///
/// A statement that reads a whole table for few rows is the full-scan detector's: without the scan there is little left
/// to sort. When the index advisor measured the statement and no index made it faster, nothing is found. Source:
/// SQLite, "Query Planning" (sqlite.org/queryplanner.html), "Sorting", and SQLITE_STMTSTATUS_SORT.
struct SortDetector: Detector {
    static let id = "sort-without-index"
    static let needs: [Evidence.Part] = [.queries]

    /// Time of the statement in a request, in ms, below which nobody would notice.
    var milliseconds = 1.0
    /// Steps of SQLite's machine for each row returned from which on there is something to spare: reading, sorting and
    /// returning a row takes some 30 of them.
    var stepsPerRow = 100.0

    func findings(in evidence: Evidence) -> [Finding] {
        SharedStatement.all(in: evidence.queries.value, where: counts).compactMap { finding($0, evidence) }
    }

    private func counts(_ statement: QueryEvidence.Statement) -> Bool {
        statement.sorts >= 1 && statement.millisecondsPerRequest >= milliseconds
            && statement.machineSteps >= stepsPerRow * max(1, statement.rows)
    }

    private func finding(_ shared: SharedStatement, _ evidence: Evidence) -> Finding? {
        let measured = evidence.measuredIndex(for: shared.sql)
        if case .noneHelps = measured { return nil }
        guard !FullScanDetector().counts(shared.worst) else { return nil }
        // An order over groups or distinct rows comes after a computation that no index replaces.
        guard let plan = evidence.queries.value?.plans?.plan(of: shared.sql), plan.temporaryBTrees == ["ORDER BY"]
        else { return nil }
        let worst = shared.worst
        var figures: [Finding.Figure] = [
            .init("sorts", worst.sorts, "per call"), .init("rows returned", worst.rows, "per call"),
            .init("steps of SQLite's machine", worst.machineSteps, "per call"),
            .init("time of these calls", worst.millisecondsPerRequest, "ms per request"),
        ]
        if case .helps(let before, let after) = measured {
            figures += [.init("a call on a copy", before, "ms"), .init("with the advised indices", after, "ms")]
        }
        let share = shared.share(in: evidence)
        return Finding(
            detector: Self.id, severity: share >= 0.1 ? .medium : .low,
            title: "Rows are sorted for each call, though an index could hold them in order",
            location: shared.location, evidence: figures, pattern: .indices, estimate: nil, effortHours: 0.5)
    }
}
