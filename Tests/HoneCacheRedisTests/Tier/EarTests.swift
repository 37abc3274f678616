import Dispatch
import HoneCache
import HoneTesting
import NIOPosix
import Synchronization
import Testing

@testable import HoneCacheRedis

@Suite(.timeLimit(.minutes(5)))
struct EarTests {
    /// Code of the app runs when something goes from the memory: it holds up no connection.
    @Test func whatIsHeardRunsOnNoEventLoop() async throws {
        let server = try await RedisServer.start()
        let heard = Mutex(0)
        let onLoop = Mutex(0)
        let tier = RedisTier(cache: "shop", address: try RedisAddress(server.url), options: TestTier.options)
        tier.listen { _ in
            heard.withLock { $0 += 1 }
            if MultiThreadedEventLoopGroup.currentEventLoop != nil { onLoop.withLock { $0 += 1 } }
        }
        #expect(try await tier.entry(for: "a") == nil)
        let other = try await TestTier(server.url)
        for invalidation in [TierInvalidation.key("a"), .tag("t"), .prefix("p"), .all] {
            try await other.tier.invalidate(invalidation)
        }
        try server.command("FLUSHALL")
        try await eventually { heard.withLock { $0 } >= 5 }
        #expect(onLoop.withLock { $0 } == 0)
        await tier.close()
    }

    /// An ear whose listener waits at the first that it hears.
    private func ear(_ said: Heard, until gate: DispatchSemaphore, begun: Heard = Heard()) -> Ear {
        let ear = Ear()
        ear.listen { invalidation in
            begun.note(invalidation)
            if said.said.isEmpty { gate.wait() }
            said.note(invalidation)
        }
        return ear
    }

    @Test func itIsToldInOrder() async throws {
        let (said, gate) = (Heard(), DispatchSemaphore(value: 0))
        let ear = ear(said, until: gate)
        for number in 0..<500 { ear.tell([.key("\(number)"), .tag("\(number)")]) }
        gate.signal()
        try await eventually { said.said.count == 1_000 }
        #expect(said.said == (0..<500).flatMap { [.key("\($0)"), .tag("\($0)")] })
        ear.tell([])
        ear.tell([.prefix("last")])
        try await said.hears(.prefix("last"))
    }

    @Test func tooManyThatWaitBecomeEverything() async throws {
        let (said, gate, begun) = (Heard(), DispatchSemaphore(value: 0), Heard())
        let ear = ear(said, until: gate, begun: begun)
        ear.tell([.key("first")])
        // Those that come before are told of, too.
        try await begun.hears(.key("first"))
        for number in 0...2 * Ear.mostWaiting { ear.tell([.key("\(number)")]) }
        ear.tell([.key("last")])
        gate.signal()
        try await said.hears(.key("last"))
        #expect(said.said.contains(.all) && said.said.count <= Ear.mostWaiting + 2)
    }

    @Test func whatHasToBeKnownIsToldAtOnce() {
        let said = Heard()
        let ear = Ear()
        ear.tellAtOnce(.all)
        ear.listen { said.note($0) }
        ear.tellAtOnce(.tag("t"))
        #expect(said.said == [.tag("t")])
    }
}
