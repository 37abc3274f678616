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

    private struct Exemplars: Decodable {
        struct Series: Decodable {
            struct Exemplar: Decodable {
                var labels: [String: String]
                var value: String
            }
            var seriesLabels: [String: String]
            var exemplars: [Exemplar]
        }
        var status: String
        var data: [Series]
    }

    /// Prometheus asks for OpenMetrics, and says of a slow request by which trace it can be opened.
    @Test func exemplarsArrive() async throws {
        try await MonitoringApp.serving { app in
            let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
            _ = try await app.send(
                "GET", "/api/chefs/7",
                headers: [("traceparent", "00-\(trace)-00f067aa0ba902b7-01"), ("X-Request-ID", "the-slow-one")])
            let server = try await PrometheusServer.start(
                scraping: app.authority, path: "/api/monitoring/prometheus", bearerToken: MonitoringApp.token)
            defer { server.stop() }
            let query = try #require(
                #"hone_http_request_duration_seconds_bucket{endpoint="GET /api/chefs/{id}"}"#
                    .addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            func found() async throws -> [Exemplars.Series] {
                let now = Date.now.timeIntervalSince1970
                let answer = try await app.client.send(
                    .init("\(server.url)/api/v1/query_exemplars?query=\(query)&start=\(now - 600)&end=\(now + 600)"))
                guard answer.status == 200 else { return [] }
                return try JSONDecoder().decode(Exemplars.self, from: Data(answer.body)).data
            }
            try await eventually { try await !found().isEmpty }
            let series = try await found()
            let exemplars = series.flatMap(\.exemplars)
            #expect(Set(exemplars.compactMap { $0.labels["trace_id"] }) == [trace])
            let kept = try #require(app.monitor.request(id: "the-slow-one"))
            #expect(kept.traceparent?.contains(trace) == true)
            let value = try #require(exemplars.first.flatMap { Double($0.value) })
            #expect(abs(value * 1_000 - kept.milliseconds) < 0.001)
            let bound = try #require(series.first?.seriesLabels["le"].flatMap { Double($0) })
            #expect(value <= bound * 1.016)
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
