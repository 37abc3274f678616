import Foundation
import HoneLoad
import HoneMonitor
import HoneTesting
import Testing

@testable import HoneHummingbird

/// A real Prometheus scrapes an app, and says what it read.
@Suite(.timeLimit(.minutes(2)))
struct PrometheusScrapeTests {
    private struct Answer: Decodable {
        struct Series: Decodable {
            var metric: [String: String]
            /// The time, and the value as text.
            var value: [Value]
        }
        struct Result: Decodable { var result: [Series] }
        var data: Result

        enum Value: Decodable {
            case time(Double)
            case text(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let time = try? container.decode(Double.self) {
                    self = .time(time)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }
        }

        /// The value of the first series; nil without one.
        var value: Double? {
            guard case .text(let text)? = data.result.first?.value.last else { return nil }
            return Double(text)
        }
    }

    private static func query(_ expression: String, _ server: PrometheusServer, _ app: MonitoringApp) async throws
        -> Double?
    {
        let encoded = try #require(expression.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let answer = try await app.client.send(.init("\(server.url)/api/v1/query?query=\(encoded)"))
        guard answer.status == 200 else { return nil }  // It is not ready yet.
        return try JSONDecoder().decode(Answer.self, from: Data(answer.body)).value
    }

    @Test func figuresArrive() async throws {
        try await MonitoringApp.serving { app in
            try await app.use(8)
            let server = try await PrometheusServer.start(
                scraping: app.authority, path: "/api/monitoring/prometheus", bearerToken: MonitoringApp.token)
            defer { server.stop() }
            try await eventually { try await Self.query("up", server, app) == 1 }
            let labels = #"{endpoint="GET /api/chefs/{id}"}"#
            try await eventually { try await Self.query("hone_queries_total\(labels)", server, app) == 8 * 13 }
            #expect(try await Self.query("sum(hone_http_requests_total\(labels))", server, app) == 8)
            #expect(
                try await Self.query(
                    #"hone_http_requests_total{outcome="server_error",endpoint="GET /api/broken"}"#, server, app)
                    == 2)
            #expect(
                try await Self.query("hone_http_request_duration_seconds_count\(labels)", server, app) == 8)
            let quantile = "histogram_quantile(0.95, sum by (le) (hone_http_request_duration_seconds_bucket\(labels)))"
            let p95 = try #require(try await Self.query(quantile, server, app))
            #expect(p95 > 0 && p95 < 10)
            #expect(try #require(try await Self.query("process_resident_memory_bytes", server, app)) > 1e6)
        }
    }

    @Test func withoutTheTokenNothingArrives() async throws {
        try await MonitoringApp.serving { app in
            try await app.use(1)
            let server = try await PrometheusServer.start(
                scraping: app.authority, path: "/api/monitoring/prometheus", bearerToken: "another")
            defer { server.stop() }
            try await eventually { try await Self.query("up", server, app) == 0 }
            #expect(try await Self.query("hone_queries_total", server, app) == nil)
        }
    }
}
