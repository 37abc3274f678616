import HoneMonitor
import HoneTesting
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOEmbedded
import NIOPosix
import Synchronization
import Testing

@testable import HoneHummingbird

/// How late loops are: on one whose time the test moves, and on ones that are blocked.
struct EventLoopWatchTests {
    @Test func tellsHowLateTheLoopIs() {
        let loop = EmbeddedEventLoop()
        let told = Mutex<[UInt64]>([])
        let watch = EventLoopWatch(loop, every: .milliseconds(100)) { lag in told.withLock { $0.append(lag) } }
        loop.advanceTime(by: .milliseconds(99))
        #expect(told.withLock { $0 } == [])
        loop.advanceTime(by: .milliseconds(1))
        loop.advanceTime(by: .milliseconds(100))
        #expect(told.withLock { $0 } == [0, 0])
        watch.stop()
        loop.advanceTime(by: .seconds(10))
        #expect(told.withLock { $0.count } == 2)
    }

    /// Keeps a loop busy for a while.
    private static func block(_ loop: any EventLoop, for time: TimeAmount) async throws {
        try await loop.submit {
            let end = NIODeadline.now() + time
            while NIODeadline.now() < end {}
        }.get()
    }

    /// A loop that was blocked from just after one reading on is late by all of that but the time to the next.
    @Test func tellsHowLongARealLoopWasBlocked() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let told = Mutex<[UInt64]>([])
        let watch = EventLoopWatch(group, every: .milliseconds(5)) { lag in told.withLock { $0.append(lag) } }
        try await eventually { told.withLock { $0.count } > 2 }
        try await Self.block(group.next(), for: .milliseconds(200))
        let before = told.withLock { $0.count }
        try await eventually { told.withLock { $0.count } > before }
        #expect(try #require(told.withLock { $0.max() }) >= 195_000_000)
        watch.stop()
        try await group.shutdownGracefully()
    }

    /// An app that adds the service has its own loops watched for as long as it runs.
    @Test func aServiceOfAnAppFindsABlockedLoop() async throws {
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let router = Router()
        router.get("/block") { _, _ in
            for loop in group.makeIterator() { try await Self.block(loop, for: .milliseconds(300)) }
            return "free again"
        }
        var app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            eventLoopGroupProvider: .shared(group))
        app.addServices(monitor.watch(app.eventLoopGroup))
        try await app.test(.live) { client in
            try await eventually { try monitor.systemSnapshot().eventLoopLag != nil }
            _ = try await client.execute(uri: "/block", method: .get)
            // Read every 100 ms: of 300 ms it is late by 200 ms at least.
            try await eventually { try monitor.systemSnapshot().eventLoopLag?.max ?? 0 >= 200 }
            #expect(monitor.findings().map(\.detector) == ["event-loop-blocked"])
        }
        // It ended with the app.
        try await group.shutdownGracefully()
    }
}
