import Foundation
import HTTPTypes
import HoneMonitor
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HoneHummingbird

/// What browsers send, and what else somebody may send there.
struct PageMetricsRouteTests {
    private let monitor: PerformanceMonitor

    init() {
        var configuration = MonitorConfiguration()
        configuration.pageMetrics.burst = 50
        configuration.pageMetrics.perSecond = 1
        monitor = PerformanceMonitor(configuration: configuration)
    }

    private func app() -> some ApplicationProtocol {
        Application(
            router: MonitoringApp.router(monitor, token: "secret"),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    private static func post(
        _ client: any TestClientProtocol, _ body: String, headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await client.execute(
            uri: "/api/monitoring/page-metrics", method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    @Test(arguments: setups.indices) func aMeasurementIsTakenWithoutAToken(setup: Int) async throws {
        try await app().test(setups[setup]) { client in
            let answer = try await Self.post(
                client, #"{"page":"/chefs/7","ttfb":41.5,"lcp":870,"cls":0.02}"#,
                headers: [.contentType: "text/plain;charset=UTF-8"])
            #expect(answer.status == .noContent)
        }
        let pages = monitor.pageMetrics.snapshot().pages
        #expect(pages.map(\.page) == ["/chefs/{id}"])
        #expect(pages.first?.lcp?.count == 1)
        #expect(monitor.snapshot().requests == 0)
    }

    @Test(arguments: [
        ("", 400), ("no json", 400), ("{}", 400), (#"{"page":"/x"}"#, 400), (#"{"page":"/x","ttfb":-1}"#, 400),
        (#"{"page":"/x","ttfb":1e9}"#, 400), (#"{"page":"x","ttfb":1}"#, 400), ("\u{0}\u{1}", 400),
        (#"{"page":"/x","ttfb":1,"pad":""# + String(repeating: "x", count: 8_192) + "\"}", 413),
        (String(repeating: "[", count: 8_000), 400),
    ]) func whatIsNoneIsRefused(body: String, status: Int) async throws {
        for setup in setups {
            try await app().test(setup) { client in
                let answer = try await Self.post(client, body)
                #expect(answer.status.code == status)
                #expect(answer.headers[.contentType] == "application/problem+json")
            }
        }
        let snapshot = monitor.pageMetrics.snapshot()
        #expect(snapshot.pages.isEmpty)
        #expect(snapshot.refused.malformed == (status == 400 ? 2 : 0))
        #expect(snapshot.refused.tooLarge == (status == 413 ? 2 : 0))
    }

    @Test func aFloodIsRefused() async throws {
        try await app().test(.router) { client in
            var statuses: [Int: Int] = [:]
            for index in 0..<2_000 {
                let answer = try await Self.post(client, #"{"page":"/p\#(index)","ttfb":1}"#)
                statuses[answer.status.code, default: 0] += 1
                if answer.status == .tooManyRequests {
                    #expect(try #require(answer.headers[.retryAfter].flatMap { Int($0) }) >= 1)
                }
            }
            #expect(Set(statuses.keys) == [204, 429])
            #expect((50..<1_000).contains(statuses[204] ?? 0), "the burst, and one a second")
        }
        #expect(monitor.pageMetrics.snapshot().refused.tooMany > 1_000)
    }

    @Test(arguments: [("cross-site", 403), ("same-origin", 204), ("same-site", 204), ("none", 204)])
    func pagesOfOtherSitesAreKeptOut(site: String, status: Int) async throws {
        try await app().test(.router) { client in
            let name = try #require(HTTPField.Name("Sec-Fetch-Site"))
            let answer = try await Self.post(client, #"{"page":"/x","ttfb":1}"#, headers: [name: site])
            #expect(answer.status.code == status)
        }
    }
}
