import HTTPTypes
import HoneMonitor
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// The monitor's own routes are left out wherever they are mounted, and the app's are not.
struct MountingTests {
    /// Ways to mount, and what stands before the routes then.
    enum Mounting: String, CaseIterable, Sendable {
        case router, group, nested, collection, transforming

        var prefix: String {
            switch self {
            case .router: ""
            case .group, .transforming: "/internal"
            case .nested: "/a/{tenant}/b"
            case .collection: "/below/it"
            }
        }

        /// What a client asks for.
        var path: String { prefix.replacing("{tenant}", with: "one") }

        func mount(_ monitor: PerformanceMonitor, on router: Router<BasicRequestContext>) {
            switch self {
            case .router: monitor.addRoutes(to: router, adminToken: nil)
            case .group: monitor.addRoutes(to: router.group("internal"), adminToken: nil)
            case .nested: monitor.addRoutes(to: router.group("a/{tenant}").group("/b/"), adminToken: nil)
            case .collection:
                let collection = RouteCollection(context: BasicRequestContext.self)
                monitor.addRoutes(to: collection, adminToken: nil)
                router.addRoutes(collection, atPath: "/below/it")
            case .transforming:
                monitor.addRoutes(to: router.group("internal", context: OtherContext.self), adminToken: nil)
            }
        }
    }

    struct OtherContext: ChildRequestContext {
        var coreContext: CoreRequestContextStorage

        init(context: BasicRequestContext) { coreContext = context.coreContext }
    }

    @Test(arguments: Mounting.allCases, [TestingSetup.router, .live])
    func ownRoutesAreNotRecorded(mounting: Mounting, setup: TestingSetup) async throws {
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
        let router = Router()
        router.add(middleware: monitor.middleware())
        // Named much like the monitor's, and not.
        let own = ["/api/monitoring-tools", "/xapi/monitoring/metrics", "/api/monitoring/mine", "/api/monitors"]
        mounting.mount(monitor, on: router)
        for path in own { router.get(RouterPath(mounting.prefix + path)) { _, _ in "mine" } }
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await app.test(setup) { client in
            let root = mounting.path + "/api/monitoring"
            for path in [
                "", "/", "/health", "/metrics", "/metrics/GET%20%2Fx", "/system", "/queries", "/findings", "/requests",
                "/requests/1", "/heatmap", "/prometheus", "/page-metrics", "/page-metrics.js", "/a/b/c",
                "/metrics?minutes=0",
            ] {
                let answer = try await client.execute(uri: root + path, method: .get)
                #expect([200, 400, 404].contains(answer.status.code), "\(path): \(answer.status)")
                _ = try await client.execute(uri: root + path, method: .delete)
            }
            let measured = try await client.execute(
                uri: root + "/page-metrics", method: .post, body: ByteBuffer(string: #"{"page": "/x", "ttfb": 4}"#))
            #expect(measured.status == .noContent)
            #expect(monitor.snapshot().requests == 0)
            #expect(monitor.snapshot().endpoints.isEmpty)
            for path in own {
                let answer = try await client.execute(uri: mounting.path + path, method: .get)
                #expect(String(buffer: answer.body) == "mine")
            }
        }
        #expect(
            monitor.snapshot().endpoints.map(\.endpoint).sorted()
                == own.map { "GET " + mounting.prefix + $0 }.sorted())
    }

    @Test(
        arguments: [
            ("/api/monitoring", true), ("/x/y/api/monitoring/metrics/{endpoint}", true), ("/api/monitoring/**", true),
            ("/api/monitoringx", false), ("/api/monitoring/", false), ("/api/monitorin", false), ("", false),
            ("/api", false), ("/api/api/monitoring/health", true),
            ("/api/monitoring-internal/api/monitoring/events", true), ("api/monitoring", false),
            ("/api/monitoring/system/more", false),
        ])
    func ownRoutesAreKnownByTheirTemplates(route: String, isOwn: Bool) {
        #expect(MonitoringRoutes.isOwn(route) == isOwn)
    }
}
