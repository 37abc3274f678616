import HoneCore
import HoneDatabase

/// An index whose terms are the first terms of another: the other one answers whatever this one does, and every write
/// keeps both up. Source: SQLite, "Query Planning" (sqlite.org/queryplanner.html), "Multi-Column Indices": "your
/// database schema should never contain two indices where one index is a prefix of the other".
struct RedundantIndexDetector: Detector {
    static let id = "redundant-index"
    static let needs: [Evidence.Part] = [.queries]

    func findings(in evidence: Evidence) -> [Finding] {
        let rows = Dictionary(
            (evidence.database.value?.tables ?? []).map { ($0.name, $0.rows) }, uniquingKeysWith: max)
        return Self.redundant(in: evidence.queries.value?.plans?.indexes ?? []).map { index, other in
            Finding(
                detector: Self.id, severity: .low,
                title: "The index \(index.name) is the beginning of \(other.name): without it nothing is slower but "
                    + "writes are cheaper",
                location: "\(index.table): \(index.name)",
                evidence: [
                    .init("terms", Double(index.terms.count), "of \(other.terms.count) of \(other.name)"),
                    .init("rows", Double(rows[index.table] ?? 0), "rows"),
                ],
                pattern: .indices, estimate: nil, effortHours: 0.5)
        }
    }

    /// Each index that another one makes superfluous, and that one. Indexes of constraints and unique ones stay: they
    /// keep keys apart. Partial ones and those with expressions are not compared.
    static func redundant(
        in indexes: [WorkloadPlans.Index]
    ) -> [(index: WorkloadPlans.Index, other: WorkloadPlans.Index)] {
        indexes.compactMap { index in
            guard !index.isUnique, !index.isOfConstraint, let terms = index.comparableTerms else { return nil }
            let other = indexes.first { other in
                guard other.table == index.table, other.name != index.name, let longer = other.comparableTerms,
                    longer.starts(with: terms)
                else { return false }
                // Of two that are the same the later one by name is superfluous, unless the other is a constraint's.
                return longer.count > terms.count || other.isUnique || other.isOfConstraint || other.name < index.name
            }
            return other.map { (index, $0) }
        }
    }
}

extension WorkloadPlans.Index {
    /// Its terms in lower case, `nil` for an index that holds other rows or other values than its columns'.
    fileprivate var comparableTerms: [String]? {
        let known = terms.compactMap { $0?.lowercased() }
        return isPartial || known.count < terms.count || known.isEmpty ? nil : known
    }
}
