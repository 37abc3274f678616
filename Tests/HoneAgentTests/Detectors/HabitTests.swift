import HoneCore
import HoneDatabase
import Testing

@testable import HoneAgent

/// Each detector on evidence of a real application that was traced, in Python with the system's SQLite.
@Suite("Detectors, end to end", .serialized)
struct HabitTests {
    @Test("Each bad habit of reading is found at its endpoint, and only there")
    func reading() async throws {
        let names = ["n-plus-one", "pattern", "duplicates", "slow", "scan", "sort", "automatic", "clean"]
        let evidence = try await Habits(names.map { "GET /\($0)" }).evidence()
        let queries = try #require(evidence.queries.value)
        #expect(queries.unseen.isEmpty && queries.contention == nil)
        let findings = Diagnosis(evidence).findings
        func detectors(at endpoint: String) -> Set<String> {
            Set(findings.filter { $0.location.contains("GET /\(endpoint)") }.map(\.detector))
                .subtracting(["no-application-cache", "no-caching-headers"])
        }
        #expect(detectors(at: "n-plus-one").contains("n-plus-one"))
        #expect(detectors(at: "pattern").contains("m-n-plus-one"))
        #expect(!detectors(at: "pattern").contains("n-plus-one"))
        #expect(detectors(at: "duplicates").contains("duplicate-query"))
        #expect(detectors(at: "slow").contains("slow-query"))
        #expect(detectors(at: "scan") == ["full-scan"])
        #expect(detectors(at: "sort").contains("sort-without-index"))
        #expect(detectors(at: "automatic").contains("automatic-index"))
        #expect(detectors(at: "clean").isEmpty)
        let scan = try #require(findings.first { $0.detector == "full-scan" && $0.location.contains("/scan") })
        #expect(
            scan.title.contains("sale") && scan.evidence.contains { $0.name == "rows of sale" && $0.value == 60_000 })
        // An index that is the beginning of another one, and one that no endpoint uses.
        #expect(findings.filter { $0.detector == "redundant-index" }.map(\.location) == ["item: item_city"])
        #expect(findings.filter { $0.detector == "unused-index" }.map(\.location) == ["sale: sale_note"])
        let pattern = try #require(queries.endpoints.first { $0.name == "GET /pattern" }?.patterns.first)
        #expect(pattern.repetitions == 15 && pattern.statements.count == 2 && pattern.calls == 15 + 30)
    }

    @Test("Bad habits of writing are found with several users: upgrades, refusals, a log that only grows")
    func writing() async throws {
        let evidence = try await Habits(["GET /hold", "POST /grow", "POST /upgrade", "GET /clean"]).evidence()
        let queries = try #require(evidence.queries.value)
        let upgrade = try #require(queries.endpoints.first { $0.name == "POST /upgrade" })
        #expect(upgrade.writes == 1 && upgrade.use.upgrades == upgrade.requests)
        #expect(upgrade.use.deferred == upgrade.requests && upgrade.use.commits == upgrade.requests)
        #expect(upgrade.use.writeNanoseconds > 0)
        #expect(queries.endpoints.first { $0.name == "GET /hold" }?.use.leftOpen == 1)
        let contention = try #require(queries.contention)
        #expect(contention.users == 4 && contention.use.upgrades > 0 && contention.use.writers > 1)
        // Each transaction reads, pauses and writes: two that overlap cannot both succeed, whoever waits.
        #expect(contention.use.snapshotRefusals > 0 && contention.use.refusals >= contention.use.snapshotRefusals)
        #expect(contention.waiting.contains { $0.sql.hasPrefix("UPDATE stock") && $0.refusals > 0 })
        let log = try #require(queries.logs.first)
        #expect(log.waiting >= 5_000 && log.path.hasSuffix("habits.db"))

        let findings = Diagnosis(evidence).findings
        let found = Dictionary(grouping: findings, by: \.detector)
        #expect(found["deferred-upgrade"]?.map(\.severity) == [.high])
        #expect(found["deferred-upgrade"]?.first?.location == "POST /upgrade")
        #expect(found["write-contention"]?.map(\.severity) == [.high])
        #expect(found["write-contention"]?.first?.pattern == .connectionPooling)
        #expect(found["wal-never-checkpoints"]?.map(\.severity) == [.high])
        #expect(found["wal-never-checkpoints"]?.first?.location.hasSuffix("habits.db") == true)
    }
}
