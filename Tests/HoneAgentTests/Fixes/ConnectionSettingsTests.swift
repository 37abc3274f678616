import Foundation
import GRDB
import HoneCore
import HoneDatabase
import Testing

@testable import HoneAgent

@Suite("Connection settings of an application that nobody changes")
struct ConnectionSettingsTests {
    private func evidence(journal: JournalMode, rows: Int, writes: Bool) throws -> Evidence {
        let shop = try Shop(sales: rows)
        if journal == .wal { try DatabaseQueue(path: shop.database.path).switchToWAL() }
        var evidence = Evidence(
            url: "http://127.0.0.1", machine: .init(system: "", processor: "", cores: 2, memory: 8_000), seed: 1,
            applied: [])
        evidence.database = .measured(try DatabaseInspection.inspect(path: shop.database.path))
        let statement = QueryEvidence.Statement(
            sql: "SELECT ?", calls: 1, distinctParameters: 1, milliseconds: 1, writes: writes)
        evidence.queries = .measured(
            QueryEvidence(
                endpoints: [
                    .init(
                        name: "GET /a", requests: 2, queries: 1, databaseMilliseconds: 1, requestMilliseconds: 2,
                        connections: 1, statements: [statement], repeatsItself: true)
                ], dropped: 0, averageMilliseconds: 1))
        return evidence
    }

    @Test(
        "They are proposed where they can pay: a database beyond the default cache, or one that is written to",
        arguments: [
            (JournalMode.rollback, 20_000, false, true), (.rollback, 100, true, true), (.rollback, 100, false, false),
            (.wal, 100, true, true), (.wal, 20_000, true, true),
        ])
    func detector(journal: JournalMode, rows: Int, writes: Bool, found: Bool) throws {
        let findings = ConnectionSettingsDetector().findings(
            in: try evidence(journal: journal, rows: rows, writes: writes))
        #expect(findings.count == (found ? 1 : 0))
        guard let finding = findings.first else { return }
        #expect(finding.pattern == .connectionSettings && finding.severity == (writes ? .medium : .low))
        // NORMAL is safe with a log only.
        #expect(finding.title.contains("synchronous=NORMAL") == (journal == .wal))
        var target = Target(url: "http://127.0.0.1")
        #expect(Plan(findings: findings, target: target, canChangeDatabase: true).tasks.map(\.kind) == [.manual])
        target.start = "./app"
        target.database = "app.db"
        #expect(Plan(findings: findings, target: target, canChangeDatabase: true).tasks.map(\.kind) == [.preload])
    }

    @Test("Nothing is said of an application whose SQL the tracer did not see")
    func unseen() throws {
        var evidence = try evidence(journal: .wal, rows: 20_000, writes: true)
        evidence.queries = .missing("no connection was seen")
        #expect(Diagnosis(evidence, detectors: [ConnectionSettingsDetector()]).skipped["connection-settings"] != nil)
    }

    @Test("The application is started with them, and they reach its connections")
    func started() async throws {
        var shop = try Shop(sales: 10)
        // The shop answers only when its own connection has what was asked for.
        let check =
            "import sqlite3; c = sqlite3.connect('shop.db'); "
            + "assert c.execute('pragma cache_size').fetchone()[0] == -7777; "
            + "assert c.execute('pragma temp_store').fetchone()[0] == 2"
        shop.target.start = "python3 -c \"\(check)\" && exec \(shop.target.start ?? "")"
        let process = TargetProcess(
            workspace: shop.workspace, requester: Requester(target: shop.target),
            tracer: Tracer(workspace: shop.workspace))
        let pragmas = try ["cache_size=-7777", "temp_store=MEMORY"].map { try PragmaSetting(parsing: $0) }
        for tracing in [false, true] {
            try shop.workspace.make(shop.workspace.traces)
            let status = try await process.withRunning(TargetSettings(tracing: tracing, pragmas: pragmas)) { _ in
                try await Requester(target: shop.target).get("/items").status
            }
            #expect(status == 200)
        }
    }

    @Test("They are tried like any other fix, and what is kept is known and undone")
    func tried() async throws {
        let shop = try Shop(sales: 20_000)
        let agent = try shop.agent()
        var run = try await agent.baseline()
        #expect(run.findings.contains { $0.detector == "connection-settings" })
        try await agent.apply(run.plan.tasks.filter { $0.pattern == .connectionSettings }, to: &run)
        let verdict = try #require(run.verdicts.first)
        #expect(verdict.kind == .preload && verdict.pattern == .connectionSettings)
        #expect(verdict.change.hasPrefix("hone run --pragma busy_timeout=5000 --pragma cache_size=-"))
        #expect(verdict.comparison != nil && verdict.differences.isEmpty, "\(verdict.reason)")
        let applied = try AppliedFixes.load(shop.workspace)
        #expect((applied.pragmas?.isEmpty == false) == (verdict.outcome == .kept))
        #expect(applied.switches == (verdict.outcome == .kept ? [.connectionSettings] : []))
    }

    @Test("What is applied is read back, and undone with what it stands on")
    func undone() throws {
        let shop = try Shop(sales: 10)
        var applied = AppliedFixes()
        applied.switches = [.connectionSettings]
        applied.pragmas = try ["synchronous=NORMAL", "cache_size=-5000"].map { try PragmaSetting(parsing: $0) }
        try applied.save(shop.workspace)
        #expect(try AppliedFixes.load(shop.workspace).settings.pragmas.count == 2)
        #expect(try shop.agent().undo([.connectionSettings]) == [.connectionSettings])
        #expect(try AppliedFixes.load(shop.workspace) == AppliedFixes())
    }
}

extension DatabaseQueue {
    /// Puts the file into WAL mode and closes it.
    fileprivate func switchToWAL() throws {
        try writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = WAL") }
        try close()
    }
}
