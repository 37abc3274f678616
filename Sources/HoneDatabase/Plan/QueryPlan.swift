/// How SQLite means to execute a statement: the rows of EXPLAIN QUERY PLAN as a tree
/// (<https://www.sqlite.org/eqp.html>), and what the byte code adds to it.
public struct QueryPlan: Sendable, Codable, Equatable {
    /// One line of the plan with what hangs below it.
    public struct Step: Sendable, Codable, Equatable {
        /// SQLite's own words.
        public var detail: String
        /// The words, read.
        public var operation: PlanOperation
        /// What is done inside.
        public var children: [Step]
    }

    /// The outermost steps in order.
    public var steps: [Step]
    /// Tables that are read from one end to the other, by their own names and not their aliases; taken from the byte
    /// code. A scan of an index that spares a sort counts too; one that a LIMIT ends early cannot be told apart.
    public var scannedTables: [String]

    /// Every step, outermost first.
    public var allSteps: [Step] {
        func flat(_ steps: [Step]) -> [Step] { steps.flatMap { [$0] + flat($0.children) } }
        return flat(steps)
    }

    /// Names of the indexes that are used, in order of appearance, without repetition.
    public var indexes: [String] {
        var seen: Set<String> = []
        return allSteps.compactMap(\.operation.access?.index).filter { seen.insert($0).inserted }
    }

    /// What is sorted or grouped in a temporary B-tree: "ORDER BY", "GROUP BY", "DISTINCT", ….
    public var temporaryBTrees: [String] {
        allSteps.compactMap { if case .temporaryBTree(let purpose) = $0.operation { purpose } else { nil } }
    }

    /// SQLite builds an index for each execution of the statement and throws it away.
    public var buildsAutomaticIndex: Bool {
        allSteps.contains { $0.operation.access?.isAutomatic ?? false }
    }

    /// The plan as text: a line a step, two spaces a level.
    public var text: String {
        func lines(_ steps: [Step], _ depth: Int) -> [String] {
            steps.flatMap { step in
                [String(repeating: "  ", count: depth) + step.detail] + lines(step.children, depth + 1)
            }
        }
        return lines(steps, 0).joined(separator: "\n")
    }
}

/// What a step of a plan does.
public enum PlanOperation: Sendable, Codable, Equatable {
    /// Reads a table or an index from one end.
    case scan(PlanAccess)
    /// Looks rows up by the terms of an index or of the primary key.
    case search(PlanAccess)
    /// Sorts or groups in a temporary B-tree; with what for.
    case temporaryBTree(String)
    /// Runs a subquery beside its reader, row by row.
    case coroutine(String)
    /// Runs a subquery once and keeps its rows.
    case materialize(String)
    /// Runs a subquery for its value; correlated ones run once a row.
    case subquery(isCorrelated: Bool)
    /// Anything else: compound queries, the arms of an OR, bloom filters, ….
    case other

    /// The table access, for a scan or a search.
    public var access: PlanAccess? {
        switch self {
        case .scan(let access), .search(let access): access
        default: nil
        }
    }
}

/// How a plan gets at the rows of a table.
public struct PlanAccess: Sendable, Codable, Equatable {
    /// The table, by its alias when the statement gives it one (SQLite tells no more).
    public var table: String
    /// The index, unless the table itself is read.
    public var index: String?
    /// The index holds every column that is needed: the table is not read.
    public var isCovering: Bool
    /// The index is built for this one execution.
    public var isAutomatic: Bool
    /// The rows are looked up by rowid or by the primary key of a table without rowid.
    public var usesPrimaryKey: Bool
    /// The terms in order, as SQLite writes them: `chef_id=?`, `day>?`.
    public var terms: [String]

    /// The columns of the terms with `=`.
    public var equalities: [String] { terms.filter { $0.hasSuffix("=?") }.map { String($0.dropLast(2)) } }
    /// The columns of the terms with `<` or `>`, without repetition.
    public var ranges: [String] {
        var seen: Set<String> = []
        return terms.filter { $0.hasSuffix(">?") || $0.hasSuffix("<?") }.map { String($0.dropLast(2)) }
            .filter { seen.insert($0).inserted }
    }
}
