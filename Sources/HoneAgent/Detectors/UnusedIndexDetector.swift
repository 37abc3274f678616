import HoneCore
import HoneDatabase

/// An index that no plan of the recorded workload uses, on a table that the workload does use: every write keeps it up.
///
/// The workload is only what the probed endpoints did. A report at night or a page that `hone.yaml` does not name may
/// need the index, so the finding says how much was seen. Indexes that keep keys apart or serve a foreign key stay.
/// Source: the thresholds are ours; pt-index-usage and pg_stat_user_indexes tell unused indexes the same way.
struct UnusedIndexDetector: Detector {
    static let id = "unused-index"
    static let needs: [Evidence.Part] = [.queries, .database]

    /// Recorded statements that touch the table from which on the workload says something about its indexes.
    var statements = 3
    /// Rows of the table below which an index costs nothing to speak of.
    var rows = 1_000

    func findings(in evidence: Evidence) -> [Finding] {
        guard let plans = evidence.queries.value?.plans else { return [] }
        let tables = Dictionary(
            (evidence.database.value?.tables ?? []).map { ($0.name, $0.rows) }, uniquingKeysWith: max)
        let redundant = Set(RedundantIndexDetector.redundant(in: plans.indexes).map(\.index.name))
        return plans.indexes.filter { index in
            index.readers == 0 && !index.isUnique && !index.isOfConstraint && !index.servesForeignKey
                && !redundant.contains(index.name) && plans.statementsOfTable[index.table] ?? 0 >= statements
                && tables[index.table] ?? 0 >= rows
        }.map { index in
            Finding(
                detector: Self.id, severity: .low,
                title:
                    "No recorded statement uses the index \(index.name); only what the probed endpoints did is known",
                location: "\(index.table): \(index.name)",
                evidence: [
                    .init("statements that use it", 0, "of \(plans.statements.count) recorded"),
                    .init("statements on its table", Double(plans.statementsOfTable[index.table] ?? 0), "statements"),
                    .init("rows", Double(tables[index.table] ?? 0), "rows"),
                ],
                pattern: .indices, estimate: nil, effortHours: 0.5)
        }
    }
}
