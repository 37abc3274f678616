import Foundation
import HTTPTypes
import HoneTesting
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization
import Testing

@testable import HoneHummingbird
@testable import HoneMonitor

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

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
            await #expect(throws: WebhookError(refused, .status(400))) {
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
        await #expect(throws: WebhookError(url, .unreachable(URLError.cannotConnectToHost.rawValue))) {
            try await Webhook(url).delivery(Self.alert)
        }
    }

    /// Of the address of a webhook, which is what opens it, the log holds the host.
    @Test(arguments: [false, true]) func theLogHoldsNothingThatOpensTheWebhook(isReached: Bool) async throws {
        let router = Router()
        router.post("/services/**") { _, _ -> HTTPResponse.Status in .forbidden }
        let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await app.test(.live) { client in
            let port = isReached ? try #require(client.port) : 1
            let url = try #require(
                URL(string: "http://someone:password@127.0.0.1:\(port)/services/T00/B00/secret?key=hidden#part"))
            let said = KeptLog()
            let sender = AlertSender(
                logger: said.logger, pause: { _ in }, deliver: Webhook(url).delivery)
            sender.send(Self.alert)
            try await eventually { sender.counts.failed == 1 }
            let line = try #require(said.lines.first)
            #expect(line.contains("127.0.0.1:\(port)"))
            #expect(line.contains(isReached ? "403" : "-1004"))
            for word in ["services", "T00", "secret", "key", "hidden", "someone", "password", "part"] {
                #expect(!line.contains(word), "\(word) in \(line)")
            }
        }
    }
}
