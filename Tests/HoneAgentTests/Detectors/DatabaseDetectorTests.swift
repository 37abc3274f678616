import HoneCore
import HoneDatabase
import Testing

@testable import HoneAgent

/// Detectors of transactions, locks, the write-ahead log and indexes, on recorded evidence.
@Suite("Detectors of the database")
struct DatabaseDetectorTests {
    private func use(_ change: (inout TransactionUse) -> Void) -> TransactionUse {
        var use = TransactionUse()
        change(&use)
        return use
    }

    private func contention(_ change: (inout TransactionUse) -> Void) -> QueryEvidence.Contention {
        QueryEvidence.Contention(users: 50, seconds: 3, statements: 1_000, writes: 100, use: use(change))
    }

    // Upgrades in the requests, under load, refusals, connections that write; severity, nil for no finding.
    @Test(
        "Deferred transaction that is upgraded",
        arguments: [
            (0, 0, 0, 5, nil as Severity?), (4, 0, 0, 5, .medium), (4, 9, 2, 5, .high), (4, 9, 0, 1, .low),
            (0, 3, 0, 2, .medium),
        ])
    func upgrade(upgrades: Int, loaded: Int, refusals: Int, writers: Int, severity: Severity?) {
        let load = contention {
            $0.upgrades = loaded
            $0.refusals = refusals
            $0.writers = writers
        }
        let evidence = recorded {
            $0.queries = queries(row(use: use { $0.upgrades = upgrades }), contention: load)
        }
        let findings = DeferredUpgradeDetector().findings(in: evidence)
        #expect(findings.map(\.severity) == [severity].compactMap(\.self))
        #expect(findings.allSatisfy { $0.location == (upgrades > 0 ? "GET /a" : "under load") })
    }

    // Refusals, statements that waited, ms waited by each, write transactions; severity, nil for no finding.
    @Test(
        "Write contention",
        arguments: [
            (0, 0, 0.0, 100, nil as Severity?), (1, 0, 0, 100, .high), (0, 10, 5, 100, .medium), (0, 9, 50, 100, nil),
            (0, 10, 4.9, 100, nil), (0, 1, 5, 0, .medium),
        ])
    func contention(refusals: Int, waits: Int, each: Double, writes: Int, severity: Severity?) throws {
        for (journal, pattern) in [("wal", PatternID.connectionPooling), ("delete", .writeAheadLog)] {
            let load = contention {
                $0.refusals = refusals
                $0.waits = waits
                $0.waitNanoseconds = UInt64(each * Double(waits) * 1e6)
                $0.commits = writes
            }
            let database = try database([:], journal: journal)
            let findings = WriteContentionDetector().findings(
                in: recorded {
                    $0.queries = queries(row(), contention: load)
                    $0.database = database
                })
            #expect(findings.map(\.severity) == [severity].compactMap(\.self))
            #expect(findings.allSatisfy { $0.pattern == pattern })
        }
        #expect(WriteContentionDetector().findings(in: recorded { $0.queries = queries(row()) }).isEmpty)
    }

    // Pages in the log's file and pages that wait, with the application running (nil: it has none open); bytes of the
    // log at rest; severity, nil for no finding.
    @Test(
        "Write-ahead log that is never checkpointed",
        arguments: [
            ((4_500, 4_000) as (Int, Int)?, 0, .high as Severity?), ((4_500, 3_999), 0, nil), ((16_000, 0), 0, .medium),
            ((15_999, 0), 0, nil), (nil, 16_000 * 4_096, .medium), (nil, 15_999 * 4_096, nil), ((1_000, 1_000), 0, nil),
        ])
    func checkpoint(running: (file: Int, waiting: Int)?, resting: Int, severity: Severity?) throws {
        let logs = running.map {
            [WriteAheadLogState(path: "app.db", fileBytes: $0.file * 4_096, frames: $0.waiting, backfilled: 0)]
        }
        let database = try database([:], wal: resting)
        let findings = CheckpointDetector().findings(
            in: recorded {
                $0.queries = queries(row(), logs: logs ?? [])
                $0.database = database
            })
        #expect(findings.map(\.severity) == [severity].compactMap(\.self))
        #expect(findings.allSatisfy { $0.location == "app.db" && $0.pattern == .writeAheadLog })
    }

    private static func index(
        _ name: String, _ terms: [String?], table: String = "t", unique: Bool = false, constraint: Bool = false,
        partial: Bool = false, foreign: Bool = false, readers: Int = 0
    ) -> WorkloadPlans.Index {
        .init(
            name: name, table: table, terms: terms, isOfConstraint: constraint, isUnique: unique, isPartial: partial,
            servesForeignKey: foreign, readers: readers)
    }

    // Indexes; the names of the redundant ones with that of the other.
    @Test(
        "Redundant index",
        arguments: [
            ([Self.index("a", ["x"]), Self.index("b", ["x", "y"])], ["a<b"]),
            ([Self.index("a", ["x"]), Self.index("b", ["y", "x"])], []),
            ([Self.index("a", ["x"]), Self.index("b", ["x"])], ["b<a"]),
            ([Self.index("a", ["X BINARY ASC"]), Self.index("b", ["x binary asc", "y"])], ["a<b"]),
            ([Self.index("a", ["x BINARY ASC"]), Self.index("b", ["x NOCASE ASC", "y"])], []),
            ([Self.index("a", ["x ASC"]), Self.index("b", ["x DESC", "y"])], []),
            ([Self.index("a", ["x"], unique: true), Self.index("b", ["x", "y"])], []),
            ([Self.index("a", ["x"]), Self.index("b", ["x"], unique: true, constraint: true)], ["a<b"]),
            ([Self.index("a", ["x"], partial: true), Self.index("b", ["x", "y"])], []),
            ([Self.index("a", ["x"]), Self.index("b", ["x", "y"], partial: true)], []),
            ([Self.index("a", [nil]), Self.index("b", [nil, "y"])], []),
            ([Self.index("a", ["x"]), Self.index("b", ["x", "y"], table: "u")], []),
            (
                [Self.index("a", ["x"]), Self.index("b", ["x", "y"]), Self.index("c", ["x", "y", "z"])], ["a<b", "b<c"]
            ),
        ])
    func redundant(indexes: [WorkloadPlans.Index], expected: [String]) {
        #expect(RedundantIndexDetector.redundant(in: indexes).map { "\($0.index.name)<\($0.other.name)" } == expected)
        let plans = WorkloadPlans(statements: [], indexes: indexes)
        let findings = RedundantIndexDetector().findings(in: recorded { $0.queries = queries(row(), plans: plans) })
        #expect(findings.count == expected.count)
        #expect(findings.allSatisfy { $0.severity == .low && $0.pattern == .indices })
    }

    // An index, statements that touch its table, rows of the table; found or not.
    @Test(
        "Unused index",
        arguments: [
            (Self.index("a", ["x"]), 3, 1_000, true), (Self.index("a", ["x"]), 2, 1_000, false),
            (Self.index("a", ["x"]), 3, 999, false),
            (Self.index("a", ["x"], readers: 1), 3, 1_000, false),
            (Self.index("a", ["x"], unique: true), 3, 1_000, false),
            (Self.index("a", ["x"], constraint: true), 3, 1_000, false),
            (Self.index("a", ["x"], foreign: true), 3, 1_000, false),
            (Self.index("a", ["x"], partial: true), 3, 1_000, true),
        ])
    func unused(index: WorkloadPlans.Index, statements: Int, rows: Int, found: Bool) throws {
        let plans = WorkloadPlans(statements: [], indexes: [index], statementsOfTable: ["t": statements])
        let database = try database(["t": rows])
        let findings = UnusedIndexDetector().findings(
            in: recorded {
                $0.queries = queries(row(), plans: plans)
                $0.database = database
            })
        #expect(findings.count == (found ? 1 : 0))
        // Nobody is to take a few probed endpoints for all there is.
        #expect(findings.allSatisfy { $0.title.contains("only what the probed endpoints did is known") })
    }

    @Test("An index that is redundant is not called unused as well")
    func once() throws {
        let plans = WorkloadPlans(
            statements: [], indexes: [Self.index("a", ["x"]), Self.index("b", ["x", "y"], readers: 2)],
            statementsOfTable: ["t": 9])
        let database = try database(["t": 5_000])
        let diagnosis = Diagnosis(
            recorded {
                $0.queries = queries(row(), plans: plans)
                $0.database = database
            })
        #expect(diagnosis.findings.map(\.detector) == ["redundant-index"])
    }
}
