/// An index that might pay.
struct Candidate: Hashable {
    let table: String
    let columns: [String]

    /// The other serves whatever this one serves: it begins with the same columns.
    func isPrefix(of other: Candidate) -> Bool {
        table == other.table && columns.count < other.columns.count
            && Array(other.columns.prefix(columns.count)) == columns
    }

    /// `hone_<table>_<columns>`, with whatever is no letter, digit or underscore of ASCII as an underscore, and a number
    /// after it when the name is taken.
    func name(avoiding taken: Set<String>) -> String {
        let plain = (["hone", table] + columns).joined(separator: "_")
            .map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" }
        let name = String(plain)
        // SQLite compares names without regard to case.
        let used = Set(taken.map { $0.lowercased() })
        if !used.contains(name.lowercased()) { return name }
        return (2...).lazy.map { "\(name)_\($0)" }.first { !used.contains($0.lowercased()) } ?? name
    }
}

/// How well a plan is served by one index: what counts first comes first.
struct PlanScore: Comparable {
    /// Terms that the index is searched by.
    let terms: Int
    /// Sorts that are left, 2 for a whole one and 1 for one of the last terms only.
    let sorts: Int
    /// The table need not be read.
    let isCovering: Bool

    /// nil when the plan does not use the index.
    init?(_ plan: QueryPlan, index: String) {
        let uses = plan.allSteps.compactMap(\.operation.access).filter { $0.index == index }
        guard !uses.isEmpty else { return nil }
        terms = uses.map(\.terms.count).max() ?? 0
        sorts = PlanScore.sorts(plan)
        isCovering = uses.allSatisfy(\.isCovering)
    }

    static func sorts(_ plan: QueryPlan) -> Int {
        plan.temporaryBTrees.reduce(0) { $0 + ($1.hasPrefix("RIGHT PART") || $1.hasPrefix("LAST") ? 1 : 2) }
    }

    static func < (one: PlanScore, other: PlanScore) -> Bool {
        // A sort spared outweighs nothing that is searched; a term more outweighs no sort that comes back.
        (one.terms - one.sorts, one.isCovering ? 1 : 0) < (other.terms - other.sorts, other.isCovering ? 1 : 0)
    }
}
