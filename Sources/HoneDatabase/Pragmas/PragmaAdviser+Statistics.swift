extension PragmaAdviser {
    /// `PRAGMA optimize` itself looks again at a table whose row count is ten times what it was, or a tenth
    /// (<https://www.sqlite.org/pragma.html#pragma_optimize>).
    private static let change = 10
    /// Of smaller tables any plan is quick.
    private static let smallest = 100

    static func statistics(_ facts: PragmaFacts) -> PragmaAdvice? {
        let tables = facts.tables.filter { $0.rows >= smallest }
        guard let largest = tables.max(by: { $0.rows < $1.rows }) else { return nil }
        if facts.tables.allSatisfy({ $0.analyzedRows == nil }) {
            return PragmaAdvice(
                .init(.analyze), found: "no statistics",
                reason: "Without sqlite_stat1 the planner guesses how selective an index is. \(tables.count) indexed "
                    + "\(tables.count == 1 ? "table has" : "tables have") \(smallest) rows or more, \(largest.name) "
                    + "\(largest.rows).")
        }
        let stale = tables.filter { table in
            guard let then = table.analyzedRows else { return true }
            return table.rows >= change * max(1, then) || then >= change * table.rows
        }
        guard let first = stale.first else { return nil }
        let then = first.analyzedRows.map { "\($0) rows when they were gathered" } ?? "no statistics"
        return PragmaAdvice(
            .init(.optimize), found: "statistics that are out of date",
            reason: "\(first.name) had \(then) and has \(first.rows) rows now"
                + (stale.count > 1 ? "; \(stale.count - 1) more are like it." : "."))
    }

    /// SQLite's own default since 3.12 (<https://www.sqlite.org/pgszchng2016.html>).
    static func pageSize(_ facts: PragmaFacts) -> PragmaAdvice? {
        guard facts.pageSize < 4096, facts.databaseBytes > 1 << 20 else { return nil }
        return PragmaAdvice(
            .init(.pageSize, number: 4096), found: "\(facts.pageSize)",
            reason: "Pages of \(facts.pageSize) bytes make deeper trees and more reads than the block of today's disks "
                + "and file systems, 4096. It takes a VACUUM outside of WAL mode, so do it before all else.",
            changesBehaviour: true)
    }
}
