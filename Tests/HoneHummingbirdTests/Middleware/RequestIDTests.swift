import Foundation
import HTTPTypes
import HoneMonitor
import HoneTesting
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HoneHummingbird

/// The fields that an answer carries because it was monitored.
struct RequestIDTests {
    private let monitor = PerformanceMonitor()

    private func app(token: String? = "secret") -> some ApplicationProtocol {
        MonitoringApp.application(monitor, token: token)
    }

    @Test(arguments: [
        ("7f3a", true), ("order/7:é".replacing("é", with: "e"), true), (String(repeating: "x", count: 128), true),
        (String(repeating: "x", count: 129), false), (String(repeating: "x", count: 10_000), false), ("", false),
        ("two words", false), ("<script>", true), ("tab\there", false),
    ]) func anAcceptableIDComesBack(id: String, isKept: Bool) async throws {
        try await app().test(.router) { client in
            let answer = try await client.execute(
                uri: "/api/products", method: .get, headers: try HTTPFields(named: [("X-Request-ID", id)]))
            let returned = try #require(try answer.value("X-Request-ID"))
            #expect((returned == id) == isKept)
            #expect(!returned.isEmpty && returned.utf8.count <= 128)
        }
    }

    @Test(arguments: ["/api/products", "/stream", "/api/broken", "/no/such"]) func everyAnswerHasItsOwn(path: String)
        async throws
    {
        try await app().test(.live) { client in
            let first = try await client.execute(uri: path, method: .get)
            let second = try await client.execute(uri: path, method: .get)
            let ids = [try first.value("X-Request-ID"), try second.value("X-Request-ID")].compactMap { $0 }
            #expect(ids.count == 2)
            #expect(Set(ids).count == 2)
        }
        #expect(monitor.snapshot().inFlight == 0)
    }

    private struct Unforeseen: Error {}

    /// What Hummingbird answers outside of all middleware, and what nobody records.
    @Test(arguments: [("/unforeseen", 500), ("/api/monitoring/health", 200), ("/api/monitoring/nothing", 404)])
    func theseAnswersHaveNone(path: String, status: Int) async throws {
        let router = MonitoringApp.router(monitor, token: nil)
        router.get("/unforeseen") { _, _ -> Response in throw Unforeseen() }
        try await Application(router: router).test(.live) { client in
            let answer = try await client.execute(
                uri: path, method: .get, headers: try HTTPFields(named: [("X-Request-ID", "own")]))
            #expect(answer.status.code == status)
            #expect(try answer.value("X-Request-ID") == nil)
        }
    }

    @Test func aTraceGoesOn() async throws {
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        try await app().test(.router) { client in
            let answer = try await client.execute(
                uri: "/api/products", method: .get, headers: try HTTPFields(named: [("traceparent", parent)]))
            let own = try #require(try answer.value("traceparent"))
            #expect(own.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-"))
            #expect(own != parent, "a span of its own")
            let without = try await client.execute(uri: "/api/products", method: .get)
            #expect(try without.value("traceparent") == nil)
        }
    }

    @Test(arguments: [
        "", "00-0-0-00", String(repeating: "a", count: 10_000),
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    ])
    func aBadTraceIsReplaced(parent: String) async throws {
        try await app().test(.router) { client in
            let answer = try await client.execute(
                uri: "/api/products", method: .get, headers: try HTTPFields(named: [("traceparent", parent)]))
            let own = try #require(try answer.value("traceparent"))
            #expect(own.utf8.count == 55)
            #expect(TraceContext(own) != nil)
        }
    }

    /// A client that sends what it likes costs one endpoint, and no memory that grows with what it sends.
    @Test func floodsStayBounded() async throws {
        try await app().test(.router) { client in
            let long = String(repeating: "i", count: 10_000)
            for index in 0..<3_000 {
                _ = try await client.execute(
                    uri: "/path/\(index)/\(index)", method: .get,
                    headers: try HTTPFields(named: [("X-Request-ID", "\(index)\(long)"), ("traceparent", long)]))
            }
        }
        let snapshot = monitor.snapshot()
        #expect(snapshot.endpoints.map(\.endpoint) == ["unmatched"])
        #expect(snapshot.requests == 3_000)
        #expect(monitor.requests().allSatisfy { $0.id.utf8.count <= 128 })
        #expect(monitor.requests().count <= 2 * monitor.configuration.keptRequests)
    }

    /// A million paths, as the middleware would tell the monitor of them. Other tests run in the same process, so its
    /// memory is looked at ten times: what was kept of requests would show each time, by 16 MB at least.
    @Test func aMillionPathsAreOneEndpoint() throws {
        let padding = String(repeating: "i", count: 110)
        var grown: [Int] = []
        for round in 0..<10 {
            let before = try monitor.systemSnapshot().residentBytes
            for index in 0..<100_000 {
                var recording = monitor.begin(method: "GET", route: nil, requestID: "\(padding)-\(round)-\(index)")
                monitor.end(&recording, status: 404, responseBytes: 0)
            }
            grown.append(Int(try monitor.systemSnapshot().residentBytes) - Int(before))
        }
        #expect(monitor.snapshot().endpoints.count == 1)
        #expect(monitor.snapshot().requests == 1_000_000)
        #expect(grown.sorted()[5] < 4 << 20, "\(grown) bytes")
    }
}
