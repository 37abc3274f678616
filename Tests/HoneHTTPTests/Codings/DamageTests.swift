import NIOCore
import HoneCore
import Testing

@testable import HoneHTTP

/// Bodies that are cut off, damaged, not of the coding at all, or bombs.
struct DamageTests {
    static let codings: [ContentCoding] = [.gzip, .br, .zstd]

    private func problem(_ coding: ContentCoding, _ bytes: [UInt8], limit: Int = 1 << 20) -> CodingError.Problem? {
        do throws(CodingError) {
            _ = try coding.decompress(bytes, limit: limit)
            return nil
        } catch {
            return error.problem
        }
    }

    @Test(arguments: codings)
    func everyCutIsTruncated(coding: ContentCoding) throws {
        let packed = try coding.compress(Bodies.json(bytes: 3_000))
        for length in 0..<packed.count {
            #expect(problem(coding, Array(packed.prefix(length))) == .truncated, "cut to \(length) of \(packed.count)")
        }
    }

    /// Whatever one flipped byte does, it is an error or a body within the limit; never a crash, never without end.
    /// gzip and zstd carry a checksum, so there the right bytes come out or none.
    @Test(arguments: codings)
    func flippedBytesAreContained(coding: ContentCoding) throws {
        let body = Bodies.json(bytes: 2_000)
        let packed = try coding.compress(body)
        for index in packed.indices {
            var damaged = packed
            damaged[index] ^= 0x55
            do throws(CodingError) {
                let unpacked = try coding.decompress(damaged, limit: 10_000)
                #expect(unpacked.count <= 10_000)
                if coding != .br { #expect(unpacked == body, "byte \(index)") }
            } catch {
                #expect(error.coding == coding && error.action == .decompress)
            }
        }
    }

    @Test(arguments: codings)
    func plainTextIsNotOfTheCoding(coding: ContentCoding) {
        let found = problem(coding, Array("<!doctype html><title>not compressed</title>".utf8))
        guard case .corrupt(let words) = found else {
            Issue.record("found \(String(describing: found))")
            return
        }
        #expect(!words.isEmpty)
    }

    @Test(arguments: codings)
    func noiseIsContained(coding: ContentCoding) {
        var generator = SeededGenerator(seed: 99)
        for round in 0..<300 {
            let bytes = (0..<Int.random(in: 1...200, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            if let unpacked = try? coding.decompress(bytes, limit: 5_000) {
                #expect(unpacked.count <= 5_000, "seed 99, round \(round)")
            }
        }
    }

    @Test(arguments: codings)
    func bombsStopAtTheLimit(coding: ContentCoding) throws {
        let bomb = try coding.compress([UInt8](repeating: 0, count: 50_000_000))
        #expect(bomb.count < 60_000)
        #expect(problem(coding, bomb, limit: 100_000) == .tooLarge(limit: 100_000))
        #expect(problem(coding, bomb, limit: 0) == .tooLarge(limit: 0))
    }

    @Test(arguments: ContentCoding.allCases)
    func theLimitItselfIsAllowed(coding: ContentCoding) throws {
        let body = Bodies.json(bytes: 10_000)
        let packed = try coding.compress(body)
        #expect(try coding.decompress(packed, limit: 10_000) == body)
        #expect(problem(coding, packed, limit: 9_999) == .tooLarge(limit: 9_999))
    }

    @Test(arguments: codings)
    func bytesAfterTheEndAreSeen(coding: ContentCoding) throws {
        let packed = try coding.compress(Bodies.json(bytes: 1_000)) + Array("tail".utf8)
        switch problem(coding, packed) {
        case .trailingBytes(4), .corrupt: break
        case let other: Issue.record("found \(String(describing: other))")
        }
    }

    /// RFC 1952 §2.2 and RFC 8878 §3.1: members and frames may follow each other; the limit is for all of them.
    @Test(arguments: [ContentCoding.gzip, .zstd])
    func joinedBodiesAreOne(coding: ContentCoding) throws {
        let first = Bodies.json(bytes: 1_000)
        let second = Bodies.noise(bytes: 1_000)
        let packed = try coding.compress(first) + coding.compress(second)
        #expect(try coding.decompress(packed, limit: 2_000) == first + second)
        #expect(problem(coding, packed, limit: 1_999) == .tooLarge(limit: 1_999))
    }

    /// RFC 9659: a frame that asks for a window above 8 MiB is refused rather than given the memory.
    @Test func zstdWindowsAboveEightMebibytesAreRefused() throws {
        // Magic, a frame header without content size, and window descriptor 0x70: 2^(10 + 14) = 16 MiB.
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x70, 0x01, 0x00, 0x00]
        guard case .corrupt = problem(.zstd, frame) else {
            Issue.record("a 16 MiB window was accepted")
            return
        }
        let allowed: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x68, 0x01, 0x00, 0x00]
        #expect(problem(.zstd, allowed) == nil)
    }

    @Test func errorsSayWhatToDo() {
        let problems: [CodingError.Problem] = [
            .truncated, .corrupt("incorrect header check"), .tooLarge(limit: 10), .trailingBytes(3),
            .level(12, allowed: 1...9), .library("out of memory"),
        ]
        for problem in problems {
            let text = CodingError(coding: .gzip, action: .decompress, problem: problem).description
            #expect(text.hasPrefix("could not decompress the body with gzip: "))
        }
        #expect(
            CodingError(coding: .br, action: .compress, problem: .level(12, allowed: 0...11)).description
                .contains("12 is not between 0 and 11"))
    }
}
