import NIOCore
import Testing

@testable import HoneHTTP

/// Which level a body gets.
struct CompressionEffortTests {
    /// Length, load and step.
    @Test(
        arguments: [
            (100, 0, .more), (16 << 10, 0.29, .more), (16 << 10, 0.3, .usual), ((16 << 10) + 1, 0, .usual),
            (1 << 20, 0, .usual), ((1 << 20) + 1, 0, .less), (nil, 0, .usual), (100, 0.6, .less), (nil, 0.6, .less),
            ((1 << 20) + 1, 0.7, .less), (100, 0.85, .least), (nil, 1, .least), (5 << 20, 1.5, .least),
            (100, .nan, .usual),
        ] as [(Int?, Double, CompressionEffort.Step)])
    func steps(length: Int?, load: Double, step: CompressionEffort.Step) {
        #expect(CompressionEffort().step(length: length, load: load) == step)
    }

    /// More load never means more work, and every level is one the coding has.
    @Test(arguments: ContentCoding.allCases)
    func levelsFallWithTheLoad(coding: ContentCoding) {
        for length in [nil, 10, 100_000, 10_000_000] as [Int?] {
            let levels = stride(from: 0, through: 1, by: 0.05).map {
                CompressionEffort().level(of: coding, length: length, load: $0)
            }
            #expect(levels == levels.sorted(by: >))
            #expect(levels.allSatisfy(coding.levels.contains))
        }
        let byStep = CompressionEffort.Step.allCases.map(coding.level)
        #expect(byStep == byStep.sorted())
        #expect(coding.level(.usual) == coding.defaultLevel)
    }

    /// A step more packs hardly worse, and gzip at its usual level no worse than zlib's 6, which most servers use.
    @Test(arguments: [ContentCoding.gzip, .br, .zstd])
    func moreWorkPacksTighter(coding: ContentCoding) throws {
        let body = Bodies.json(bytes: 100_000)
        let sizes = try CompressionEffort.Step.allCases.map { try coding.compress(body, level: coding.level($0)).count }
        // Where a body repeats as this one does, a step may pack by a percent worse than the one below.
        for (less, more) in zip(sizes, sizes.dropFirst()) { #expect(more * 100 <= less * 101, "\(sizes)") }
        guard coding == .gzip else { return }
        let peer = try StreamCompressor(.gzip, level: 6)
        let zlib = try peer.compress(.init(bytes: body), flush: false).readableBytes + peer.finish().readableBytes
        #expect(try coding.compress(body).count <= zlib)
    }
}
