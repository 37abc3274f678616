import HTTPTypes
import HoneMonitor
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// Where the time of a request went, as `Server-Timing` says it to who has the token.
struct ServerTimingTests {
    private let monitor = PerformanceMonitor()

    private func app(token: String? = "secret") -> some ApplicationProtocol {
        MonitoringApp.application(monitor, token: token)
    }

    @Test func theTimingIsSaidToWhoHasTheToken() async throws {
        try await app().test(.router) { client in
            let answer = try await client.execute(
                uri: "/api/chefs/1", method: .get, headers: try HTTPFields(named: [("X-Hone-Token", "secret")]))
            let timing = try #require(try answer.value("Server-Timing"))
            #expect(timing.hasPrefix("total;dur="))
            #expect(timing.contains(#"db;dur=9.30;desc="13 queries""#))
            #expect(timing.contains(#"cache;dur=0;desc="1 of 1 hit""#))
            #expect(timing.contains(#"http;dur=1;desc="1 sent""#))
            #expect(timing.contains("render;dur="))
            for token in ["wrong", "", "secre", "secrets"] {
                let refused = try await client.execute(
                    uri: "/api/chefs/1", method: .get, headers: try HTTPFields(named: [("X-Hone-Token", token)]))
                #expect(try refused.value("Server-Timing") == nil)
            }
        }
        try await app(token: nil).test(.router) { client in
            let answer = try await client.execute(
                uri: "/api/chefs/1", method: .get, headers: try HTTPFields(named: [("X-Hone-Token", "secret")]))
            #expect(try answer.value("Server-Timing") == nil, "without a token nobody asks")
        }
    }

    @Test(arguments: [
        ("render", "render;dur=1.50"), ("load chef", "load-chef;dur=1.50"), ("é\"\r\n;,", "-------;dur=1.50"),
        ("", "section;dur=1.50"), (String(repeating: "x", count: 500), String(repeating: "x", count: 40) + ";dur=1.50"),
    ]) func sectionsAreTokens(name: String, entry: String) {
        let span = SpanSnapshot(kind: .section, name: name, start: 0, milliseconds: 1.5)
        let field = ServerTiming.field(milliseconds: 2, figures: RequestTrace().figures, spans: [span])
        #expect(field == "total;dur=2, \(entry)")
    }

    @Test func manySectionsAreCutOff() {
        let spans = (0..<200).map { SpanSnapshot(kind: .section, name: "s\($0)", start: 0, milliseconds: 1) }
        let field = ServerTiming.field(milliseconds: 2, figures: RequestTrace().figures, spans: spans)
        #expect(field.split(separator: ",").count == 1 + ServerTiming.mostSections)
    }
}
