import Foundation

/// How PostgreSQL means to execute a statement, or has executed it: what
/// `EXPLAIN (VERBOSE, FORMAT JSON)` answers (<https://www.postgresql.org/docs/current/sql-explain.html>).
public struct PostgresPlan: Sendable, Codable, Equatable {
    /// The step that gives the answer; its inputs are below it.
    public var root: Step
    /// How long planning took, ms; nil when it was not measured.
    public var planningMilliseconds: Double?
    /// How long execution took, ms; nil when it was not executed.
    public var executionMilliseconds: Double?

    private enum CodingKeys: String, CodingKey {
        case root = "Plan"
        case planningMilliseconds = "Planning Time"
        case executionMilliseconds = "Execution Time"
    }

    /// A step of a plan, with its inputs.
    public struct Step: Sendable, Codable, Equatable {
        /// What it does: "Seq Scan", "Nested Loop".
        public var kind: String
        /// "Insert", "Update" or "Delete" of a step that writes.
        public var operation: String?
        /// The table's schema.
        public var schema: String?
        /// The table.
        public var relation: String?
        /// The name by which conditions mean the table.
        public var alias: String?
        /// The index.
        public var index: String?
        /// Conditions, as PostgreSQL writes them.
        public var filter: String?
        /// See `filter`; what an index is searched by.
        public var indexCondition: String?
        /// See `filter`.
        public var recheckCondition: String?
        /// See `filter`.
        public var joinFilter: String?
        /// See `filter`.
        public var hashCondition: String?
        /// See `filter`.
        public var mergeCondition: String?
        /// What is sorted by.
        public var sortKeys: [String]?
        /// What is grouped by.
        public var groupKeys: [String]?
        /// Columns and expressions that it gives.
        public var output: [String]?
        /// The planner's estimate of all it costs, in its own unit.
        public var cost: Double?
        /// The planner's estimate of the rows.
        public var estimatedRows: Double?
        /// Rows of one loop, on average.
        public var rows: Double?
        /// How often it was executed.
        public var loops: Double?
        /// Rows that the filter threw away, of one loop on average.
        public var rowsRemoved: Double?
        /// Blocks found in the server's cache, inputs included.
        public var blocksHit: Int?
        /// Blocks read from the system, inputs included.
        public var blocksRead: Int?
        /// Its inputs.
        public var inputs: [Step]?

        private enum CodingKeys: String, CodingKey {
            case kind = "Node Type"
            case operation = "Operation"
            case schema = "Schema"
            case relation = "Relation Name"
            case alias = "Alias"
            case index = "Index Name"
            case filter = "Filter"
            case indexCondition = "Index Cond"
            case recheckCondition = "Recheck Cond"
            case joinFilter = "Join Filter"
            case hashCondition = "Hash Cond"
            case mergeCondition = "Merge Cond"
            case sortKeys = "Sort Key"
            case groupKeys = "Group Key"
            case output = "Output"
            case cost = "Total Cost"
            case estimatedRows = "Plan Rows"
            case rows = "Actual Rows"
            case loops = "Actual Loops"
            case rowsRemoved = "Rows Removed by Filter"
            case blocksHit = "Shared Hit Blocks"
            case blocksRead = "Shared Read Blocks"
            case inputs = "Plans"
        }

        /// The step and all below it.
        public var all: [Step] { [self] + (inputs ?? []).flatMap(\.all) }

        /// Its conditions.
        var conditions: [String] {
            [indexCondition, recheckCondition, hashCondition, mergeCondition, joinFilter, filter].compactMap(\.self)
        }
    }

    /// Reads an answer of EXPLAIN.
    /// - Throws: `DecodingError` when it is none.
    init(json: String) throws {
        let plans = try JSONDecoder().decode([PostgresPlan].self, from: Data(json.utf8))
        guard let plan = plans.first else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "EXPLAIN answered with no plan"))
        }
        self = plan
    }

    /// What the server answered to an EXPLAIN of a statement.
    /// - Throws: `PostgresError` when the statement is one without a plan, such as VACUUM.
    init(_ answer: PostgresRows, of sql: String) throws {
        do {
            try self.init(json: answer.count > 0 ? answer.row(0).first.flatMap { $0 } ?? "" : "")
        } catch is DecodingError {
            throw PostgresError(code: "0A000", message: "it has no plan", sql: sql)
        }
    }

    /// The steps as lines, inputs indented below what uses them; without costs, so that equal plans are equal texts.
    public var text: String { PostgresPlan.lines(root, depth: 0).joined(separator: "\n") }

    private static func lines(_ step: Step, depth: Int) -> [String] {
        var words = step.operation ?? step.kind
        if let index = step.index { words += " using \(index)" }
        if let relation = step.relation {
            words += " on \(relation)"
            if let alias = step.alias, alias != relation { words += " \(alias)" }
        }
        let details = [
            ("Index Cond", step.indexCondition), ("Hash Cond", step.hashCondition), ("Merge Cond", step.mergeCondition),
            ("Join Filter", step.joinFilter), ("Filter", step.filter),
            ("Sort Key", step.sortKeys?.joined(separator: ", ")),
            ("Group Key", step.groupKeys?.joined(separator: ", ")),
        ].compactMap { name, value in value.map { "\(name): \($0)" } }
        let line = String(repeating: "  ", count: depth) + ([words] + details).joined(separator: "  ")
        return [line] + (step.inputs ?? []).flatMap { lines($0, depth: depth + 1) }
    }

    /// Tables that it writes to.
    var writes: Set<PostgresTable> {
        Set(root.all.filter { $0.operation != nil }.compactMap(\.table))
    }

    /// Tables that it inserts into.
    var inserts: Set<PostgresTable> {
        Set(root.all.filter { $0.operation == "Insert" }.compactMap(\.table))
    }

    /// Names of the indexes that it uses.
    var indexes: Set<String> { Set(root.all.compactMap(\.index)) }
}

/// A table by its schema and name.
struct PostgresTable: Hashable, Comparable, CustomStringConvertible {
    let schema: String
    let name: String

    /// As people write it: without the schema when it is `public`.
    var description: String { schema == "public" ? name : "\(schema).\(name)" }

    static func < (one: PostgresTable, other: PostgresTable) -> Bool {
        (one.schema, one.name) < (other.schema, other.name)
    }
}

extension PostgresPlan.Step {
    /// The table it reads or writes.
    var table: PostgresTable? {
        guard let schema, let relation else { return nil }
        return PostgresTable(schema: schema, name: relation)
    }
}
