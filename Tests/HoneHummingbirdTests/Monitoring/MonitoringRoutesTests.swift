import Foundation
import HTTPTypes
import HoneMonitor
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HoneHummingbird

/// What the monitor's routes answer, and what they refuse.
struct MonitoringRoutesTests {
    private let monitor = PerformanceMonitor()

    private func app(token: String? = "secret") -> some ApplicationProtocol {
        Application(
            router: MonitoringApp.router(monitor, token: token),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    private struct ProblemDocument: Decodable {
        var title: String
        var status: Int
        var detail: String
    }

    private static func problem(_ response: TestResponse) throws -> ProblemDocument {
        #expect(response.headers[.contentType] == "application/problem+json")
        let document = try JSONDecoder().decode(ProblemDocument.self, from: Data(response.body.readableBytesView))
        #expect(document.status == response.status.code)
        #expect(!document.title.isEmpty)
        return document
    }

    private static let opened: HTTPFields = [.authorization: "Bearer secret"]

    /// Every route with what it holds; all but the last few are behind the token.
    static let routes: [(path: String, type: String, word: String, isOpen: Bool)] = [
        ("metrics", "application/json", #""endpoints":["#, false),
        ("metrics?minutes=60", "application/json", "p99", false),
        ("metrics/GET%20%2Fapi%2Fproducts", "application/json", #""endpoint":"GET /api/products""#, false),
        ("system", "application/json", #""residentBytes""#, false),
        ("queries", "application/json", #""queries":"#, false),
        ("queries?order=count", "application/json", #""queries":"#, false),
        ("findings", "application/json", #""findings":"#, false),
        ("requests", "application/json", #""requests":"#, false),
        ("heatmap", "application/json", #""secondsPerColumn":10"#, false),
        ("prometheus", "text/plain; version=0.0.4; charset=utf-8", "hone_http_requests_total", false),
        ("page-metrics", "application/json", #""maximumPages":100"#, false),
        ("health", "application/json", #""status":"ok""#, true),
        ("page-metrics.js", "text/javascript; charset=utf-8", "sendBeacon", true),
        ("", "text/html; charset=utf-8", "Hone monitor", true),
    ]

    @Test(arguments: routes.indices) func everyRouteAnswers(index: Int) async throws {
        let route = Self.routes[index]
        try await app().test(.live) { client in
            _ = try await client.execute(uri: "/api/products", method: .get)
            let uri = "/api/monitoring/\(route.path)"
            let answer = try await client.execute(uri: uri, method: .get, headers: Self.opened)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == route.type)
            #expect(String(buffer: answer.body).contains(route.word))
            if route.path != "page-metrics.js" { #expect(answer.headers[.cacheControl] == "no-store") }
            let head = try await client.execute(uri: uri, method: .head, headers: Self.opened)
            #expect(head.status == .ok)
            #expect(head.body.readableBytes == 0)
            let without = try await client.execute(uri: uri, method: .get)
            #expect(without.status == (route.isOpen ? .ok : .unauthorized))
            if !route.isOpen {
                #expect(try Self.problem(without).detail.contains("Bearer"))
                let bare = try await client.execute(uri: uri, method: .head)
                #expect(bare.status == .unauthorized)
            }
        }
    }

    @Test(arguments: routes.indices) func otherMethodsAreNamed(index: Int) async throws {
        let route = Self.routes[index]
        let path = String(route.path.prefix { $0 != "?" })
        try await app().test(.router) { client in
            for method in [HTTPRequest.Method.post, .put, .patch, .delete]
            where !(path == "page-metrics" && method == .post) {
                let answer = try await client.execute(
                    uri: "/api/monitoring/\(path)", method: method, headers: Self.opened)
                #expect(answer.status == .methodNotAllowed)
                #expect(answer.headers[.allow] == (path == "page-metrics" ? "GET, HEAD, POST" : "GET, HEAD"))
                #expect(try Self.problem(answer).detail.contains(method.rawValue))
            }
        }
        #expect(monitor.snapshot().requests == 0, "refusals of the monitor's routes are no requests of the app")
    }

    @Test(arguments: [
        ("nothing", 404, "dashboard"), ("metrics/GET%20%2Fnope", 404, "GET /nope"), ("metrics/%ZZ", 404, "%ZZ"),
        ("requests/none", 404, "none"), ("a/b/c/d", 404, "metrics"), ("requests/a/b", 404, "dashboard"),
        ("metrics?minutes=0", 400, "from 1 to 60"), ("metrics?minutes=61", 400, "from 1 to 60"),
        ("metrics?minutes=-1", 400, "\"-1\""), ("metrics?minutes=", 400, "from 1 to 60"),
        ("metrics?minutes=1.5", 400, "whole"), ("metrics?minutes=99999999999999999999", 400, "from 1 to 60"),
        ("queries?order=rows", 400, "\"rows\""), ("queries?order=", 400, #""time", "count", "longest""#),
    ]) func refusals(path: String, status: Int, word: String) async throws {
        try await app().test(.live) { client in
            let answer = try await client.execute(
                uri: "/api/monitoring/\(path)", method: .get, headers: Self.opened)
            #expect(answer.status.code == status)
            #expect(try Self.problem(answer).detail.contains(word))
        }
    }

    /// What a refusal quotes is short, however long what was asked for.
    @Test func refusalsQuoteLittle() async throws {
        let long = String(repeating: "x", count: 10_000)
        try await app().test(.router) { client in
            for path in [
                "metrics/\(long)", "requests/\(long)", "\(long)", "metrics?minutes=\(long)", "queries?order=\(long)",
            ] {
                let answer = try await client.execute(
                    uri: "/api/monitoring/\(path)", method: .get, headers: Self.opened)
                #expect([400, 404].contains(answer.status.code))
                #expect(answer.body.readableBytes < 700)
            }
        }
    }

    @Test(arguments: [
        nil, "Bearer wrong", "Bearer secre", "Bearer secretsecret", "Bearer ", "secret", "Basic secret",
        "Bearer SECRET",
    ]) func aWrongTokenOpensNothing(value: String?) async throws {
        try await app().test(.router) { client in
            for route in Self.routes where !route.isOpen {
                var headers: HTTPFields = [:]
                headers[.authorization] = value
                let refused = try await client.execute(
                    uri: "/api/monitoring/\(route.path)", method: .get, headers: headers)
                #expect(refused.status == .unauthorized)
                #expect(refused.headers[.wwwAuthenticate] == "Bearer")
            }
            let events = try await client.execute(uri: "/api/monitoring/events", method: .get)
            #expect(events.status == .unauthorized)
        }
    }

    @Test func openMetricsIsAnsweredWhereItIsAccepted() async throws {
        try await app().test(.router) { client in
            _ = try await client.execute(uri: "/api/chefs/1", method: .get)
            var headers = Self.opened
            headers[.accept] = "application/openmetrics-text; version=1.0.0, text/plain;q=0.5"
            let answer = try await client.execute(
                uri: "/api/monitoring/prometheus", method: .get, headers: headers)
            #expect(answer.headers[.contentType] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            #expect(answer.headers[.vary] == "Accept")
            let text = String(buffer: answer.body)
            #expect(text.hasSuffix("# EOF\n"))
            #expect(text.contains(#"hone_queries_total{endpoint="GET /api/chefs/{id}"} 13"#))
        }
    }

    @Test func theWaterfallOfARequestIsFoundByItsID() async throws {
        try await app().test(.live) { client in
            let answer = try await client.execute(
                uri: "/api/chefs/7", method: .get, headers: [try #require(HTTPField.Name("X-Request-ID")): "order/7 "])
            #expect(answer.headers[try #require(HTTPField.Name("X-Request-ID"))] == "order/7")
            let list = try await client.execute(uri: "/api/monitoring/requests", method: .get, headers: Self.opened)
            let found = try JSONDecoder().decode(
                [String: [RequestSummary]].self, from: Data(list.body.readableBytesView))
            #expect(found["requests"]?.contains { $0.id == "order/7" } == true)
            let kept = try await client.execute(
                uri: "/api/monitoring/requests/order%2F7", method: .get, headers: Self.opened)
            let request = try JSONDecoder().decode(RequestSnapshot.self, from: Data(kept.body.readableBytesView))
            #expect(request.endpoint == "GET /api/chefs/{id}")
            #expect(request.spans.count { $0.kind == .query } == 13)
            #expect(request.spans.contains { $0.kind == .section && $0.name == "render" })
        }
    }

    /// Ids are what clients send, and many may send the same, or what no address can hold: a span is one request's.
    @Test(arguments: ["same", "..", "00f067aa0ba902b7", "00F067AA0BA902B7", "0123456789abcdeg"])
    func everyRequestIsFoundByItsSpan(id: String) async throws {
        try await app().test(.router) { client in
            func get(_ name: String) async throws -> RequestSnapshot {
                let answer = try await client.execute(
                    uri: "/api/monitoring/requests/\(name)", method: .get, headers: Self.opened)
                return try JSONDecoder().decode(RequestSnapshot.self, from: Data(answer.body.readableBytesView))
            }
            // This one lasts longer than the other, as that comes and goes meanwhile.
            var slow = monitor.begin(method: "GET", route: "/slow", requestID: id)
            _ = try await client.execute(
                uri: "/api/chefs/7", method: .get, headers: [try #require(HTTPField.Name("X-Request-ID")): id])
            monitor.end(&slow, status: 200, responseBytes: 0)
            let kept = monitor.requests()
            #expect(kept.map(\.id) == [id, id])
            #expect(kept.map(\.endpoint) == ["GET /slow", "GET /api/chefs/{id}"])
            for summary in kept {
                let request = try await get(summary.span)
                #expect(request.endpoint == summary.endpoint)
                #expect(request.traceparent?.contains(summary.span) == true)
            }
            #expect(try await get(id).endpoint == "GET /slow", "of several, the slowest")
            // Whoever sends another's span as an id does not put itself in its place.
            let span = try #require(kept.last?.span)
            var other = monitor.begin(method: "GET", route: "/other", requestID: span)
            monitor.end(&other, status: 200, responseBytes: 0)
            #expect(try await get(span).endpoint == "GET /api/chefs/{id}")
        }
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
            #expect(endpoint.queries.total == 13)
            let system = try await get("/api/monitoring/system")
            #expect(
                try JSONDecoder().decode(SystemSnapshot.self, from: Data(system.body.readableBytesView)).residentBytes
                    > 0)
            let health = try await client.execute(uri: "/api/monitoring/health", method: .get)
            #expect(health.status == .ok)
            #expect(String(buffer: health.body).contains(#""status":"ok""#))
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
}
