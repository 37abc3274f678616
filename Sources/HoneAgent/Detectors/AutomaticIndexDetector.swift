import HoneCore
import HoneDatabase

/// A statement for which SQLite builds an index, uses it once and throws it away: an index of that kind that stays
/// would spare the building. Source: SQLite, "The SQLite Query Optimizer Overview" (sqlite.org/optoverview.html),
/// "Automatic Query-Time Indexes", and SQLITE_STMTSTATUS_AUTOINDEX; SQLite itself warns of it in its log
/// (SQLITE_WARNING_AUTOINDEX).
struct AutomaticIndexDetector: Detector {
    static let id = "automatic-index"
    static let needs: [Evidence.Part] = [.queries]

    /// Rows put into such an index per call from which on it counts.
    var rows = 100.0
    /// Time of the statement in a request, in ms, below which nobody would notice.
    var milliseconds = 1.0

    func findings(in evidence: Evidence) -> [Finding] {
        SharedStatement.all(in: evidence.queries.value) { statement in
            statement.automaticIndexRows >= rows && statement.millisecondsPerRequest >= milliseconds
        }.compactMap { finding($0, evidence) }
    }

    private func finding(_ shared: SharedStatement, _ evidence: Evidence) -> Finding? {
        let measured = evidence.measuredIndex(for: shared.sql)
        // It is built over a subquery's rows, or too few of them: no index that stays can take its place.
        if case .noneHelps = measured { return nil }
        let worst = shared.worst
        let tables = evidence.queries.value?.plans?.plan(of: shared.sql)?.automaticIndexes ?? []
        var figures: [Finding.Figure] = [
            .init("rows put into it", worst.automaticIndexRows, "per call"),
            .init("calls", worst.calls, "per request"),
            .init("time of these calls", worst.millisecondsPerRequest, "ms per request"),
        ]
        if case .helps(let before, let after) = measured {
            figures += [.init("a call on a copy", before, "ms"), .init("with the advised indices", after, "ms")]
        }
        let share = shared.share(in: evidence)
        return Finding(
            detector: Self.id, severity: share >= 0.1 ? .high : .medium,
            title:
                "SQLite builds an index\(tables.isEmpty ? "" : " on \(list(tables))") for each call and throws it away",
            location: shared.location, evidence: figures, pattern: .indices, estimate: nil, effortHours: 0.5)
    }
}
