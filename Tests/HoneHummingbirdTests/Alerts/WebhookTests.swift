import Foundation
import HTTPTypes
import HoneMonitor
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import HoneHummingbird

/// Alerts that reach a real server.
struct WebhookTests {
    private static let alert = Alert(
        rule: AlertRule(.latencyP95, endpoint: "GET /a", threshold: 150), isFiring: true, value: 212.5, time: 7)

    @Test func postsWhatChatServicesShow() async throws {
        let received = Mutex<[String]>([])
        let router = Router()
        router.post("/hook") { request, _ -> HTTPResponse.Status in
            let body = try await request.body.collect(upTo: 10_000)
            received.withLock { $0.append(String(buffer: body)) }
            return .noContent
        }
        router.post("/refused") { _, _ -> HTTPResponse.Status in .badRequest }
        let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await app.test(.live) { client in
            let port = try #require(client.port)
            let url = try #require(URL(string: "http://127.0.0.1:\(port)/hook"))
            try await Webhook(url).delivery(Self.alert)
            let refused = try #require(URL(string: "http://127.0.0.1:\(port)/refused"))
            await #expect(throws: WebhookError(url: refused.absoluteString, status: 400)) {
                try await Webhook(refused).delivery(Self.alert)
            }
        }
        #expect(
            received.withLock { $0 } == [
                #"{"endpoint":"GET /a","figure":"latencyP95","isFiring":true,"#
                    + #""text":"p95 latency of GET /a is 212.5 ms, above 150 ms","threshold":150,"time":7,"unit":"ms","value":212.5}"#
            ])
    }

    @Test func nobodyThereIsAnError() async throws {
        let url = try #require(URL(string: "http://127.0.0.1:1/hook"))
        await #expect(throws: (any Error).self) { try await Webhook(url).delivery(Self.alert) }
    }
}
