import Foundation
import HTTPTypes
import HoneCache
import HoneLoad
import HoneMonitor
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

@testable import HoneHummingbird

/// An app with a monitor, listening on any free port of loopback, that ends when the test does.
struct MonitoringApp: Sendable {
    static let token = "a-token-for-tests"

    let monitor: PerformanceMonitor
    /// Such as `http://127.0.0.1:40123`.
    let url: String
    /// Has the server shut down gracefully.
    let shutDown: @Sendable () async -> Void
    let client = HTTPClient()

    var authority: String { String(url.dropFirst("http://".count)) }
    var port: Int { Int(authority.split(separator: ":").last ?? "") ?? 0 }

    /// Routes that run queries, look into a cache, send pages and fail.
    static func router(
        _ monitor: PerformanceMonitor, token: String?, caches: CacheRegistry? = nil
    ) -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: monitor.middleware(adminToken: token))
        router.get("/api/chefs/{id}") { _, context in
            let trace = RequestTrace.current
            trace?.recordQuery(sql: "SELECT * FROM chef WHERE id = ?", nanoseconds: 900_000)
            for _ in 0..<12 {
                trace?.recordQuery(sql: "SELECT * FROM review WHERE chef_id = ?", nanoseconds: 700_000)
            }
            trace?.recordCache("cuisine", hit: (Int(context.parameters.get("id") ?? "") ?? 0) % 4 != 0)
            trace?.recordHTTP("GET https://rates.example/today", status: 200, nanoseconds: 1_000_000)
            trace?.section("render") { _ = (0..<2_000).reduce(0, &+) }
            return jsonResponse(Bodies.json)
        }
        router.get("/api/products") { _, _ in jsonResponse(Bodies.small) }
        router.get("/api/broken") { _, _ -> Response in throw HTTPError(.internalServerError) }
        router.get("/stream") { _, _ in streamResponse(Bodies.json, pieces: 4) }
        router.get("/page/{id}") { _, _ in
            let page = """
                <!doctype html><title>A page</title><h1>Hello</h1><button>Press</button>
                <script src="/api/monitoring/page-metrics.js" defer></script>
                """
            return Response(
                status: .ok, headers: [.contentType: "text/html"], body: .init(byteBuffer: ByteBuffer(string: page)))
        }
        monitor.addRoutes(to: router, adminToken: token, caches: caches)
        return router
    }

    /// The same as an application for Hummingbird's own test clients.
    static func application(_ monitor: PerformanceMonitor, token: String?) -> some ApplicationProtocol {
        Application(
            router: router(monitor, token: token), configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    /// Serves while `body` runs.
    /// - Parameter port: 0 for any that is free.
    static func serving(
        token: String? = MonitoringApp.token, port: Int = 0, configuration: MonitorConfiguration = .init(),
        caches: CacheRegistry? = nil,
        _ body: @escaping @Sendable (MonitoringApp) async throws -> Void
    ) async throws {
        let monitor = PerformanceMonitor(configuration: configuration)
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = Application(
            router: router(monitor, token: token, caches: caches),
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in ready.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { ready.finish() }
                try await group.run()
            }
            var ports = ports.makeAsyncIterator()
            guard let port = await ports.next() else {
                try await tasks.waitForAll()
                return
            }
            let app = MonitoringApp(
                monitor: monitor, url: "http://127.0.0.1:\(port)",
                shutDown: { await group.triggerGracefulShutdown() })
            do {
                try await body(app)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Asks the app, with the admin token unless it is told otherwise.
    func send(
        _ method: String, _ path: String, _ body: String? = nil, headers: [(String, String)] = [],
        token: String? = MonitoringApp.token
    ) async throws -> HTTPClient.Response {
        let own = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        return try await client.send(
            .init(
                url + path, method: method, headers: (own + headers).map { .init($0.0, $0.1) },
                body: body.map { Array($0.utf8) }))
    }

    /// Some requests of every kind.
    func use(_ times: Int = 8) async throws {
        for index in 1...times {
            _ = try await send("GET", "/api/chefs/\(index)", token: nil)
            _ = try await send("GET", "/api/products", token: nil)
            if index % 4 == 0 { _ = try await send("GET", "/api/broken", token: nil) }
            if index % 3 == 0 { _ = try await send("GET", "/no/such/\(index)", token: nil) }
        }
    }
}
