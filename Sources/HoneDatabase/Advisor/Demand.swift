/// What a statement asks of one table, as SQLite's planner puts it to a virtual table in the table's place
/// (<https://www.sqlite.org/vtab.html#the_xbestindex_method>): one way of executing it, with what is known when the
/// table's turn comes.
struct Demand: Hashable {
    /// A term whose other side is a literal, and so may be the WHERE clause of a partial index.
    struct Literal: Hashable {
        let column: String
        /// `"state" = 'open'`, `"gone" IS NULL`.
        let sql: String
    }

    /// A term of ORDER BY, GROUP BY or DISTINCT.
    struct Order: Hashable {
        let column: String
        let isDescending: Bool
    }

    let table: String
    /// Columns that are compared with `=`, `IS` or `IN`.
    var equalities: [String] = []
    /// Columns that are compared with `<`, `>` and the like.
    var ranges: [String] = []
    var literals: [Literal] = []
    var order: [Order] = []
    /// Every column that the statement reads of the table.
    var used: [String] = []
}

extension Demand {
    /// The indexes that would serve it: what is equal first, then one range or the order; with what else is read, so
    /// that the table need not be; and of the rows of one literal only.
    /// - Parameter widest: columns of a covering index, at most.
    func candidates(keyColumns: Int, widest: Int, literals offered: Set<Literal>) -> [Candidate] {
        var found: [Candidate] = []
        func add(_ keys: [Order], _ filter: String? = nil) {
            guard !keys.isEmpty, Set(keys.map(\.column)).count == keys.count else { return }
            let candidate = Candidate(
                table: table, columns: keys.map(\.column),
                descending: Set(keys.indices.filter { keys[$0].isDescending }), filter: filter)
            if !found.contains(candidate) { found.append(candidate) }
        }
        func addAll(equal: [String], _ filter: String? = nil) {
            let first = equal.prefix(keyColumns).map { Order(column: $0, isDescending: false) }
            let sorted = Demand.levelled(order.filter { !equal.contains($0.column) })
            let ranged = ranges.filter { !equal.contains($0) }
            var bases = [first] + ranged.map { first + [Order(column: $0, isDescending: false)] }
            if !sorted.isEmpty { bases += [first + sorted] }
            for base in bases where base.count <= keyColumns + 1 {
                add(base, filter)
                let rest = used.filter { column in !base.contains { $0.column == column } }
                if !rest.isEmpty, base.count + rest.count <= widest {
                    add(base + rest.map { .init(column: $0, isDescending: false) }, filter)
                }
            }
        }
        addAll(equal: equalities)
        if equalities.count > 1 {
            addAll(equal: equalities.reversed())
            for column in equalities { add([.init(column: column, isDescending: false)]) }
        }
        if !order.isEmpty, !equalities.isEmpty { add(Demand.levelled(order)) }
        for literal in literals where offered.contains(literal) {
            let left = equalities.filter { $0 != literal.column }
            addAll(equal: left, literal.sql)
            if left.isEmpty { add([.init(column: literal.column, isDescending: false)], literal.sql) }
        }
        return found
    }

    /// All ascending when all are descending, since an index is read backwards as well.
    private static func levelled(_ keys: [Order]) -> [Order] {
        keys.allSatisfy(\.isDescending) ? keys.map { Order(column: $0.column, isDescending: false) } : keys
    }
}
