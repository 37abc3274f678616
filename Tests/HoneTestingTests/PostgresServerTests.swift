import Foundation
import Testing

@testable import HoneTesting

@Suite(.serialized, .timeLimit(.minutes(2)))
struct PostgresServerTests {
    @Test func itListensOnItsSocketAndItsPortAndStoppingLeavesNothing() async throws {
        let server = try await PostgresServer.start()
        let socket = "\(server.socketFolder)/.s.PGSQL.\(server.port)"
        #expect(FileManager.default.fileExists(atPath: socket))
        #expect(server.url(database: "shop").hasSuffix(":\(server.port)/shop"))
        #expect(server.networkURL(password: "x") == "postgresql://hone:x@127.0.0.1:\(server.port)/postgres")
        #expect(kill(server.processIdentifier, 0) == 0)
        // Eight zero bytes are no message of its protocol: it closes the connection, and lives on.
        let (bytes, end) = try await RawClient.exchange(port: server.port, "\0\0\0\0\0\0\0\0")
        #expect(bytes.isEmpty && end == .closed)
        server.stop()
        #expect(kill(server.processIdentifier, 0) == -1)
        #expect(!FileManager.default.fileExists(atPath: server.socketFolder))
        server.stop()
    }

    @Test func aStandbyStarts() async throws {
        let server = try await PostgresServer.start(.init(isStandby: true))
        #expect(FileManager.default.fileExists(atPath: "\(server.socketFolder)/cluster/standby.signal"))
        #expect(kill(server.processIdentifier, 0) == 0)
        server.stop()
    }

    @Test func whatPostgresRefusesIsSaid() async throws {
        let failure = await #expect(throws: PostgresServer.Failure.self) {
            try await PostgresServer.start(.init(preload: ["no_such_library"]))
        }
        #expect(failure?.found.contains("no_such_library") == true)
        #expect(failure?.description.contains("postgresql-contrib") == true)
    }

    @Test func settingsOverrideWhatIsSetForTests() {
        let words = PostgresServer.Configuration(preload: ["a", "b"], settings: ["fsync": "on"])
            .arguments(folder: "/f", port: 7)
        #expect(words.starts(with: ["-D", "/f/cluster"]))
        #expect(words.contains("fsync=on") && !words.contains("fsync=off"))
        #expect(words.contains("shared_preload_libraries=a,b"))
        #expect(words.contains("port=7") && words.contains("unix_socket_directories=/f"))
    }
}
