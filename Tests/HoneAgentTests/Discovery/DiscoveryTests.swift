import Foundation
import HoneTesting
import Testing

@testable import HoneAgent

@Suite("Discovery")
struct DiscoveryTests {
    @Test("OpenAPI: examples become values; what has none is named")
    func openAPI() throws {
        let found = try OpenAPIReader(
            """
            openapi: 3.0.3
            paths:
              /items/{id}:
                get:
                  parameters:
                    - { name: id, in: path, required: true, schema: { type: integer, example: 7 } }
                    - { name: q, in: query, example: "a b" }
                delete: {}
              /hidden/{id}:
                get:
                  parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
              /page:
                get: { responses: { "200": { content: { text/html: {} } } } }
              /orders:
                post:
                  requestBody: { $ref: "#/components/requestBodies/Order" }
              /auth/login:
                post:
                  requestBody: { content: { application/json: { example: { user: u } } } }
                  responses: { "200": { content: { application/json: { example: { accessToken: x } } } } }
            components:
              requestBodies:
                Order: { content: { application/json: { schema: { example: { sku: 1 } } } } }
            """, file: "openapi.yaml"
        ).read()
        #expect(found.endpoints.map(\.name) == ["GET /items/{id}", "POST /orders"])
        #expect(found.endpoints[0].paths == ["/items/7", "/items/7?q=a%20b"])
        #expect(found.endpoints[1].body == #"{"sku":1}"#)
        #expect(found.pages == ["/page"])
        #expect(found.login == .init(path: "/auth/login", body: #"{"user":"u"}"#, credential: .token("/accessToken")))
        #expect(found.notes.count == 2)
        #expect(found.notes.contains { $0.hasPrefix("GET /hidden/{id}") })
        #expect(found.notes.contains { $0.hasPrefix("DELETE /items/{id}") })
    }

    @Test("What is no OpenAPI 3 description is refused", arguments: ["[1]", "swagger: '2.0'\npaths: {}\n", "{", ""])
    func notOpenAPI(text: String) {
        #expect(throws: AgentError.self) { try OpenAPIReader(text, file: "x.json") }
    }

    @Test("HAR: real requests with their frequency, without assets and logins")
    func har() throws {
        func entry(_ method: String, _ url: String, _ type: String, status: Int = 200) -> String {
            #"{"request":{"method":"\#(method)","url":"\#(url)"},"response":{"status":\#(status),"content":{"mimeType":"\#(type)"}}}"#
        }
        let base = "http://127.0.0.1:8000"
        let entries = [
            entry("GET", "\(base)/", "text/html"), entry("GET", "\(base)/api/a/1", "application/json"),
            entry("GET", "\(base)/api/a/2", "application/json"), entry("GET", "\(base)/x.png", "image/png"),
            entry("GET", "http://elsewhere/api", "application/json"),
            entry("GET", "\(base)/gone", "application/json", status: 404),
            entry("POST", "\(base)/login", "application/json"),
        ]
        let text = #"{"log":{"entries":[\#(entries.joined(separator: ","))]}}"#
        let found = try HARReader(Data(text.utf8), file: "x.har").read(target: base)
        #expect(found.pages == ["/"])
        #expect(found.endpoints.map(\.name) == ["GET /api/a/{id}"])
        #expect(found.endpoints[0].paths == ["/api/a/1", "/api/a/2"])
        #expect(found.endpoints[0].weight == 2)
        #expect(found.notes.count == 1)
        #expect(throws: AgentError.self) { try HARReader(Data("{}".utf8), file: "x.har") }
    }

    @Test("The crawler follows links with GET, within the target, and not to what deletes")
    func crawl() async throws {
        let server = try await FixtureServer.start { request in
            switch request.path {
            case "/":
                .init(
                    headers: [("Content-Type", "text/html; charset=utf-8")],
                    body: """
                        <a href="/chefs/1">1</a> <a href='/chefs/2'>2</a> <a href="/logout">out</a>
                        <a href="http://example.com/">away</a> <img src="/big.png"> <script src="/app.js"></script>
                        """)
            case "/app.js": .init(headers: [("Content-Type", "text/javascript")], body: "fetch('/api/items?page=1')")
            case "/chefs/1", "/chefs/2": .init(headers: [("Content-Type", "text/html")], body: "<p>chef</p>")
            case "/api/items?page=1", "/api/items":
                .init(headers: [("Content-Type", "application/json")], body: #"{"next":"/api/items?page=1"}"#)
            default: .init(status: 404)
            }
        }
        let target = Target(url: server.url)
        let found = try await Crawler(requester: Requester(target: target), target: target).crawl { _ in }
        try await server.stop()
        #expect(found.endpoints.map(\.name) == ["GET /api/items", "GET /", "GET /chefs/{id}"])
        #expect(found.endpoints[2].paths == ["/chefs/1", "/chefs/2"])
        #expect(found.pages == ["/", "/chefs/1"])
    }

    @Test("A target that is down is an error that says what to do")
    func down() async throws {
        let target = Target(url: "http://127.0.0.1:1")
        let error = try await #require(throws: AgentError.self) {
            try await Crawler(requester: Requester(target: target), target: target).crawl { _ in }
        }
        #expect(error.status == .unreachable)
    }
}
