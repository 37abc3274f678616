import HoneCore
import NIOCore
import Testing

@testable import HoneHTTP

/// A body in pieces has the hash of the whole, however it is cut.
struct ContentHasherTests {
    @Test func everyCut() {
        let body = Bodies.json(bytes: 200)
        let whole = ContentHash(body)
        for cut in 0...body.count {
            var hasher = ContentHasher()
            body.withUnsafeBytes { bytes in
                hasher.update(UnsafeRawBufferPointer(rebasing: bytes[..<cut]))
                hasher.update(UnsafeRawBufferPointer(rebasing: bytes[cut...]))
            }
            #expect(hasher.finished() == whole, "cut at \(cut)")
        }
    }

    @Test func randomPieces() {
        var generator = SeededGenerator(seed: 31)
        for round in 0..<300 {
            let body = Bodies.noise(bytes: Int.random(in: 0...400, using: &generator))
            var hasher = ContentHasher()
            var offset = 0
            while offset < body.count {
                let end = min(body.count, offset + Int.random(in: 0...70, using: &generator))
                hasher.update(ByteBuffer(bytes: body[offset..<end]))
                offset = end
            }
            #expect(hasher.finished() == ContentHash(body), "seed 31, round \(round)")
            #expect(EntityTag(of: hasher.finished()) == EntityTag(of: body))
        }
    }

    @Test func nothingIsABodyToo() {
        #expect(ContentHasher().finished() == ContentHash([]))
    }

    /// Entity tags outlive a process: these were made by the first version of the hash.
    @Test func staysTheSame() {
        let hashes = [0, 1, 8, 31, 32, 100].map { ContentHash(Bodies.json(bytes: $0)).hexadecimal }
        #expect(Set(hashes).count == 6)
        #expect(hashes == Self.known)
    }

    static let known = [
        "142960cd6fd69fb431fc7818ec6827cf",
        "6189b26d198ab060bc257ff9943999ff",
        "466f7890f1403c9f0da2c0468b76d174",
        "0e2395ec563d4b7b7e7517da00f19935",
        "12c9bc9816198d32765bdfca11630f3e",
        "21033b6f505604feb2231f465067a389",
    ]
}
