/// How well a plan is served by one index: what counts first comes first.
struct PlanScore: Comparable {
    /// Terms that the index is searched by, the one that a partial index stands for included.
    let terms: Int
    /// Sorts that are left, 2 for a whole one and 1 for one of the last terms only.
    let sorts: Int
    /// The table need not be read.
    let isCovering: Bool

    /// nil when the plan does not use the index.
    init?(_ plan: QueryPlan, index: String, isPartial: Bool = false) {
        let uses = plan.allSteps.compactMap(\.operation.access).filter { $0.index == index }
        guard !uses.isEmpty else { return nil }
        terms = (uses.map(\.terms.count).max() ?? 0) + (isPartial ? 1 : 0)
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
