/// The tables of a database and their indexes.
struct Catalogue {
    /// A table or materialised view.
    struct Table {
        /// Rows, as the planner believes.
        var rows: Double
        /// Columns that can be written, in order.
        var columns: [String]
        /// The partitioned table that this is a part of.
        var root: PostgresTable
        /// It holds its rows in parts.
        var isPartitioned: Bool
    }

    /// A valid index on columns.
    struct Index {
        var name: String
        var table: PostgresTable
        /// The key's columns in order; empty when it has expressions.
        var keys: [String]
        /// Columns that are in it beside the key.
        var included: [String]
        /// It keeps rows unique, or serves a constraint.
        var isUnique: Bool
        /// It serves only some: it holds a part of the rows, or sorts or compares otherwise than its columns do.
        var isPartial: Bool
        /// How its keys are sorted, where not ascending.
        var descending: [String]
        /// It is a B-tree.
        var isBTree: Bool
    }

    let tables: [PostgresTable: Table]
    let indexes: [Index]
    let names: Set<String>

    /// - Throws: `PostgresError`, `PostgresProblem`.
    init(_ db: PostgresConnection) throws {
        var tables: [PostgresTable: Table] = [:]
        let found = try db.rows(
            """
            SELECT n.nspname, c.relname, c.relkind, c.reltuples, coalesce(rn.nspname, n.nspname) AS rootschema,
                   coalesce(r.relname, c.relname) AS root,
                   (SELECT string_agg(a.attname, E'\\x01' ORDER BY a.attnum) FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_class r ON c.relispartition AND r.oid = pg_partition_root(c.oid)
            LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
            WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'
            """)
        for row in 0..<found.count {
            let table = PostgresTable(schema: found.text(row, "nspname") ?? "", name: found.text(row, "relname") ?? "")
            let root = PostgresTable(
                schema: found.text(row, "rootschema") ?? "", name: found.text(row, "root") ?? "")
            tables[table] = Table(
                rows: found.number(row, "reltuples") ?? 0, columns: split(found.text(row, "columns")), root: root,
                isPartitioned: found.text(row, "relkind") == "p")
        }
        self.tables = tables
        let listed = try db.rows(
            """
            SELECT i.relname AS name, n.nspname, t.relname, x.indisunique OR con.oid IS NOT NULL AS uniq,
                   x.indpred IS NOT NULL OR EXISTS (
                       SELECT FROM unnest(x.indclass, x.indcollation) WITH ORDINALITY k (class, coll, n)
                       JOIN pg_opclass o ON o.oid = k.class
                       LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[k.n - 1]
                       WHERE NOT o.opcdefault OR k.coll <> coalesce(a.attcollation, k.coll)) AS partial, am.amname = 'btree' AS btree,
                   CASE WHEN x.indexprs IS NULL THEN (
                       SELECT string_agg(a.attname, E'\\x01' ORDER BY k.n)
                       FROM unnest(x.indkey) WITH ORDINALITY k (attnum, n)
                       JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum
                       WHERE k.n <= x.indnkeyatts) END AS keys,
                   (SELECT string_agg(a.attname, E'\\x01' ORDER BY k.n)
                    FROM unnest(x.indkey) WITH ORDINALITY k (attnum, n)
                    JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum
                    WHERE k.n > x.indnkeyatts) AS included,
                   (SELECT string_agg(a.attname, E'\\x01' ORDER BY k.n)
                    FROM unnest(x.indkey) WITH ORDINALITY k (attnum, n)
                    JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum
                    WHERE k.n <= x.indnkeyatts AND x.indoption[k.n - 1] & 1 = 1) AS descending
            FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
            JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_am am ON am.oid = i.relam
            LEFT JOIN pg_constraint con ON con.conindid = x.indexrelid AND con.contype IN ('p', 'u', 'x')
            WHERE x.indisvalid AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'
            ORDER BY 1
            """)
        indexes = (0..<listed.count).map { row in
            Index(
                name: listed.text(row, "name") ?? "",
                table: PostgresTable(
                    schema: listed.text(row, "nspname") ?? "", name: listed.text(row, "relname") ?? ""),
                keys: split(listed.text(row, "keys")), included: split(listed.text(row, "included")),
                isUnique: listed.isTrue(row, "uniq"), isPartial: listed.isTrue(row, "partial"),
                descending: split(listed.text(row, "descending")), isBTree: listed.isTrue(row, "btree"))
        }
        names = Set(indexes.map(\.name) + tables.keys.map(\.name))
    }

    /// Whether an index that is there serves all that this one would.
    func has(_ candidate: PostgresCandidate) -> Bool {
        indexes.contains { index in
            guard index.table == candidate.table, index.isBTree, !index.isPartial else { return false }
            let isDescending = candidate.keys.map(\.isDescending)
            let there = index.keys.prefix(candidate.keys.count).map { index.descending.contains($0) }
            return index.keys.starts(with: candidate.keys.map(\.column))
                && (there == isDescending || there == isDescending.map { !$0 })
                && candidate.included.allSatisfy { index.keys.contains($0) || index.included.contains($0) }
        }
    }
}

private func split(_ names: String?) -> [String] { names?.split(separator: "\u{1}").map(String.init) ?? [] }

/// A name as an SQL identifier: in double quotes, so that any name is taken literally.
func quotedName(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

/// A value as an SQL constant without a type, which the server gives it; with `standard_conforming_strings` on.
func quotedValue(_ value: String?) -> String { value.map { "'" + $0.replacing("'", with: "''") + "'" } ?? "NULL" }

extension PostgresTable {
    /// As an SQL identifier.
    var sql: String { "\(quotedName(schema)).\(quotedName(name))" }
}
