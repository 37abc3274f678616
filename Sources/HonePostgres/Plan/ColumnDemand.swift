/// What a statement wants of one of its tables, as its plan shows: columns compared with values, joined by, bounded,
/// sorted by, and those that it needs at all.
struct ColumnDemand: Equatable {
    /// A column that is sorted by.
    struct SortKey: Hashable {
        let column: String
        let isDescending: Bool
    }

    /// Compared for equality with a constant or a parameter.
    var equal: [String] = []
    /// Compared for equality with columns of other tables.
    var joined: [String] = []
    /// Bounded from above or below.
    var bounded: [String] = []
    /// Orders that are sorted or grouped by, with keys of this table only.
    var orders: [[SortKey]] = []
    /// Columns that are needed for anything.
    var needed: [String] = []

    /// The demands of a plan, by the alias of the table. Has to be of `EXPLAIN (VERBOSE)`.
    static func demands(of plan: PostgresPlan) -> [(table: PostgresTable, alias: String, demand: ColumnDemand)] {
        let steps = plan.root.all
        var demands: [String: ColumnDemand] = [:]
        for condition in steps.flatMap(\.conditions).flatMap(Condition.comparisons(in:)) {
            demands[condition.column.alias, default: ColumnDemand()].add(condition)
        }
        for step in steps {
            if let keys = step.sortKeys { add(order: keys, to: &demands) }
            if let keys = step.groupKeys { add(order: keys, to: &demands) }
            // A scan may hand on whole rows since it is cheaper than to pick: only what others name is needed.
            let output = step.relation == nil || step == plan.root ? step.output ?? [] : []
            for text in output + step.conditions + (step.sortKeys ?? []) + (step.groupKeys ?? []) {
                for column in Condition.columns(in: text) {
                    demands[column.alias, default: ColumnDemand()].needed.appendOnce(column.name)
                }
            }
        }
        var seen: Set<String> = []
        return steps.compactMap { step in
            guard step.operation == nil, let table = step.table, let alias = step.alias, seen.insert(alias).inserted,
                let demand = demands[alias]
            else { return nil }
            return (table, alias, demand)
        }
    }

    private mutating func add(_ condition: Condition) {
        let name = condition.column.name
        switch condition.comparison {
        case .equality where condition.others.isEmpty: equal.appendOnce(name)
        case .equality: joined.appendOnce(name)
        case .above, .below: bounded.appendOnce(name)
        }
    }

    /// Keys of several tables, or of expressions, cannot be had from one index; their columns before that can.
    private static func add(order keys: [String], to demands: inout [String: ColumnDemand]) {
        var order: [SortKey] = []
        var alias: String?
        for key in keys {
            var tokens = SQLToken.tokens(of: key)[...]
            var isDescending = false
            if tokens.suffix(2).first?.isKeyword("NULLS") == true { tokens = tokens.dropLast(2) }
            if tokens.last?.isKeyword("DESC") == true {
                isDescending = true
                tokens = tokens.dropLast()
            }
            guard let column = Condition.column(tokens), alias == nil || alias == column.alias else { break }
            alias = column.alias
            order.append(SortKey(column: column.name, isDescending: isDescending))
        }
        guard let alias, !order.isEmpty, demands[alias]?.orders.contains(order) != true else { return }
        demands[alias, default: ColumnDemand()].orders.append(order)
    }
}

extension Array where Element: Equatable {
    /// Appends what is not there yet.
    mutating func appendOnce(_ element: Element) { if !contains(element) { append(element) } }
}
