import Foundation
import HoneCore
import HoneTesting
import Testing

@testable import HoneAgent

/// The example app with its monitor on, started by somebody else: what Hone learns of it from the monitor, and what it
/// does without.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct BistroMonitorTests {
    private static let token = "admin-token-of-bistro"
    private static let variable = "HONE_TEST_BISTRO_TOKEN"

    /// Runs `body` with the folder and the address of a Bistro with these patterns, whose monitor is behind a token.
    private static func withBistro(
        patterns: String, _ body: (TemporaryFolder, String) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let database = folder.url.appending(path: "bistro.db").path
        let made = try ChildProcess.run([program, "generate", "--small", "--output", database])
        try #require(made.ending == .exited(0), "\(made.output)")
        let port = try ClosedPort.free()
        let app = try ChildProcess(
            [program, "serve", "--database", database, "--port", "\(port)"],
            environment: ProcessInfo.processInfo.environment.merging([
                "BISTRO_PATTERNS": patterns, "BISTRO_ADMIN_TOKEN": token,
            ]) { _, new in new })
        defer { app.end() }
        let url = "http://127.0.0.1:\(port)"
        let requester = Requester(target: Target(url: url))
        try await eventually { await requester.answers("/health") }
        await requester.close()
        try await body(folder, url)
    }

    /// It lies beside the tests' own bundle.
    private static var program: String {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: "Bistro").path
    }

    /// What a survey brings home of an app that hone.yaml gives no start command for.
    private static func survey(_ folder: TemporaryFolder, url: String, token: String) async throws -> Evidence {
        // The token is named in hone.yaml and stands in the environment, as a user has it.
        setenv(variable, token, 1)
        defer { unsetenv(variable) }
        let file = folder.url.appending(path: "hone.yaml")
        try """
        target:
          url: \(url)
        monitor:
          token_variable: \(variable)
        endpoints:
          - request: GET /api/chefs
          - request: GET /api/chefs/{id}
            paths: [/api/chefs/1, /api/chefs/2]
          - request: GET /api/products
        """.write(to: file, atomically: true, encoding: .utf8)
        var target = try Workspace(file: file.path).target
        // Short, as the load is not what is looked at.
        target.load.users = [1, 2]
        target.load.reference = 2
        target.load.seconds = 1
        let workspace = Workspace(folder: folder.url, target: target)
        return try await Agent(workspace).survey.gather(applied: AppliedFixes(), advises: false).evidence
    }

    @Test func theMonitorOfARealAppIsRead() async throws {
        try await Self.withBistro(patterns: "PAT-010,PAT-017") { folder, url in
            let evidence = try await Self.survey(folder, url: url, token: Self.token)
            let queries = try #require(evidence.queries.value, "\(evidence.queries.reason ?? "")")
            #expect(queries.source == MonitorReader.source)
            #expect(queries.unseen.contains { $0.contains(MonitorReader.source) })
            // As Bistro's own tests count it: a list, and for each of twelve chefs a cuisine and a price.
            let chefs = try #require(queries.endpoints.first { $0.name == "GET /api/chefs" })
            #expect(chefs.queries == 26 && chefs.writes == 0 && chefs.requests == 5)
            let cuisine = try #require(chefs.statements.first { $0.sql == "SELECT name FROM cuisines WHERE id = ?" })
            let price = try #require(
                chefs.statements.first { $0.sql == "SELECT MIN(price_cents) FROM products WHERE chef_id = ?" })
            #expect(cuisine.calls == 12 && price.calls == 12)
            // Each chef once; of the few cuisines some again and again.
            #expect(price.distinctParameters == 12 && price.duplicates == 0)
            let cuisines = try #require(cuisine.distinctParameters)
            #expect(cuisines > 1 && cuisines < 12 && cuisine.duplicates == 12 - cuisines)
            #expect(chefs.databaseMilliseconds > 0 && chefs.databaseMilliseconds < chefs.requestMilliseconds)
            let chef = try #require(queries.endpoints.first { $0.name == "GET /api/chefs/{id}" })
            #expect(chef.queries >= 6)

            let system = try #require(evidence.system.value)
            #expect(system.source == MonitorReader.source)
            #expect(system.idle.memory > 1 && system.peak.memory >= system.idle.memory)
            #expect(system.peak.cpuSeconds >= system.idle.cpuSeconds && system.peak.threads > 1)
            #expect(system.peak.descriptors > 3)

            let found = NPlusOneDetector().findings(in: evidence)
            let told = RepeatedPatternDetector().findings(in: evidence)
            #expect((found + told).allSatisfy { !$0.location.contains("/api/monitoring") })
            let saved = String(decoding: try JSONEncoder().encode(evidence), as: UTF8.self)
            #expect(!saved.contains(Self.token))
        }
    }

    /// A monitor that does not let Hone in, and none at all: the rest is measured as ever, and what is missing is said.
    @Test(arguments: [("PAT-010,PAT-017", "not-the-token"), ("PAT-010", Self.token)])
    func withoutTheMonitorTheRestIsMeasured(patterns: String, token: String) async throws {
        try await Self.withBistro(patterns: patterns) { folder, url in
            let evidence = try await Self.survey(folder, url: url, token: token)
            #expect(evidence.queries.value == nil)
            #expect(evidence.queries.reason?.contains("no monitor let Hone in") == true)
            #expect(evidence.system.value == nil)
            #expect(evidence.system.reason?.contains("no monitor says it at /api/monitoring") == true)
            #expect(evidence.latency.value?.share(of: "GET /api/chefs") ?? 0 > 0)
            #expect(evidence.load.value != nil && evidence.http.value != nil)
        }
    }

    /// With its cache of answers, the app's monitor counts look-ups, and the success metric has a value.
    @Test func theHitRateOfARealAppIsRead() async throws {
        try await Self.withBistro(patterns: "PAT-010,PAT-014,PAT-017") { folder, url in
            let evidence = try await Self.survey(folder, url: url, token: Self.token)
            let level = try #require(evidence.load.value?.referenceLevel)
            let share = try #require(level.cacheHitShare)
            #expect(share > 0 && share <= 1)
            #expect(evidence.value(of: .cacheHitRate).value == share * 100)
            let answers = try #require(evidence.http.value).answers
            #expect(answers.count == 3)
            // The profile says how often the chef was booked, so it is to be asked for each time.
            let found = UncachedAnswerDetector().findings(in: evidence).map(\.location)
            #expect(!found.contains("GET /api/chefs") && !found.contains("GET /api/products"))
            #expect(UnsafeCacheabilityDetector().findings(in: evidence).isEmpty)
        }
    }

    /// So it is with the caches behind its routes, without one in front of them.
    @Test func theHitRateOfTheApplicationCacheIsRead() async throws {
        try await Self.withBistro(patterns: "PAT-012,PAT-017") { folder, url in
            let evidence = try await Self.survey(folder, url: url, token: Self.token)
            let share = try #require(evidence.load.value?.referenceLevel?.cacheHitShare)
            #expect(share > 0 && share <= 1)
            #expect(evidence.value(of: .cacheHitRate).value == share * 100)
        }
    }

    /// The target that comes with the example has its monitor on, whatever Hone switches on beside it.
    @Test(arguments: [[], [.applicationCache], [.applicationCache, .cachingHeaders]] as [[PatternID]])
    func theExampleIsStartedWithItsMonitor(switches: [PatternID]) throws {
        let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4)
        let file = root.dropFirst().reduce("") { "\($0)/\($1)" } + "/Examples/Bistro/hone.yaml"
        let target = try Workspace(file: file).target
        let environment = TargetSettings(switches: switches).environment(of: target, inherited: [:])
        let expected = (["PAT-017"] + switches.map(\.rawValue)).joined(separator: ",")
        #expect(environment["BISTRO_PATTERNS"] == expected)
        #expect(target.switches[.monitoring] == nil, "a switch that is on already would be tried in vain")
    }
}
