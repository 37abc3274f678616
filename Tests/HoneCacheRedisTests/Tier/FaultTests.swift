import HoneCache
import HoneTesting
import Testing

@testable import HoneCacheRedis

/// What a tier does when its server is killed, stopped, full, or none.
@Suite(.timeLimit(.minutes(5)))
struct FaultTests {
    /// What a question for an entry comes to.
    private func problem(_ node: TestTier) async -> RedisError? {
        do {
            _ = try await node.value("a")
            return nil
        } catch { return error as? RedisError }
    }

    @Test func aServerThatIsKilledIsConnectedToAgain() async throws {
        let first = try await RedisServer.start()
        let node = try await TestTier(first.url)
        try await node.set("x", for: "a")
        first.kill()
        try await eventually { await self.problem(node)?.kind == .unreachable }
        #expect(!node.tier.statistics().isAvailable)
        #expect(node.tier.statistics().problem?.contains("127.0.0.1:\(first.port)") == true)
        await #expect(throws: RedisError.self) { try await node.tier.invalidate(.all) }
        await #expect(throws: RedisError.self) { try await node.lease("a") }
        await #expect(throws: RedisError.self) { try await node.set("y", for: "a") }
        #expect(node.heard.said.isEmpty)
        let second = try await RedisServer.start(.init(port: first.port))
        try await eventually { await self.problem(node) == nil }
        // What was changed meanwhile by others was not heard.
        #expect(node.heard.said == [.all])
        try await node.set("z", for: "a")
        #expect(try await node.value("a") == "z")
        #expect(node.tier.statistics().isAvailable)
        let other = try await TestTier(second.url)
        try await other.tier.invalidate(.tag("t"))
        try await node.heard.hears(.tag("t"))
    }

    @Test func aServerThatIsNotThereAtFirstIsFoundLater() async throws {
        let port = try ClosedPort.free()
        let node = try await TestTier("redis://127.0.0.1:\(port)")
        #expect(await problem(node)?.kind == .unreachable)
        let server = try await RedisServer.start(.init(port: port))
        try await eventually { await self.problem(node) == nil }
        #expect(node.heard.said == [.all])
        try await node.set("x", for: "a")
        #expect(try await node.value("a") == "x")
        server.stop()
    }

    @Test func aServerThatIsStoppedIsWaitedForOnceAndThenLeftAlone() async throws {
        let server = try await RedisServer.start()
        var options = TestTier.options
        options.timeout = .milliseconds(200)
        options.connectTimeout = .milliseconds(200)
        let node = try await TestTier(server.url, options: options)
        try await eventually { await self.problem(node) == nil }
        server.pause()
        #expect(await problem(node)?.kind == .timeout)
        try await eventually { !node.tier.statistics().isAvailable }
        // A thousand questions to what is known not to answer wait for nothing: were each to wait for its time, this
        // would take minutes.
        for _ in 0..<1_000 { #expect(await problem(node) != nil) }
        node.heard.forget()
        server.resume()
        try await eventually { await self.problem(node) == nil }
        #expect(node.heard.said.contains(.all))
        try await eventually {
            try await node.set("x", for: "a")
            return try await node.value("a") == "x"
        }
    }

    @Test func aServerThatIsFullStoresNothingAndStillAnswers() async throws {
        let server = try await RedisServer.start(.init(settings: ["maxmemory-policy": "noeviction"]))
        let node = try await TestTier(server.url)
        try await node.set("x", for: "a", tags: ["t"])
        try await node.set("y", for: "b")
        try server.command("CONFIG", "SET", "maxmemory", "1")
        let problem = await #expect(throws: RedisError.self) { try await node.set("new", for: "a", tags: ["t"]) }
        #expect(problem?.kind == .refused && problem?.description.contains("maxmemory") == true)
        // What was there before is not given out any more.
        #expect(try await node.value("a") == nil)
        #expect(try await node.value("b") == "y")
        await #expect(throws: RedisError.self) { try await node.lease("c") }
        await #expect(throws: RedisError.self) { try await node.tier.invalidate(.tag("t")) }
        #expect(node.tier.statistics().problem?.contains("OOM") == true)
        #expect(node.tier.statistics().isAvailable)
        try server.command("CONFIG", "SET", "maxmemory", "0")
        try await node.set("new", for: "a", tags: ["t"])
        #expect(try await node.value("a") == "new")
    }

    @Test func aWrongPasswordIsToldAndTriedAgain() async throws {
        let server = try await RedisServer.start(.init(password: "right"))
        let node = try await TestTier("redis://:wr0ng@127.0.0.1:\(server.port)")
        #expect(await problem(node)?.kind == .login)
        #expect(node.tier.statistics().problem?.contains("wr0ng") == false)
        try server.command("CONFIG", "SET", "requirepass", "wr0ng")
        try await eventually { await self.problem(node) == nil }
    }

    @Test func garbageIsToldAndTheNextServerThereIsUsed() async throws {
        let server = try await ScriptedServer.start { _ in Array("HTTP/1.1 200 OK\r\n\r\n".utf8) }
        let node = try await TestTier(server.url)
        #expect(await problem(node)?.kind == .garbage)
        #expect(!node.tier.statistics().isAvailable)
        await node.tier.close()
        try await server.stop()
    }

    @Test func whoMayNotListenIsTold() async throws {
        let server = try await RedisServer.start()
        try server.command("ACL", "SETUSER", "me", "on", ">x", "~*", "+@all", "-client")
        let url = "redis://me:x@127.0.0.1:\(server.port)"
        let node = try await TestTier(url)
        #expect(await problem(node)?.kind == .login)
        // Who does not want to hear needs no right to.
        var options = TestTier.options
        options.isListening = false
        let deaf = try await TestTier(url, options: options)
        try await deaf.set("x", for: "a")
        #expect(try await deaf.value("a") == "x")
    }

    @Test func aTierThatIsClosedThrows() async throws {
        let server = try await RedisServer.start()
        let node = try await TestTier(server.url)
        try await node.set("x", for: "a")
        await node.tier.close()
        await node.tier.close()
        #expect(await problem(node)?.kind == .closed)
        try await eventually {
            let clients = try server.command("CLIENT", "LIST")
            return clients.split(separator: "\n").count == 1
        }
    }

    @Test func anAddressThatCannotBeReadIsATierThatSaysSo() async throws {
        let tier = UnusableTier(problem: RedisError.closed(node: "here"))
        await #expect(throws: RedisError.self) { try await tier.entry(for: "a") }
        await #expect(throws: RedisError.self) { try await tier.store([]) }
        await #expect(throws: RedisError.self) { try await tier.invalidate(.all) }
        await #expect(throws: RedisError.self) { try await tier.lease(for: "a", tags: [], atMost: .seconds(1)) }
        #expect(!tier.statistics().isAvailable && tier.statistics().problem?.contains("here") == true)
    }
}
