import HoneDatabase
import Testing

@Suite("The kind of a statement")
struct StatementKindTests {
    @Test(
        "is told by its normalised SQL",
        arguments: [
            ("BEGIN", .transaction), ("begin immediate", .transaction), ("COMMIT", .transaction), ("END", .transaction),
            ("ROLLBACK TO sp", .transaction), ("SAVEPOINT sp", .transaction), ("release sp", .transaction),
            ("PRAGMA user_version", .pragma), ("pragma journal_mode = wal", .pragma),
            ("SELECT * FROM sqlite_master LIMIT ?", .pragma), ("SELECT name FROM sqlite_schema", .pragma),
            ("SELECT * FROM sqlite_stat1", .statement), ("SELECT * FROM t JOIN sqlite_master", .statement),
            ("SELECT ?", .ping), ("select ?", .ping), ("SELECT ? AS one", .ping), ("SELECT NULL", .ping),
            ("VALUES (?)", .ping), ("SELECT CURRENT_TIMESTAMP", .ping),
            ("SELECT ?, ?", .statement), ("SELECT ? FROM t", .statement), ("SELECT a", .statement),
            ("SELECT count(*) FROM t", .statement), ("VALUES (?), (?, ?)", .statement),
            ("INSERT INTO t VALUES (?)", .statement),
            ("SELECT ? + ?", .statement), ("EXPLAIN QUERY PLAN SELECT ?", .statement),
            ("WITH x AS (SELECT ?) SELECT ?", .statement),
            ("BEGINNING", .statement), ("", .statement),
        ] as [(String, QueryRecord.Kind)])
    func kinds(sql: String, kind: QueryRecord.Kind) {
        #expect(QueryRecord.Kind(normalisedSQL: sql) == kind)
    }
}
