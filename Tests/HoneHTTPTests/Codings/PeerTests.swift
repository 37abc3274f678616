import Foundation
import HoneTesting
import NIOCore
import Testing

@testable import HoneHTTP

/// The programs that everyone has agree with us, in both directions.
struct PeerTests {
    struct Peer: Sendable, CustomTestStringConvertible {
        var coding: ContentCoding
        var program: String
        var testDescription: String { program }
    }

    static let peers = [
        Peer(coding: .gzip, program: "gzip"), Peer(coding: .br, program: "brotli"),
        Peer(coding: .zstd, program: "zstd"),
    ].filter { path(of: $0.program) != nil }

    static func path(of program: String) -> String? {
        ["/usr/bin", "/bin", "/usr/local/bin"].map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// gzip is on every machine this runs on, so an empty list is a mistake in the list.
    @Test func thereAreSomePeers() {
        #expect(!Self.peers.isEmpty)
    }

    @Test(arguments: peers, [0, 1, 700, 300_000])
    func theyUnpackOurs(peer: Peer, size: Int) throws {
        let body = Bodies.json(bytes: size)
        #expect(try run(peer, ["-d", "-c"], input: try peer.coding.compress(body)) == body)
    }

    @Test(arguments: peers, [0, 1, 700, 300_000])
    func weUnpackTheirs(peer: Peer, size: Int) throws {
        let body = Bodies.json(bytes: size)
        let packed = try run(peer, ["-c"], input: body)
        #expect(try peer.coding.decompress(packed, limit: size) == body)
    }

    @Test(arguments: peers)
    func theyUnpackOurStreams(peer: Peer) throws {
        let body = Bodies.json(bytes: 100_000)
        let compressor = try StreamCompressor(peer.coding)
        var packed: [UInt8] = []
        for start in stride(from: 0, to: body.count, by: 7_777) {
            let piece = body[start..<min(start + 7_777, body.count)]
            packed += Array(buffer: try compressor.compress(.init(bytes: piece), flush: true))
        }
        packed += Array(buffer: try compressor.finish())
        #expect(try run(peer, ["-d", "-c"], input: packed) == body)
    }

    /// Runs the program on a file and gives what it wrote. Files rather than pipes, so that nothing can block.
    private func run(_ peer: Peer, _ arguments: [String], input: [UInt8]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-peer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(input).write(to: folder.appendingPathComponent("in"))
        let process = try ChildProcess(
            [try #require(Self.path(of: peer.program))] + arguments, in: folder.path, input: .file("in"),
            output: .file("out"), errors: .nowhere)
        #expect(process.waitUntilExit() == .exited(0))
        return Array(try Data(contentsOf: folder.appendingPathComponent("out")))
    }
}
