import HoneCore
import NIOCore
import Testing

@testable import HoneCacheRedis

struct ProtocolTests {
    private func replies(_ bytes: [UInt8], pieces: Int, largest: Int = 1 << 20) throws -> [RedisReply] {
        let reader = try #require(RedisReplyReader(largest: largest))
        var replies: [RedisReply] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try bytes[start..<min(start + pieces, bytes.count)].withUnsafeBytes { try reader.feed($0) }
            while let reply = try reader.next() { replies.append(reply) }
        }
        return replies
    }

    @Test(arguments: [1, 2, 3, 7, 1_000])
    func repliesAreReadInWhateverPiecesTheyCome(_ pieces: Int) throws {
        let text =
            "+OK\r\n-ERR no such thing\r\n:-12\r\n$5\r\na\r\nb\0\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n"
            + "*3\r\n$7\r\nmessage\r\n*2\r\n:1\r\n*1\r\n$1\r\nx\r\n$-1\r\n"
        #expect(
            try replies(Array(text.utf8), pieces: pieces) == [
                .status("OK"), .error("ERR no such thing"), .integer(-12), .string(Array("a\r\nb\0".utf8)),
                .string([]), .null, .null, .array([]),
                .array([
                    .string(Array("message".utf8)), .array([.integer(1), .array([.string(Array("x".utf8))])]), .null,
                ]),
            ])
    }

    @Test func aLongStringComesWhole() throws {
        let long = [UInt8](repeating: 0x0D, count: 3_000_000)
        let bytes = Array("$3000000\r\n".utf8) + long + Array("\r\n:7\r\n".utf8)
        #expect(try replies(bytes, pieces: 65_536, largest: 4_000_000) == [.string(long), .integer(7)])
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\0\0\0\0\0\0", "?\r\n", "$-7\r\n", "$x\r\n", "*1000001\r\n",
        "*2147483648\r\n", "*-2\r\n", ":12x\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
    ])
    func whatIsNoReplyIsRefused(_ text: String) {
        let problem = #expect(throws: RedisReplyReader.Problem.self) { try replies(Array(text.utf8), pieces: 1_000) }
        #expect(problem?.found.isEmpty == false)
    }

    @Test func whatIsTooLongIsRefused() {
        #expect(throws: RedisReplyReader.Problem(found: "a reply is longer than 1000 bytes")) {
            try replies(Array("$2000\r\n".utf8) + [UInt8](repeating: 1, count: 2_000), pieces: 100, largest: 1_000)
        }
        #expect(throws: RedisReplyReader.Problem(found: "a line does not end")) {
            try replies(Array("+".utf8) + [UInt8](repeating: 0x61, count: 200_000), pieces: 50_000)
        }
    }

    /// An array is bounded by all its items together, and each reply by itself.
    @Test(arguments: [1, 7, 100, 1_000_000])
    func theBytesOfOneReplyAreBounded(pieces: Int) throws {
        func array(_ count: Int) -> [UInt8] {
            Array("*\(count)\r\n".utf8) + (0..<count).flatMap { _ in Array("$10\r\n0123456789\r\n".utf8) }
        }
        let most = array(99)
        #expect(most.count == 5 + 99 * 17)
        let many = try replies(most + most + most, pieces: pieces, largest: most.count)
        #expect(many.count == 3 && many.allSatisfy { $0.items?.count == 99 })
        let problem = RedisReplyReader.Problem(found: "a reply is longer than \(most.count) bytes")
        for long in [array(100), Array("*2\r\n".utf8) + most + most] {
            #expect(throws: problem) { try replies(long, pieces: pieces, largest: most.count) }
            #expect(throws: problem) {
                try replies(most + Array(long.dropLast(2)), pieces: pieces, largest: most.count)
            }
        }
        #expect(throws: problem) { try replies(Array("*2\r\n".utf8) + most, pieces: pieces, largest: most.count) }
    }

    @Test func randomBytesNeitherCrashNorHang() throws {
        var random = SeededGenerator(seed: 6_379)
        let alphabet = Array("+-:$*0123456789\r\n\r\n\r\nab\0".utf8)
        var refused = 0
        for _ in 0..<3_000 {
            let count = Int.random(in: 1...60, using: &random)
            let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
            do { _ = try replies(bytes, pieces: 5) } catch { refused += 1 }
        }
        #expect(refused > 100)
    }

    @Test(arguments: [
        (["PING"], "*1\r\n$4\r\nPING\r\n"), (["GET", "a b\r\n"], "*2\r\n$3\r\nGET\r\n$5\r\na b\r\n\r\n"),
        (["SET", "", "é\0"], "*3\r\n$3\r\nSET\r\n$0\r\n\r\n$3\r\né\0\r\n"), ([""], "*1\r\n$0\r\n\r\n"),
    ])
    func commandsAreWrittenWithTheirLengths(_ words: [String], _ expected: String) {
        var buffer = ByteBuffer()
        #expect(RedisCommand(words: words.map { Array($0.utf8) }).write(to: &buffer))
        #expect(String(buffer: buffer) == expected)
    }

    @Test func partsOfReplies() {
        #expect(RedisReply.string(Array("12".utf8)).number == 12)
        #expect(RedisReply.integer(-1).number == nil)
        #expect(RedisReply.status("OK").text == "OK" && RedisReply.status("OK").bytes == nil)
        #expect(RedisReply.error("ERR x").failure == "ERR x" && RedisReply.error("ERR x").text == nil)
        #expect(RedisReply.array([.null]).items == [.null] && RedisReply.null.items == nil)
    }
}
