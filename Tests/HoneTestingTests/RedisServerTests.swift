import Foundation
import Testing

@testable import HoneTesting

@Suite(.serialized, .timeLimit(.minutes(2)))
struct RedisServerTests {
    @Test func itAnswersOnItsPortAndStoppingLeavesNothing() async throws {
        let server = try await RedisServer.start()
        #expect(server.url == "redis://127.0.0.1:\(server.port)")
        #expect(try server.command("SET", "a b", "é") == "OK")
        #expect(try server.command("GET", "a b") == "é")
        let (bytes, _) = try await RawClient.exchange(port: server.port, "PING\r\nQUIT\r\n")
        #expect(String(decoding: bytes, as: UTF8.self) == "+PONG\r\n+OK\r\n")
        let folder = try server.command("CONFIG", "GET", "dir").split(separator: "\n")[1]
        #expect(FileManager.default.fileExists(atPath: String(folder)))
        server.stop()
        #expect(kill(server.processIdentifier, 0) == -1)
        #expect(!FileManager.default.fileExists(atPath: String(folder)))
        server.stop()
    }

    @Test func itAsksForThePassword() async throws {
        let server = try await RedisServer.start(.init(password: "s3cret"))
        #expect(server.url == "redis://:s3cret@127.0.0.1:\(server.port)")
        let (bytes, _) = try await RawClient.exchange(port: server.port, "PING\r\nQUIT\r\n")
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("-NOAUTH"))
        #expect(try server.command("PING") == "PONG")
        server.stop()
    }

    @Test func itSpeaksTLSAndNothingElse() async throws {
        let server = try await RedisServer.start(.init(certificate: .selfSigned()))
        #expect(server.url == "rediss://127.0.0.1:\(server.port)")
        #expect(try server.command("PING") == "PONG")
        let (bytes, _) = try await RawClient.exchange(port: server.port, "PING\r\n")
        #expect(!String(decoding: bytes, as: UTF8.self).contains("PONG"))
        server.stop()
    }

    @Test func itIsPausedAndKilledAndStartedAtTheSamePort() async throws {
        let first = try await RedisServer.start()
        first.pause()
        first.resume()
        #expect(try first.command("PING") == "PONG")
        first.kill()
        #expect(kill(first.processIdentifier, 0) == -1)
        let second = try await RedisServer.start(.init(port: first.port))
        #expect(second.port == first.port)
        #expect(try second.command("PING") == "PONG")
        second.stop()
        first.stop()
    }

    @Test func whatRedisRefusesIsSaid() async throws {
        let failure = await #expect(throws: RedisServer.Failure.self) {
            try await RedisServer.start(.init(settings: ["no-such-setting": "1"]))
        }
        #expect(failure?.found.contains("no-such-setting") == true)
        #expect(failure?.description.contains("starts by hand") == true)
    }

    @Test func aClusterHasItsSlotsInEqualParts() async throws {
        let cluster = try await RedisCluster.start(masters: 3)
        #expect(cluster.masters.count == 3 && cluster.replicas.isEmpty)
        #expect(cluster.url.split(separator: ",").count == 3)
        #expect([0, 5_460, 5_461, 10_922, 16_383].map(cluster.master) == [0, 0, 1, 2, 2])
        for (index, server) in cluster.masters.enumerated() {
            #expect(try server.command("CLUSTER", "COUNTKEYSINSLOT", "0") == "0")
            let own = try server.command("CLUSTER", "NODES").split(separator: "\n").first { $0.contains("myself") }
            let first = index * 5_461
            #expect(own?.hasSuffix(" \(first)-\(index == 2 ? 16_383 : first + 5_460)") == true)
        }
        cluster.stop()
    }
}
