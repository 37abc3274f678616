import Foundation
import HoneCore
import HoneDatabase
import Synchronization
import Testing

@testable import HoneAgent

/// The whole loop on a real application with a real database; one at a time, since they measure.
@Suite("Optimize, end to end", .serialized)
struct OptimizeTests {
    @Test("What is proven is kept, what does nothing or breaks is not, and everything can be undone")
    func everything() async throws {
        var shop = try Shop(sales: 20_000)
        shop.target.switches = [
            .connectionPooling: .init(environment: ["SHOP_IGNORED": "1"]),
            .compression: .init(environment: ["SHOP_WRONG": "1"]),
        ]
        let before = try DatabaseFingerprint.of(path: shop.database.path)
        let agent = try shop.agent()
        let run = try await agent.optimize { _ in }

        // Baseline: the tracer saw 1 + 12 statements and a connection per request; the database was inspected.
        let queries = try #require(run.baseline.queries.value)
        let items = try #require(queries.endpoints.first { $0.name == "GET /items" })
        #expect(items.queries == 13 && items.connections == 1)
        #expect(run.baseline.database.value?.journalMode == "delete")
        #expect(run.baseline.load.value?.levels.map(\.users) == [2, 4])
        #expect(run.baseline.system.value?.idle.processes ?? 0 >= 1)
        let found = Set(run.findings.map(\.detector))
        #expect(found.isSuperset(of: ["missing-index", "no-wal", "connection-per-request", "no-caching-headers"]))

        // Trials: the index pays on 20,000 rows; an ignored switch never does; one that changes answers is caught.
        let outcomes = Dictionary(uniqueKeysWithValues: run.verdicts.map { ($0.pattern, $0) })
        #expect(outcomes[.indices]?.outcome == .kept, "\(outcomes[.indices]?.reason ?? "not tried")")
        #expect(outcomes[.connectionPooling]?.outcome != .kept)
        #expect(outcomes[.compression]?.outcome == .reverted)
        #expect(outcomes[.compression]?.differences.contains { $0.contains("/items") } ?? false)
        #expect(outcomes[.cachingHeaders]?.outcome == .manual)
        #expect(try agent.ledger.verdicts(of: run.id).count == run.verdicts.count)

        // The database has the index and nothing that the load wrote.
        let after = try DatabaseInspection.inspect(path: shop.database.path)
        #expect(after.indexes.contains { $0.table == "sale" && $0.columns.first == "item" })
        #expect(after.tables.first { $0.name == "item" }?.rows == 200)
        #expect(run.current != nil && !run.metrics.isEmpty)

        // And undo gives back the database as it was.
        let undone = try agent.undo()
        #expect(undone.contains(.indices))
        #expect(try DatabaseFingerprint.of(path: shop.database.path).differences(from: before).isEmpty)
        #expect(try AppliedFixes.load(shop.workspace) == AppliedFixes())
    }

    @Test("An old list after a write is caught, however fast it is served")
    func stale() async throws {
        var shop = try Shop(sales: 2_000)
        shop.target.switches = [.eagerLoading: .init(environment: ["SHOP_STALE": "1"])]
        let agent = try shop.agent()
        var run = try await agent.baseline()
        let task = Plan(
            findings: [
                Finding(
                    detector: "d", severity: .high, title: "", location: "", evidence: [], pattern: .eagerLoading,
                    estimate: nil, effortHours: 1)
            ], target: shop.target, canChangeDatabase: true
        ).tasks
        try await agent.apply(task, to: &run)
        let verdict = try #require(run.verdicts.first)
        #expect(verdict.outcome == .reverted)
        #expect(verdict.differences.contains { $0.contains("after the writes") })
    }

    @Test(
        "Interrupted in the middle, the application is stopped, its database is as it was, and what is done is reported",
        arguments: [("load", 0), ("noise", 2)])
    func interrupted(step: String, reports: Int) async throws {
        let shop = try Shop(sales: 2_000)
        let before = try #require(shop.folder.contents("shop.db"))
        let (steps, observed) = AsyncStream.makeStream(of: String.self)
        let agent = try Agent(shop.workspace) { observed.yield($0.step) }
        let reported = Mutex<[Run]>([])
        let task = Task { try await agent.optimize { run in reported.withLock { $0.append(run) } } }
        for await name in steps where name == step { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(shop.folder.contents("shop.db") == before)
        #expect(await !Requester(target: shop.target).answers("/health"))
        #expect(!Custody(shop.workspace).isHeld)
        // After the baseline, and once more when it is interrupted in the trials.
        let runs = reported.withLock { $0 }
        #expect(runs.count == reports)
        if let last = runs.last {
            #expect(last.interrupted && last.baseline.latency.value != nil)
            #expect(try shop.workspace.load(run: last.id).interrupted)
        }
    }

    @Test("An application that Hone did not start is measured as it runs, and nothing is written or tried")
    func running() async throws {
        let shop = try Shop(sales: 100)
        let process = TargetProcess(
            workspace: shop.workspace, requester: Requester(target: shop.target),
            tracer: Tracer(workspace: shop.workspace))
        try await process.withRunning(TargetSettings()) { _ in
            var target = shop.target
            target.start = nil
            let other = try TemporaryFolder()
            let agent = try Agent(Workspace(folder: other.url, target: target))
            var run = try await agent.baseline()
            #expect(run.baseline.latency.value != nil)
            #expect(run.baseline.queries.reason?.contains("start") ?? false)
            #expect(run.baseline.leftOut["POST /items"] != nil)
            try await agent.apply(run.plan.tasks, to: &run)
            #expect(run.verdicts.allSatisfy { $0.outcome == .manual })
        }
    }
}
