import Testing

@testable import HoneCacheDisk

@Suite struct RowChecksumTests {
    static func checksum(_ bytes: [UInt8]) -> UInt64 {
        var checksum = RowChecksum()
        checksum.add(bytes)
        return checksum.value
    }

    @Test(arguments: [0, 1, 7, 8, 9, 100])
    func everyChangeOfABitIsFound(count: Int) {
        let bytes = (0..<count).map { UInt8($0) }
        let whole = Self.checksum(bytes)
        for index in 0..<count {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                #expect(Self.checksum(changed) != whole, "bit \(bit) of byte \(index)")
            }
        }
        #expect(Self.checksum(bytes + [0]) != whole, "a byte more")
    }

    @Test func whatMovesFromOnePartToTheNextIsFound() {
        var first = RowChecksum()
        first.add([1, 2])
        first.add([3])
        var second = RowChecksum()
        second.add([1])
        second.add([2, 3])
        #expect(first.value != second.value)
    }

    @Test(arguments: [[], [""], ["a"], ["products", "products:7", "é"], ["", "b", ""]])
    func tagsComeBack(tags: [String]) {
        #expect(TagList.tags(of: TagList.bytes(of: tags)) == tags)
    }

    @Test(arguments: [[1], [5, 0, 0, 0, 65], [1, 0, 0, 0, 0xFF], [255, 255, 255, 255]] as [[UInt8]])
    func bytesThatAreNoTagsAreRefused(bytes: [UInt8]) {
        #expect(TagList.tags(of: bytes) == nil)
    }

    @Test func tagsAndKeysHaveNumbersOfTheirOwn() {
        let tags = (0..<1_000).map { NumberedText.number(of: "t\($0)") }
        let keys = (0..<1_000).map { NumberedText.number(ofKey: "t\($0)") }
        #expect(tags.allSatisfy { 0..<65_536 ~= $0 } && keys.allSatisfy { 65_536..<131_072 ~= $0 })
        #expect(Set(tags).count > 980, "and they are spread")
    }
}
