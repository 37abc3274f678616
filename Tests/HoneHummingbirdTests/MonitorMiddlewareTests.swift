import Foundation
import HTTPTypes
import HoneCore
import HoneMonitor
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import HoneHummingbird

/// PAT-017: what the middleware records and the routes show.
struct MonitorMiddlewareTests {
    let monitor = PerformanceMonitor(configuration: .init(maximumEndpoints: 20))

    private struct Broken: Error {}

    /// An answer that cannot be made.
    private struct Unsaid: HTTPResponseError {
        var status: HTTPResponse.Status { .conflict }

        func response(from request: Request, context: some RequestContext) throws -> Response { throw Broken() }
    }

    private func app(token: String? = "secret") -> some ApplicationProtocol {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.add(middleware: monitor.middleware())
        router.get("/api/chefs/{id}") { _, context in
            RequestTrace.current?.recordQuery(sql: "SELECT * FROM chef WHERE id = ?", nanoseconds: 1_000)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask { RequestTrace.current?.recordQuery(sql: "SELECT review", nanoseconds: 500) }
                }
            }
            return jsonResponse(Bodies.small)
        }
        router.get("/stream") { _, _ in
            var response = streamResponse(Bodies.json, pieces: 4)
            response.body = ResponseBody { writer in
                RequestTrace.current?.recordQuery(sql: "SELECT while streaming", nanoseconds: 1)
                try await writer.write(ByteBuffer(string: Bodies.json))
                try await writer.finish(nil)
            }
            return response
        }
        router.get("/gone") { _, _ -> Response in
            withUnsafeCurrentTask { $0?.cancel() }
            throw CancellationError()
        }
        router.get("/unsaid") { _, _ -> Response in throw Unsaid() }
        router.get("/refused") { _, _ -> Response in throw HTTPError(.forbidden) }
        router.get("/broken") { _, _ -> Response in throw Broken() }
        monitor.addRoutes(to: router, adminToken: token)
        return Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    @Test(arguments: setups.indices)
    func recordsByRoute(setup: Int) async throws {
        try await app().test(setups[setup]) { client in
            for id in 1...5 { _ = try await client.execute(uri: "/api/chefs/\(id)?x=\(id)", method: .get) }
            _ = try await client.execute(uri: "/stream", method: .get)
            _ = try await client.execute(uri: "/refused", method: .get)
            _ = try await client.execute(uri: "/broken", method: .get)
            _ = try await client.execute(uri: "/stream", method: .delete)
        }
        let snapshot = monitor.snapshot()
        let chefs = try #require(snapshot["GET /api/chefs/{id}"])
        #expect(chefs.count == 5)
        #expect(chefs.responseBytes.total == UInt64(5 * Bodies.small.utf8.count))
        #expect(chefs.queries.perRequest == 4)
        #expect(chefs.queries.mostRepeated?.times == 3)
        #expect(chefs.latency.max > 0)
        let stream = try #require(snapshot["GET /stream"])
        #expect(stream.count == 1)
        #expect(stream.responseBytes.total == UInt64(Bodies.json.utf8.count))
        #expect(stream.queries.total == 1)
        #expect(try #require(snapshot["GET /refused"]).clientErrors == 1)
        #expect(try #require(snapshot["GET /broken"]).serverErrors == 1)
        #expect(try #require(snapshot["unmatched"]).clientErrors == 1)
        #expect(snapshot.inFlight == 0)
    }

    /// The router has GET's answer made for HEAD and drops its body: it counts, and as one that sent nothing.
    @Test(arguments: setups.indices)
    func answersToHeadAreCounted(setup: Int) async throws {
        try await app().test(setups[setup]) { client in
            for path in ["/stream", "/api/chefs/7"] {
                let answer = try await client.execute(uri: path, method: .head)
                #expect(answer.status == .ok)
            }
        }
        let snapshot = monitor.snapshot()
        #expect(snapshot.inFlight == 0)
        for endpoint in ["HEAD /stream", "HEAD /api/chefs/{id}"] {
            #expect(snapshot[endpoint]?.count == 1 && snapshot[endpoint]?.responseBytes.total == 0)
        }
    }

    /// Who went away is no error of the server; an error whose answer cannot be made is one, and the request has ended.
    @Test func requestsWithoutAnAnswerEnd() async throws {
        try await app().test(.router) { client in
            let answer = try await client.execute(uri: "/unsaid", method: .get)
            #expect(answer.status == .internalServerError)
        }
        // Its code cancels the task that it runs in.
        let gone = Task { try await app().test(.router) { _ = try? await $0.execute(uri: "/gone", method: .get) } }
        _ = await gone.result
        let snapshot = monitor.snapshot()
        #expect(snapshot.inFlight == 0)
        #expect(snapshot["GET /unsaid"]?.serverErrors == 1)
        #expect(snapshot["GET /gone"]?.clientErrors == 1 && snapshot["GET /gone"]?.serverErrors == 0)
    }

    @Test(arguments: [("gzip", true), ("br;q=0.1", true), ("identity", false), ("gzip;q=0", false), ("deflate", false)])
    func answersArePackedOnlyForWhoUnpacksThem(accepted: String, isFound: Bool) async throws {
        let router = Router()
        router.add(middleware: monitor.middleware())
        router.get("/json") { _, _ in jsonResponse(Bodies.json, [.cacheControl: "no-store"]) }
        try await Application(router: router).test(.router) { client in
            _ = try await client.execute(uri: "/json", method: .get, headers: .accepting(accepted))
        }
        #expect(monitor.findings().map(\.detector) == (isFound ? ["no-compression"] : []))
    }

    /// Paths and methods that a client invents make one endpoint and no more.
    @Test func inventedPathsStayBounded() async throws {
        try await app().test(.router) { client in
            for index in 0..<5_000 {
                _ = try await client.execute(uri: "/no/such/\(index)", method: .get)
            }
            for index in 0..<100 {
                let method = try #require(HTTPRequest.Method("M\(index)"))
                _ = try await client.execute(uri: "/api/chefs/1", method: method)
            }
        }
        let snapshot = monitor.snapshot()
        #expect(snapshot.endpoints.map(\.endpoint) == ["unmatched"])
        #expect(snapshot.requests == 5_100)
    }

    @Test func showsMetrics() async throws {
        try await app().test(.live) { client in
            _ = try await client.execute(uri: "/api/chefs/7", method: .get)
            let headers: HTTPFields = [.authorization: "Bearer secret"]
            func get(_ path: String) async throws -> TestResponse {
                try await client.execute(uri: path, method: .get, headers: headers)
            }
            let all = try await get("/api/monitoring/metrics")
            #expect(all.status == .ok)
            #expect(all.headers[.contentType] == "application/json")
            #expect(all.headers[.cacheControl] == "no-store")
            let snapshot = try JSONDecoder().decode(MonitorSnapshot.self, from: Data(all.body.readableBytesView))
            #expect(snapshot["GET /api/chefs/{id}"]?.count == 1)
            let busy = try await get("/api/monitoring/metrics?minutes=60")
            #expect(
                try JSONDecoder().decode(MonitorSnapshot.self, from: Data(busy.body.readableBytesView)).endpoints
                    .map(\.endpoint) == ["GET /api/chefs/{id}"], "the monitor's own routes are not counted")
            let one = try await get("/api/monitoring/metrics/GET%20%2Fapi%2Fchefs%2F%7Bid%7D")
            #expect(one.status == .ok)
            let endpoint = try JSONDecoder().decode(EndpointSnapshot.self, from: Data(one.body.readableBytesView))
            #expect(endpoint.endpoint == "GET /api/chefs/{id}")
            #expect(endpoint.queries.total == 4)
            let system = try await get("/api/monitoring/system")
            #expect(
                try JSONDecoder().decode(SystemSnapshot.self, from: Data(system.body.readableBytesView)).residentBytes
                    > 0)
            let health = try await client.execute(uri: "/api/monitoring/health", method: .get)
            #expect(health.status == .ok)
            #expect(String(buffer: health.body).contains(#""status":"ok""#))
        }
    }

    private struct ProblemDocument: Decodable {
        var title: String
        var status: Int
        var detail: String
    }

    @Test(arguments: setups.indices)
    func errorsAreProblemDocuments(setup: Int) async throws {
        try await app().test(setups[setup]) { client in
            func problem(_ path: String, _ token: String? = "Bearer secret") async throws -> (
                TestResponse, ProblemDocument
            ) {
                var headers: HTTPFields = [:]
                headers[.authorization] = token
                let response = try await client.execute(uri: path, method: .get, headers: headers)
                #expect(response.headers[.contentType] == "application/problem+json")
                let document = try JSONDecoder().decode(
                    ProblemDocument.self, from: Data(response.body.readableBytesView))
                #expect(document.status == response.status.code)
                return (response, document)
            }
            let missing = try await problem("/api/monitoring/metrics/GET%20%2Fnope")
            #expect(missing.0.status == .notFound)
            #expect(missing.1.detail.contains("GET /nope"))
            #expect(try await problem("/api/monitoring/metrics/%ZZ").0.status == .notFound)
            for minutes in ["0", "61", "-1", "x", "", "1.5", "99999999999999999999"] {
                let bad = try await problem("/api/monitoring/metrics?minutes=\(minutes)")
                #expect(bad.0.status == .badRequest)
                #expect(bad.1.detail.contains("from 1 to 60"))
            }
            for token in [
                nil, "Bearer wrong", "Bearer secre", "Bearer secretsecret", "Bearer ", "secret", "Basic secret",
            ] {
                for path in ["metrics", "metrics/x", "system"] {
                    let refused = try await problem("/api/monitoring/\(path)", token)
                    #expect(refused.0.status == .unauthorized)
                    #expect(refused.0.headers[.wwwAuthenticate] == "Bearer")
                }
            }
        }
    }

    @Test func withoutATokenTheRoutesAreOpen() async throws {
        try await app(token: nil).test(.router) { (client) async throws in
            #expect(try await client.execute(uri: "/api/monitoring/metrics", method: .get).status == .ok)
        }
    }

    /// An empty token is a forgotten setting, not an open door.
    @Test func anEmptyTokenOpensNothing() async throws {
        try await app(token: "").test(.router) { client in
            for value in ["Bearer ", "Bearer", "Bearer  ", "bearer x"] {
                let response = try await client.execute(
                    uri: "/api/monitoring/metrics", method: .get, headers: [.authorization: value])
                #expect(response.status == .unauthorized)
            }
        }
    }

    @Test(arguments: [
        ("secret", true), ("secre", false), ("secrets", false), ("secretsecret", false), ("", false), ("Secret", false),
    ])
    func tokens(presented: String, opens: Bool) {
        #expect(AdminToken("secret").matches(Array(presented.utf8)) == opens)
    }
}
