import Foundation
import HTTPTypes
import HoneLoad
import HoneMonitor
import HoneTesting
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOConcurrencyHelpers
import NIOPosix
import Testing

@testable import HoneHummingbird

/// The stream of snapshots: who gets one, what is in it, and that it ends.
@Suite(.timeLimit(.minutes(2)))
struct EventFeedTests {
    private struct Snapshot: Decodable {
        var metrics: MonitorSnapshot
        var system: SystemSnapshot?
    }

    private static func decode(_ block: String) throws -> Snapshot {
        #expect(block.hasPrefix("event: snapshot\ndata: "))
        #expect(block.hasSuffix("\n\n"))
        #expect(block.split(separator: "\n").count == 2, "one line of JSON")
        return try JSONDecoder().decode(
            Snapshot.self, from: Data(block.dropFirst("event: snapshot\ndata: ".count).utf8))
    }

    @Test func blocksComeAgainAndAgain() async throws {
        let monitor = PerformanceMonitor()
        let feed = EventFeed(monitor: monitor, interval: .milliseconds(20))
        let (blocks, continuation) = feed.blocks()
        var requests: [Int] = []
        for await block in blocks {
            let snapshot = try Self.decode(String(buffer: block))
            #expect(snapshot.system != nil)
            requests.append(snapshot.metrics.requests)
            var recording = monitor.begin(method: "GET", route: "/x")
            monitor.end(&recording, status: 200, responseBytes: 0)
            if requests.count == 4 { continuation.finish() }
        }
        #expect(requests.count >= 4)
        #expect(requests == requests.sorted())
        #expect(try #require(requests.last) > 0)
    }

    /// A share of nothing is no number: JSON cannot say it, and the rest is said.
    @Test func figuresThatJSONCannotSayAreLeftOut() async throws {
        let monitor = PerformanceMonitor()
        monitor.addGauges("part") { [("odd", .nan), ("endless", .infinity), ("even", 2)] }
        let (blocks, continuation) = EventFeed(monitor: monitor).blocks()
        var iterator = blocks.makeAsyncIterator()
        let block = try #require(await iterator.next())
        continuation.finish()
        #expect(try Self.decode(String(buffer: block)).metrics.gauges == ["part": ["even": 2]])
        try await Application(router: MonitoringApp.router(monitor, token: nil)).test(.router) { client in
            let answer = try await client.execute(uri: "/api/monitoring/metrics", method: .get)
            #expect(answer.status == .ok)
        }
    }

    @Test func asManyListenAsAreServed() {
        let feed = EventFeed(monitor: PerformanceMonitor(), maximumListeners: 3)
        var listeners = (0..<3).compactMap { _ in feed.join() }
        #expect(listeners.count == 3)
        #expect(feed.join() == nil)
        #expect(feed.listeners == 3)
        listeners.removeFirst()
        #expect(feed.listeners == 2)
        let again = feed.join()
        #expect(again != nil)
        #expect(feed.join() == nil)
        listeners.removeAll()
        withExtendedLifetime(again) { #expect(feed.listeners == 1) }
    }

    /// Connections that ask for events and read what comes, without a client that would wait for the end.
    static func listen(_ app: MonitoringApp) async throws -> (channel: any Channel, said: Said) {
        let said = Said()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(said) }
            }
            .connect(host: "127.0.0.1", port: app.port).get()
        let request =
            "GET /api/monitoring/events HTTP/1.1\r\nHost: \(app.authority)\r\n"
            + "Authorization: Bearer \(MonitoringApp.token)\r\n\r\n"
        try await channel.writeAndFlush(ByteBuffer(string: request))
        return (channel, said)
    }

    @Test func aListenerThatGoesMakesRoom() async throws {
        try await MonitoringApp.serving { app in
            var open: [(channel: any Channel, said: Said)] = []
            for _ in 0..<16 {
                let one = try await Self.listen(app)
                try await eventually { one.said.text.contains("event: snapshot") }
                open.append(one)
            }
            let more = try await app.send("GET", "/api/monitoring/events")
            #expect(more.status == 503)
            #expect(more.header("Retry-After") == "5")
            #expect(String(decoding: more.body, as: UTF8.self).contains("16 listeners"))
            for one in open { try await one.channel.close() }
            try await eventually {
                let next = try await Self.listen(app)
                defer { next.channel.close(promise: nil) }
                try await eventually { next.said.text.contains("\r\n\r\n") }
                return next.said.text.hasPrefix("HTTP/1.1 200")
            }
        }
    }

    @Test func aServerThatShutsDownEndsTheStream() async throws {
        try await MonitoringApp.serving { app in
            let one = try await Self.listen(app)
            try await eventually { one.said.text.contains("event: snapshot") }
            #expect(one.said.text.contains("text/event-stream"))
            await app.shutDown()
            try await eventually(within: .seconds(10)) { one.said.isClosed }
            #expect(one.said.text.hasSuffix("0\r\n\r\n"), "the last chunk: it ended, and was not cut off")
        }
    }
}

/// What a server sent.
final class Said: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    private let state = NIOLockedValueBox((text: "", isClosed: false))

    var text: String { state.withLockedValue { $0.text } }
    var isClosed: Bool { state.withLockedValue { $0.isClosed } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        state.withLockedValue { $0.text += String(buffer: buffer) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        state.withLockedValue { $0.isClosed = true }
    }
}
