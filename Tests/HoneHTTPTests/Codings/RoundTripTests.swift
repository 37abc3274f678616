import NIOCore
import Testing

@testable import HoneHTTP

/// What is packed unpacks to the same, in one go and in pieces, at every level.
struct RoundTripTests {
    static let sizes = [0, 1, 2, 499, 500, 4_096, 65_537, 1_000_003]

    @Test(arguments: ContentCoding.allCases, sizes)
    func wholeBodies(coding: ContentCoding, size: Int) throws {
        for body in [Bodies.json(bytes: size), Bodies.noise(bytes: size)] {
            let packed = try coding.compress(body)
            #expect(try coding.decompress(packed, limit: size) == body)
        }
    }

    @Test(arguments: ContentCoding.allCases)
    func everyLevel(coding: ContentCoding) throws {
        let body = Bodies.json(bytes: 20_000)
        for level in coding.levels {
            let packed = try coding.compress(body, level: level)
            #expect(try coding.decompress(packed, limit: body.count) == body, "level \(level)")
            #expect(coding == .identity || packed.count < body.count / 2, "level \(level): \(packed.count) bytes")
        }
    }

    @Test(arguments: [(ContentCoding.gzip, 0), (.gzip, 10), (.br, -1), (.br, 12), (.zstd, 0), (.zstd, 20)])
    func refusesLevelsOutOfRange(coding: ContentCoding, level: Int) {
        let problem = CodingError.Problem.level(level, allowed: coding.levels)
        #expect(throws: CodingError(coding: coding, action: .compress, problem: problem)) {
            try coding.compress([1, 2, 3], level: level)
        }
        #expect(throws: CodingError.self) { try StreamCompressor(coding, level: level) }
    }

    @Test(arguments: ContentCoding.allCases, [true, false])
    func pieces(coding: ContentCoding, flush: Bool) throws {
        let body = Bodies.json(bytes: 200_000)
        let compressor = try StreamCompressor(coding)
        var packed = ByteBuffer()
        var offset = 0
        var size = 1
        while offset < body.count {
            let piece = ByteBuffer(bytes: body[offset..<min(offset + size, body.count)])
            offset += size
            size = size * 2 + 1
            var part = try compressor.compress(piece, flush: flush)
            packed.writeBuffer(&part)
        }
        var last = try compressor.finish()
        packed.writeBuffer(&last)
        #expect(Array(buffer: try coding.decompress(packed, limit: body.count)) == body)
    }

    @Test(arguments: ContentCoding.allCases)
    func anEmptyStreamIsAValidBody(coding: ContentCoding) throws {
        let compressor = try StreamCompressor(coding)
        #expect(try compressor.compress(ByteBuffer(), flush: true).readableBytes == 0)
        #expect(try coding.decompress(compressor.finish(), limit: 0).readableBytes == 0)
    }

    /// A reader gets each piece of a flushed stream at once: all of it is in the bytes so far.
    @Test(arguments: [ContentCoding.gzip, .br, .zstd])
    func flushedPiecesCanBeReadAtOnce(coding: ContentCoding) throws {
        let compressor = try StreamCompressor(coding)
        let first = try compressor.compress(ByteBuffer(string: "data: one\n\n"), flush: true)
        #expect(first.readableBytes > 0)
        let unflushed = try StreamCompressor(coding).compress(ByteBuffer(string: "data: one\n\n"), flush: false)
        #expect(unflushed.readableBytes < first.readableBytes)
    }

    @Test func buffersAreReadFromTheirReaderIndexAndKeepIt() throws {
        var buffer = ByteBuffer(string: "skipped" + String(repeating: "body ", count: 200))
        buffer.moveReaderIndex(forwardBy: 7)
        for coding in ContentCoding.allCases {
            let packed = try coding.compress(buffer)
            #expect(buffer.readableBytes == 1_000)
            #expect(try coding.decompress(packed, limit: 1_000) == buffer)
        }
    }

    /// Engines are reused, at most as many as allowed are kept, and a reused one gives the same bytes as a new one.
    @Test(arguments: [ContentCoding.gzip, .zstd])
    func reusedEnginesStartAnew(coding: ContentCoding) throws {
        let pool = EnginePool(capacity: 2)
        func pack(_ body: [UInt8]) throws -> ByteBuffer {
            var output = ByteBuffer()
            try body.withUnsafeBytes { try pool.compress($0, with: coding, into: &output) }
            return output
        }
        let first = try pack(Bodies.json(bytes: 5_000))
        _ = try pack(Bodies.noise(bytes: 5_000))
        #expect(try pack(Bodies.json(bytes: 5_000)) == first)
        #expect(pool.idleCount.gzip + pool.idleCount.zstd == 1)
    }

    @Test func concurrentUseGivesRightBytesAndKeepsFewEngines() async throws {
        let body = Bodies.json(bytes: 30_000)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                let coding: ContentCoding = index.isMultiple(of: 2) ? .gzip : .zstd
                group.addTask { try coding.decompress(coding.compress(body), limit: body.count) == body }
            }
            for try await same in group { #expect(same) }
        }
        #expect(EnginePool.shared.idleCount.gzip <= 8)
        #expect(EnginePool.shared.idleCount.zstd <= 8)
    }
}
