import Foundation
import HoneCore
import HoneLoad
import HoneTesting
import Synchronization
import Testing

@testable import HoneAgent

/// An application with a monitor of its own, which Hone did not start.
struct MonitorProbeTests {
    private static let token = "a-secret-of-the-app"

    /// Answers like the toolkit's monitor: each request of `/api/chefs/…` runs two statements, one of them ten times.
    private static func withApp(
        monitor: Bool = true, _ body: (FixtureServer, Target) async throws -> Void
    ) async throws {
        let served = Mutex(0)
        let app = try await FixtureServer.start { request in
            guard request.path.hasPrefix("/api/monitoring") else {
                if request.path.hasPrefix("/api/chefs/") { served.withLock { $0 += 1 } }
                return FixtureResponse(body: "{}")
            }
            guard monitor else { return FixtureResponse(status: 404) }
            guard request.header("Authorization") == "Bearer \(token)" else { return FixtureResponse(status: 401) }
            let times = served.withLock { $0 }
            switch request.path {
            case "/api/monitoring/system":
                return FixtureResponse(
                    body: #"{"residentBytes":81300000,"userSeconds":4.5,"systemSeconds":0.5,"threads":11,"#
                        + #""openDescriptors":64,"cpuPercent":3,"monitor":{"cpuShare":0.01}}"#)
            case "/api/monitoring/queries":
                return FixtureResponse(
                    body:
                        #"{"queries":[{"sql":"SELECT review","endpoint":"GET /api/chefs/{chef}","count":\#(times * 10),"#
                        + #""milliseconds":\#(times * 5),"average":0.5,"max":1},"#
                        + #"{"sql":" insert INTO visit","endpoint":"GET /api/chefs/{chef}","count":\#(times),"#
                        + #""milliseconds":\#(times * 2),"average":2,"max":4},"#
                        + #"{"sql":"SELECT other","endpoint":"GET /api/other","count":\#(times * 7),"milliseconds":9}]}"#
                )
            default: return FixtureResponse(status: 404)
            }
        }
        var target = Target(url: app.url)
        target.monitorToken = MonitorToken(token)
        target.endpoints = [
            Target.Endpoint(template: "/api/chefs/{id}", paths: ["/api/chefs/1", "/api/chefs/2"]),
            Target.Endpoint(template: "/api/products"),
        ]
        do {
            try await body(app, target)
        } catch {
            try await app.stop()
            throw error
        }
        try await app.stop()
    }

    private static let notOurs = RunningTarget(pid: nil, log: nil)

    @Test func queriesAreReadFromTheMonitor() async throws {
        try await Self.withApp { _, target in
            let monitor = MonitorReader(target: target)
            let requester = Requester(target: target)
            let evidence = try await MonitorQueryProbe(requester: requester, monitor: monitor)
                .gather(target.endpoints, observe: { _ in })
            await monitor.close()
            await requester.close()
            #expect(evidence.source == MonitorReader.source)
            #expect(evidence.unseen.first?.contains("the application's own monitor") == true)
            let chefs = try #require(evidence.endpoints.first)
            #expect(chefs.name == "GET /api/chefs/{id}")
            #expect(chefs.requests == 5)
            #expect(chefs.queries == 11)
            #expect(chefs.databaseMilliseconds == 7)
            #expect(chefs.writes == 1)
            #expect(chefs.statements.map(\.sql) == ["SELECT review", " insert INTO visit"])
            #expect(chefs.statements.first?.calls == 10)
            #expect(chefs.statements.first?.milliseconds == 0.5)
            #expect(evidence.endpoints.last?.queries == 0)
            #expect(abs(evidence.averageMilliseconds - 7.0 / 11) < 1e-9)
        }
    }

    private static func kept(_ values: [(String, Int?)], dropped: Int = 0) -> MonitorReader.Request {
        MonitorReader.Request(
            spans: [.init(kind: "section", name: "render")]
                + values.map { .init(kind: "query", name: $0.0, place: "App/A.swift:1", values: $0.1) },
            droppedSpans: dropped)
    }

    /// How many values a statement ran with is what kept requests say, or not known.
    @Test func repeatsAreReadFromKeptRequests() throws {
        let loop = (1...6).map { ("SELECT one", $0 as Int?) }
        let same = (1...6).map { _ in ("SELECT same", 1 as Int?) }
        func mean(_ requests: MonitorReader.Request..., sql: String) -> StatementRepeats? {
            StatementRepeats.mean(of: requests)[.init(sql: sql, place: "App/A.swift:1")]
        }
        #expect(mean(Self.kept(loop), sql: "SELECT one") == .init(distinct: 6, duplicates: 0))
        #expect(mean(Self.kept(same), sql: "SELECT same") == .init(distinct: 1, duplicates: 5))
        #expect(mean(Self.kept(loop + same), Self.kept(loop), sql: "SELECT one") == .init(distinct: 6, duplicates: 0))
        #expect(
            mean(Self.kept(same), Self.kept(Array(same.prefix(2))), sql: "SELECT same")
                == .init(distinct: 1, duplicates: 3))
        // A write in between: the answer may be another.
        let around = [("SELECT same", 1), ("UPDATE x", nil), ("SELECT same", 1)] as [(String, Int?)]
        #expect(mean(Self.kept(around), sql: "SELECT same") == .init(distinct: 1, duplicates: 0))
        #expect(mean(Self.kept(around), sql: "UPDATE x") == nil)
        #expect(mean(Self.kept([("SELECT one", 1), ("SELECT one", nil)]), sql: "SELECT one") == nil)
        #expect(mean(Self.kept(loop, dropped: 1), sql: "SELECT one") == nil)
        #expect(mean(sql: "SELECT one") == nil)
    }

    /// The same statement ten times with the same values is no N+1 but a duplicate; with values of its own each time it
    /// is one; and where nobody knows it is told without a word on values.
    @Test(
        arguments: [
            (0...9, 9.0, ["n-plus-one"]), (0...0, 0, ["duplicate-query"]), (nil, 0, ["n-plus-one"]),
        ] as [(ClosedRange<Int>?, Double, [String])])
    func repeatsDecideWhatIsFound(values: ClosedRange<Int>?, distinctBeyondTheFirst: Double, finds: [String]) throws {
        let endpoint = Target.Endpoint(template: "/a")
        let after = [
            MonitorReader.Query(
                sql: "SELECT one", place: "App/A.swift:1", endpoint: "GET /a", count: 50, milliseconds: 100)
        ]
        let kept = values.map { values in
            [Self.kept((0..<10).map { ("SELECT one", min($0, values.upperBound) + 1) })]
        }
        let row = MonitorQueryProbe.row(
            endpoint, requests: 5, requestMilliseconds: 30, before: [], after: after, kept: kept ?? [])
        let statement = try #require(row.statements.first)
        #expect(
            statement.calls == 10 && statement.distinctParameters == (values == nil ? nil : distinctBeyondTheFirst + 1))
        let evidence = recorded {
            $0.queries = .measured(QueryEvidence(endpoints: [row], dropped: 0, averageMilliseconds: 2))
        }
        let findings = NPlusOneDetector().findings(in: evidence) + DuplicateQueryDetector().findings(in: evidence)
        #expect(findings.map(\.detector) == finds)
        #expect(findings.contains { $0.evidence.contains { $0.name == "different parameters" } } == (values == 0...9))
    }

    @Test func theProcessIsReadFromTheMonitor() async throws {
        try await Self.withApp { _, target in
            let monitor = MonitorReader(target: target)
            let probe = SystemProbe(running: Self.notOurs, monitor: monitor)
            let reading = try #require(await probe.reading())
            #expect(reading.memory == 81.3)
            #expect(reading.cpuSeconds == 5)
            #expect(reading.threads == 11)
            #expect(reading.descriptors == 64)
            #expect(probe.source == MonitorReader.source)
            let (result, peak) = try await probe.peak { 42 }
            #expect(result == 42)
            #expect(peak == reading)
            await monitor.close()
        }
    }

    @Test func theSystemIsAskedOfAProcessThatIsOurs() async throws {
        try await Self.withApp { app, target in
            let own = RunningTarget(pid: ProcessInfo.processInfo.processIdentifier, log: nil)
            let probe = SystemProbe(running: own, monitor: MonitorReader(target: target))
            let reading = try #require(await probe.reading())
            #expect(reading.memory > 1)
            #expect(probe.source == nil)
            #expect(app.requestCount == 0)
        }
    }

    @Test(arguments: [true, false]) func withoutAMonitorNothingIsSaid(hasMonitor: Bool) async throws {
        try await Self.withApp(monitor: hasMonitor) { _, target in
            var target = target
            if hasMonitor { target.monitorToken = MonitorToken("another") }
            let monitor = MonitorReader(target: target)
            #expect(await monitor.system() == nil)
            #expect(await monitor.queries() == nil)
            #expect(await SystemProbe(running: Self.notOurs, monitor: monitor).reading() == nil)
            let (_, peak) = try await SystemProbe(running: Self.notOurs, monitor: monitor).peak {}
            #expect(peak == nil)
            await monitor.close()
        }
    }

    @Test(arguments: [
        ("GET /api/chefs/{id}", "GET /api/chefs/{}"), ("GET /api/chefs/:id/x", "GET /api/chefs/{}/x"),
        ("GET /{a}/{b}", "GET /{}/{}"), ("POST /x", "POST /x"),
    ]) func shape(name: String, shape: String) {
        #expect(MonitorQueryProbe.shape(name) == shape)
    }

    @Test func theTokenIsShownNowhere() throws {
        let yaml = "target:\n  url: http://127.0.0.1:1\nmonitor:\n  token: \(Self.token)\n"
        let target = try Target(yaml: yaml)
        #expect(target.monitorToken?.secret == Self.token)
        var dumped = ""
        dump(target, to: &dumped)
        let encoded = String(decoding: try JSONEncoder().encode(target), as: UTF8.self)
        for text in [dumped, encoded, "\(target)", String(reflecting: target), target.yaml()] {
            #expect(!text.contains(Self.token))
        }
        #expect(try JSONDecoder().decode(Target.self, from: Data(encoded.utf8)).monitorToken == MonitorToken(""))
    }

    @Test(arguments: [
        "monitor:\n  token: \"\"", "monitor:\n  token: \"two words\"", "monitor:\n  token: \"é\"", "monitor: {}",
        "monitor:\n  token: a\n  token_variable: B", "monitor:\n  token_variable: HONE_NO_SUCH_VARIABLE",
        "monitor:\n  secret: a",
    ]) func aMonitorThatCannotBeReadIsRefused(section: String) {
        let error = #expect(throws: AgentError.self) {
            try Target(yaml: "target:\n  url: http://127.0.0.1:1\n\(section)\n")
        }
        #expect(error?.status == .usage)
    }
}
