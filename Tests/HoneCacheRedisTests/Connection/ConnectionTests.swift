import HoneTesting
import NIOCore
import Testing

@testable import HoneCacheRedis

@Suite(.timeLimit(.minutes(5)))
struct ConnectionTests {
    private func connect(_ url: String, timeout: Duration = .seconds(20)) async throws -> RedisConnection {
        let address = try RedisAddress(url)
        var options = TestTier.options
        options.timeout = timeout
        return try await RedisConnection.connect(to: address.seeds[0], address, options)
    }

    @Test func requestsAreCarriedInOrderWithoutWaiting() async throws {
        let server = try await RedisServer.start()
        let connection = try await connect(server.url)
        defer { connection.close() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<500 {
                group.addTask {
                    let replies = try await connection.send([
                        RedisCommand("SET", "key \(index)", "\(index)"), RedisCommand("GET", "key \(index)"),
                        RedisCommand("NOSUCH"), RedisCommand("INCR", "count"),
                    ])
                    #expect(replies.count == 4 && replies[0] == .status("OK") && replies[1].number == UInt64(index))
                    #expect(replies[2].failure?.hasPrefix("ERR unknown command") == true)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await connection.send([RedisCommand("GET", "count")])[0].number == 500)
        #expect(try await connection.send([]).isEmpty)
    }

    @Test func theAddressLogsInAndChoosesTheDatabase() async throws {
        let server = try await RedisServer.start(.init(password: "p@ss/wörd"))
        try server.command("ACL", "SETUSER", "me", "on", ">s3cret", "~*", "+@all")
        for login in [":p%40ss%2Fw%C3%B6rd", "default:p%40ss%2Fw%C3%B6rd", "me:s3cret"] {
            let connection = try await connect("redis://\(login)@127.0.0.1:\(server.port)/3")
            _ = try await connection.send([RedisCommand("SET", login, "x")])
            #expect(try server.command("-n", "3", "EXISTS", login) == "1")
            connection.close()
        }
    }

    @Test(arguments: ["redis://", "redis://:wr0ng@", "redis://nobody:wr0ng@", "redis://default@"])
    func whoIsNotLetInIsTold(_ start: String) async throws {
        let server = try await RedisServer.start(.init(password: "right"))
        let problem = await #expect(throws: RedisError.self) {
            try await connect("\(start)127.0.0.1:\(server.port)")
        }
        #expect(problem?.kind == .login)
        #expect(problem?.description.contains("user and password in the address") == true)
        #expect(problem?.description.contains("wr0ng") == false)
    }

    @Test func aDatabaseThatIsNotThereIsTold() async throws {
        let server = try await RedisServer.start()
        let problem = await #expect(throws: RedisError.self) { try await connect("\(server.url)/99") }
        #expect(problem?.kind == .refused && problem?.found.contains("out of range") == true)
    }

    @Test func nobodyThere() async throws {
        let closed = try ClosedPort()
        let problem = await #expect(throws: RedisError.self) { try await connect("redis://127.0.0.1:\(closed.port)") }
        #expect(problem?.kind == .unreachable)
        #expect(problem?.node == "127.0.0.1:\(closed.port)")
        #expect(problem?.description.contains("listens there") == true)
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", "\u{16}\u{3}\u{1}\0\0", "+PONG\r\n+PONG\r\n",
        "$9x\r\n",
        "+" + String(repeating: "and on ", count: 20_000),
    ])
    func whatIsNoAnswerEndsTheConnection(_ garbage: String) async throws {
        let server = try await ScriptedServer.start { _ in Array(garbage.utf8) }
        let problem = await #expect(throws: RedisError.self) {
            let connection = try await connect(server.url)
            // An answer too many is known as such by the next.
            _ = try await connection.send([RedisCommand("PING")])
            _ = try await connection.send([RedisCommand("PING")])
        }
        #expect(problem?.kind == .garbage || problem?.kind == .unreachable)
        try await server.stop()
    }

    @Test func whoWaitsIsToldWhenTheConnectionIsClosed() async throws {
        let server = try await ScriptedServer.start { $0.contains("GET") ? nil : Array("+PONG\r\n".utf8) }
        let connection = try await connect(server.url)
        let problem = await #expect(throws: RedisError.self) {
            _ = try await connection.send([RedisCommand("GET", "a")])
        }
        #expect(problem?.kind == .unreachable)
        try await connection.closed.get()
        let later = await #expect(throws: RedisError.self) { _ = try await connection.send([RedisCommand("PING")]) }
        #expect(later?.kind == .unreachable)
        try await server.stop()
    }

    @Test func whatIsNotAnsweredInTimeFailsWithAllBehindIt() async throws {
        let server = try await ScriptedServer.start { $0.contains("GET") ? [] : Array("+PONG\r\n".utf8) }
        let connection = try await connect(server.url, timeout: .milliseconds(50))
        let problems = await withTaskGroup(of: RedisError.Kind?.self) { group in
            for index in 0..<20 {
                group.addTask {
                    do {
                        _ = try await connection.send([RedisCommand("GET", "\(index)")])
                        return nil
                    } catch { return (error as? RedisError)?.kind }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(problems.allSatisfy { $0 == .timeout || $0 == .unreachable })
        #expect(problems.contains(.timeout))
        try await connection.closed.get()
        try await server.stop()
    }

    @Test func howMuchIsUnderWayIsBounded() async throws {
        let server = try await ScriptedServer.start { $0.contains("GET") ? [] : Array("+PONG\r\n".utf8) }
        let connection = try await connect(server.url, timeout: .seconds(3))
        let kinds = await withTaskGroup(of: RedisError.Kind?.self) { group in
            for _ in 0..<10_100 {
                group.addTask {
                    do {
                        _ = try await connection.send([RedisCommand("GET", "a")])
                        return nil
                    } catch { return (error as? RedisError)?.kind }
                }
            }
            return await group.reduce(into: [RedisError.Kind?: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(kinds[.busy] == 100)
        #expect(kinds[nil] == nil)
        try await server.stop()
    }

    @Test func aServerThatDiesInSilenceIsNoticed() async throws {
        let server = try await RedisServer.start()
        let connection = try await connect(server.url, timeout: .milliseconds(100))
        connection.keepAsking(every: .milliseconds(10))
        server.pause()
        try await connection.closed.get()
        server.resume()
        await #expect(throws: RedisError.self) { _ = try await connection.send([RedisCommand("PING")]) }
    }

    @Test func tlsIsSpokenWhenTheAddressSaysSo() async throws {
        let server = try await RedisServer.start(.init(password: "x", certificate: .selfSigned()))
        let address = try RedisAddress(server.url)
        #expect(address.isTLS)
        var options = TestTier.options
        options.certificateAuthorities = server.certificateFile
        let connection = try await RedisConnection.connect(to: address.seeds[0], address, options)
        #expect(try await connection.send([RedisCommand("PING")]) == [.status("PONG")])
        connection.close()
        // By the system's authorities nobody knows that certificate.
        options.certificateAuthorities = nil
        await #expect(throws: RedisError.self) {
            try await RedisConnection.connect(to: address.seeds[0], address, options)
        }
        options.certificateAuthorities = "/nowhere.pem"
        let problem = await #expect(throws: RedisError.self) {
            try await RedisConnection.connect(to: address.seeds[0], address, options)
        }
        #expect(problem?.description.contains("certificateAuthorities") == true)
    }
}
