import HoneCore
import HoneDatabase
import Testing

@testable import HoneAgent

/// Detectors of single statements, on recorded evidence on both sides of each threshold.
@Suite("Detectors of statements")
struct StatementDetectorTests {
    private let sql = "SELECT a FROM t WHERE a = ?"

    private func statement(
        _ milliseconds: Double, calls: Double = 1, rows: Double = 1, scan: Double = 0, sorts: Double = 0,
        automatic: Double = 0, steps: Double = 0, writes: Bool = false, duplicates: Double = 0
    ) -> QueryEvidence.Statement {
        QueryEvidence.Statement(
            sql: sql, calls: calls, distinctParameters: calls, milliseconds: milliseconds, rows: rows, scanSteps: scan,
            sorts: sorts, automaticIndexRows: automatic, machineSteps: steps, writes: writes, duplicates: duplicates)
    }

    @Test("Slow query", arguments: [(100.0, true), (99.9, false), (5_000, true)])
    func slow(milliseconds: Double, found: Bool) {
        let findings = SlowQueryDetector().findings(
            in: recorded { $0.queries = queries(row(statement(milliseconds), request: 6_000)) })
        #expect(findings.count == (found ? 1 : 0))
        #expect(findings.allSatisfy { $0.severity == .high && $0.location == "GET /a: \(sql)" })
    }

    @Test("A statement of several endpoints is reported once, where it costs most first")
    func shared() throws {
        var other = row(statement(300))
        other.name = "GET /b"
        let evidence = recorded {
            $0.queries = .measured(
                QueryEvidence(endpoints: [row(statement(150)), other], dropped: 0, averageMilliseconds: 1))
        }
        let findings = SlowQueryDetector().findings(in: evidence)
        #expect(findings.map(\.location) == ["GET /b, GET /a: \(sql)"])
        #expect(findings.first?.evidence.first?.value == 300)
    }

    // Steps, rows returned, ms, rows of the table (nil: not known); found or not.
    @Test(
        "Full scan",
        arguments: [
            (1_000.0, 1.0, 1.0, 1_000 as Int?, true), (999, 1, 1, 1_000, false), (1_000, 101, 1, 1_000, false),
            (1_000, 100, 1, 1_000, true), (1_000, 1, 0.9, 1_000, false), (5_000, 1, 1, 999, false),
            (5_000, 1, 1, nil, true), (50_000, 50_000, 30, 50_000, false),
        ])
    func fullScan(steps: Double, returned: Double, milliseconds: Double, rows: Int?, found: Bool) throws {
        let plans = WorkloadPlans(statements: [.init(sql: sql, scannedTables: ["t"])], indexes: [])
        let known = try rows.map { try database(["t": $0, "other": 10_000_000]) }
        let findings = FullScanDetector().findings(
            in: recorded {
                $0.queries = queries(row(statement(milliseconds, rows: returned, scan: steps)), plans: plans)
                if let known { $0.database = known }
            })
        #expect(findings.count == (found ? 1 : 0))
        if found { #expect(findings.first?.evidence.contains { $0.name == "rows of t" } == (rows != nil)) }
    }

    @Test("What the advisor measured counts: an index that helps is said, and where none helps nothing is found")
    func measured() throws {
        let plans = WorkloadPlans(
            statements: [.init(sql: sql, scannedTables: ["t"], automaticIndexes: ["t"])], indexes: [])
        func found(_ advice: Gathered<IndexAdvice>, sql: String? = nil) -> [Finding] {
            var statement = statement(20, scan: 20_000, automatic: 500)
            statement.sql = sql ?? statement.sql
            let evidence = recorded {
                $0.queries = queries(row(statement), plans: plans)
                $0.advice = advice
            }
            return FullScanDetector().findings(in: evidence) + AutomaticIndexDetector().findings(in: evidence)
        }
        let helps = found(try advice("SELECT a\n FROM t WHERE a = :value -- by a", [.integer(77)]))
        #expect(helps.count == 2)
        #expect(helps.allSatisfy { $0.evidence.contains { $0.name == "with the advised indices" } })
        #expect(found(try advice("SELECT sum(a) FROM t", []), sql: "SELECT sum(a) FROM t").isEmpty)
        let other = found(try advice("SELECT sum(a) FROM t", []))
        #expect(other.count == 2 && !other.contains { $0.evidence.contains { $0.name == "with the advised indices" } })
        #expect(found(.missing("")).count == 2)
    }

    @Test(
        "A text of the application's and its normalised form are the same statement",
        arguments: [
            ("SELECT a FROM t WHERE b IN (?, ?, ?)", "SELECT a FROM t WHERE b IN (?)", true),
            ("SELECT a\n  FROM t WHERE b = 12", "SELECT a FROM t WHERE b = ?", true),
            ("SELECT a FROM t WHERE b = ?", "SELECT a FROM t WHERE c = ?", false),
            ("SELECT a FROM t WHERE b = 'x y' -- the x", "SELECT a FROM t WHERE b = ?", true),
            ("SELECT /* all */ a FROM t WHERE b = :b AND c = @c", "SELECT a FROM t WHERE b = ? AND c = ?", true),
            ("SELECT a FROM t WHERE b = 'it''s'", "SELECT a FROM t WHERE b = ?", true),
            ("SELECT a1 FROM t", "SELECT a2 FROM t", false), ("SELECT /* open", "SELECT", true), ("", "", true),
        ])
    func same(text: String, normalised: String, expected: Bool) { #expect(sameStatement(text, normalised) == expected) }

    // Sorts, ms, steps for 10 rows, temporary B-trees, scan steps; found or not.
    @Test(
        "Sort without an index",
        arguments: [
            (1.0, 1.0, 1_000.0, ["ORDER BY"], 0.0, true), (0, 1, 1_000, ["ORDER BY"], 0, false),
            (1, 0.9, 1_000, ["ORDER BY"], 0, false), (1, 1, 999, ["ORDER BY"], 0, false),
            (1, 1, 1_000, ["GROUP BY", "ORDER BY"], 0, false), (1, 1, 1_000, ["DISTINCT"], 0, false),
            (1, 1, 1_000, ["ORDER BY"], 50_000, false),
        ])
    func sort(sorts: Double, milliseconds: Double, steps: Double, trees: [String], scan: Double, found: Bool) {
        let plans = WorkloadPlans(statements: [.init(sql: sql, temporaryBTrees: trees)], indexes: [])
        let statement = statement(milliseconds, rows: 10, scan: scan, sorts: sorts, steps: steps)
        let findings = SortDetector().findings(in: recorded { $0.queries = queries(row(statement), plans: plans) })
        #expect(findings.count == (found ? 1 : 0))
        // Without a plan it is not known what is sorted.
        #expect(SortDetector().findings(in: recorded { $0.queries = queries(row(statement)) }).isEmpty)
    }

    @Test("Automatic index", arguments: [(100.0, 1.0, true), (99, 1, false), (100, 0.9, false)])
    func automatic(rows: Double, milliseconds: Double, found: Bool) {
        let plans = WorkloadPlans(statements: [.init(sql: sql, automaticIndexes: ["visit"])], indexes: [])
        let findings = AutomaticIndexDetector().findings(
            in: recorded { $0.queries = queries(row(statement(milliseconds, automatic: rows)), plans: plans) })
        #expect(findings.count == (found ? 1 : 0))
        #expect(findings.allSatisfy { $0.title.contains("visit") && $0.pattern == .indices })
    }

    // Repetitions, ms a call, ms of the request; found or not.
    @Test(
        "Duplicate query",
        arguments: [
            (1.0, 1.0, 1_000.0, true), (1, 0.9, 1_000, false), (0.9, 10, 10, false), (1, 0.5, 10, true),
            (1, 0.49, 10, false), (4, 0.25, 1_000, true),
        ])
    func duplicate(repetitions: Double, milliseconds: Double, request: Double, found: Bool) {
        let statement = statement(milliseconds, calls: repetitions + 1, duplicates: repetitions)
        let findings = DuplicateQueryDetector().findings(
            in: recorded { $0.queries = queries(row(statement, request: request)) })
        #expect(findings.count == (found ? 1 : 0))
    }

    // Rounds, different values, ms, ms of the request, whether it writes; found or not.
    @Test(
        "M·N+1",
        arguments: [
            (5.0, 5.0, 50.0, 10_000.0, false, true), (4.9, 5, 50, 10_000, false, false),
            (5, 1, 50, 10_000, false, false), (5, 5, 49, 10_000, false, false), (5, 5, 20, 100, false, true),
            (5, 5, 19, 100, false, false), (5, 5, 50, 100, true, false),
        ])
    func pattern(rounds: Double, distinct: Double, time: Double, request: Double, writes: Bool, found: Bool) throws {
        let pattern = QueryEvidence.Row.Pattern(
            statements: [sql, "SELECT b"], repetitions: rounds, calls: 2 * rounds, distinctParameters: distinct,
            milliseconds: time)
        let evidence = recorded {
            $0.queries = queries(
                row(statement(time / rounds, calls: rounds, writes: writes), request: request, patterns: [pattern]))
        }
        let findings = RepeatedPatternDetector().findings(in: evidence)
        #expect(findings.count == (found ? 1 : 0))
        // Its statements are not reported once more.
        if found {
            #expect(NPlusOneDetector().findings(in: evidence).isEmpty)
            #expect(findings.first?.location == "GET /a: \(sql); SELECT b")
        }
    }
}
