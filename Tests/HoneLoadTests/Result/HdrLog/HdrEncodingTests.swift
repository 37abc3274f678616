import CCodings
import Foundation
import HoneCore
import Testing

@testable import HoneLoad

struct HdrEncodingTests {
    private static let values: [(nanoseconds: UInt64, count: Int)] = [
        (0, 1), (999, 2), (1_000, 3), (1_048_575, 1), (1_048_576, 4), (2_500_000, 70), (12_345_678, 300),
        (987_654_321, 1), (3_600_000_000_000, 2),
    ]

    /// The same values as `hdrhistogram` 0.10.3 from PyPI encodes them: `HdrHistogram(1000, 3600000000000, 3)`.
    private static let encoded =
        "1c84931300000015000000000000000300000000000003e80000034630b8a0003ff0000000000000"
        + "020af91f020885138c01bb24d804ed6502dfbc0104"

    private func histogram() -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for (value, count) in Self.values { for _ in 0..<count { histogram.record(nanoseconds: value) } }
        return histogram
    }

    @Test func bytesAreThoseOfAnotherImplementation() {
        let bytes = HdrEncoding.bytes(histogram())
        #expect(bytes.map { String(format: "%02x", $0) }.joined() == Self.encoded)
    }

    @Test func theLineHoldsTheSameBytesDeflated() throws {
        let line = try HdrEncoding.base64(histogram())
        #expect(line.hasPrefix("HISTFAAAA"), "what every log of this version begins with")
        let data = try #require(Data(base64Encoded: line))
        #expect(data.prefix(4).elementsEqual([0x1C, 0x84, 0x93, 0x14]))
        #expect(data.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | Int($1) } == data.count - 8)
        var inflated = [UInt8](repeating: 0, count: 1_000)
        var length = uLongf(inflated.count)
        let packed = [UInt8](data.dropFirst(8))
        #expect(uncompress(&inflated, &length, packed, uLong(packed.count)) == Z_OK)
        #expect(Array(inflated.prefix(Int(length))) == HdrEncoding.bytes(histogram()))
    }

    @Test func anEmptyHistogramHasNoCounts() throws {
        #expect(HdrEncoding.bytes(LatencyHistogram()).count == 40)
        #expect(try HdrEncoding.base64(LatencyHistogram()).hasPrefix("HISTFAAAA"))
    }

    @Test(arguments: [
        (UInt64(0), 0), (511, 0), (512, 1), (1_048_575, 2_047), (1_048_576, 2_048), (2_500_000, 3_268),
        (987_654_321, 12_123), (3_600_000_000_000, 24_204),
    ])
    func valuesLieInTheirBuckets(_ value: UInt64, _ index: Int) {
        #expect(LatencyBuckets.index(of: value) == index)
    }

    @Test(
        arguments: [
            (Int64(0), [UInt8]([0])), (-1, [1]), (1, [2]), (63, [126]), (64, [128, 1]), (-65, [129, 1]),
            (Int64.max, [254, 255, 255, 255, 255, 255, 255, 255, 255]),
            (Int64.min, [255, 255, 255, 255, 255, 255, 255, 255, 255]),
        ] as [(Int64, [UInt8])])
    func numbersHaveVariableLength(_ value: Int64, _ expected: [UInt8]) {
        var bytes: [UInt8] = []
        HdrEncoding.append(zigzag: value, to: &bytes)
        #expect(bytes == expected)
    }
}
