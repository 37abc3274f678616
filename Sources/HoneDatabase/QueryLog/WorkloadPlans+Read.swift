extension WorkloadPlans {
    /// Compiles a workload's statements on a database, which is opened to read, and looks where they go.
    ///
    /// - Parameters:
    ///   - texts: for each normalised statement the texts that the application sent; with literals in them there can be
    ///     several, with plans of their own.
    ///   - path: the database.
    /// - Throws: `DatabaseProblem` when the file is not fit, `SQLiteError` when its schema cannot be read.
    public static func read(_ texts: [String: [String]], path: String) throws -> WorkloadPlans {
        let header = try DatabaseGate.header(of: path, attempted: "explain the workload on")
        let db = try Connection.quietReader(path, header: header)
        let schema = try Schema(db)
        var plans = WorkloadPlans(statements: [], indexes: schema.indexes)
        var readers: [String: Int] = [:]
        for (sql, texts) in texts.sorted(by: { $0.key < $1.key }) {
            // One that no longer compiles is counted and left out.
            let read = texts.compactMap { try? Explained($0, db, schema) }
            guard let first = read.first else {
                plans.skipped += 1
                continue
            }
            plans.statements.append(.init(sql, first.plan))
            for index in Set(read.flatMap(\.indexes)) { readers[index, default: 0] += 1 }
            for table in Set(read.flatMap(\.tables)) { plans.statementsOfTable[table, default: 0] += 1 }
        }
        for place in plans.indexes.indices { plans.indexes[place].readers = readers[plans.indexes[place].name] ?? 0 }
        return plans
    }
}

extension WorkloadPlans.Statement {
    fileprivate init(_ sql: String, _ plan: QueryPlan) {
        self.init(
            sql: sql, scannedTables: plan.scannedTables, indexes: plan.indexes, temporaryBTrees: plan.temporaryBTrees,
            automaticIndexes: plan.allSteps.compactMap(\.operation.access).filter(\.isAutomatic).map(\.table))
    }
}

/// One statement's plan with what its byte code adds: the plan says nothing of triggers and foreign keys, whose
/// programs the byte code lists too.
private struct Explained {
    var plan: QueryPlan
    var indexes: Set<String>
    var tables: Set<String>

    init(_ text: String, _ db: Connection, _ schema: Schema) throws {
        plan = try QueryPlan.explain(text, in: db)
        indexes = Set(plan.indexes)
        tables = []
        for row in try db.rows("EXPLAIN " + text) where row.count >= 5 {
            let opcode = row[1].textValue
            guard opcode == "OpenRead" || opcode == "OpenWrite", row[4] == .integer(0),
                let root = row[3].integerValue, let object = schema.objects[root]
            else { continue }
            tables.insert(object.table)
            // Every write opens the indexes of its table to keep them up; that is no use of them.
            if opcode == "OpenRead", object.name != object.table { indexes.insert(object.name) }
        }
    }
}

/// The tables and indexes of a database by their root pages, and what its indexes are made of.
private struct Schema {
    /// A table or an index; a table is its own table.
    var objects: [Int64: (name: String, table: String)] = [:]
    var indexes: [WorkloadPlans.Index] = []

    init(_ db: Connection) throws {
        for row in try db.rows("SELECT rootpage, name, tbl_name FROM sqlite_master WHERE rootpage > 0") {
            guard let root = row[0].integerValue else { continue }
            objects[root] = (row[1].textValue ?? "", row[2].textValue ?? "")
        }
        for table in Set(objects.values.map(\.table)).sorted() where !table.hasPrefix("sqlite_") {
            indexes += try Self.indexes(of: table, db)
        }
    }

    private static func indexes(of table: String, _ db: Connection) throws -> [WorkloadPlans.Index] {
        let keys = Dictionary(
            grouping: try db.rows(
                "SELECT id, \"from\" FROM pragma_foreign_key_list(?) ORDER BY id, seq", [.text(table)]),
            by: { $0[0].integerValue ?? 0 }
        ).values.map { Set($0.compactMap { $0[1].textValue?.lowercased() }) }
        return try db.rows(
            "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?) ORDER BY name", [.text(table)]
        ).map { row in
            let name = row[0].textValue ?? ""
            let terms = try db.rows(
                "SELECT name, cid, coll, \"desc\" FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno",
                [.text(name)])
            let columns = terms.map { $0[1] == .integer(-1) ? "rowid" : $0[0].textValue }
            return WorkloadPlans.Index(
                name: name, table: table,
                terms: zip(terms, columns).map { term, column in
                    column.map { "\($0) \(term[2].textValue ?? "BINARY") \(term[3] == .integer(1) ? "DESC" : "ASC")" }
                },
                isOfConstraint: row[2].textValue != "c", isUnique: row[1] == .integer(1),
                isPartial: row[3] == .integer(1),
                servesForeignKey: keys.contains { key in
                    Set(columns.prefix(key.count).compactMap { $0?.lowercased() }) == key
                })
        }
    }
}
