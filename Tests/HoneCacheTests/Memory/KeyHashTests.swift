import HoneCore
import Testing

@testable import HoneCache

@Suite struct KeyHashTests {
    static let hasher = KeyHash(first: 0x1234_5678_9ABC_DEF1, second: 0xFEDC_BA98_7654_3211)

    struct Pair: Hashable { var a: Int, b: String }

    /// The most that share one of as many places as there are keys.
    static func crowding(_ hashes: [UInt64], shift: UInt64) -> Int {
        var counts: [UInt64: Int] = [:]
        for hash in hashes { counts[hash >> shift & 0xFFF, default: 0] += 1 }
        return counts.values.max() ?? 0
    }

    @Test(arguments: [0, 16, 32, 48])
    func spreadsInAllItsBits(shift: UInt64) {
        let range = 0..<4_096
        #expect(Self.crowding(range.map { Self.hasher.hash($0) }, shift: shift) <= 10)
        #expect(Self.crowding(range.map { Self.hasher.hash($0 << 40) }, shift: shift) <= 10)
        #expect(Self.crowding(range.map { Self.hasher.hash("product:\($0)") }, shift: shift) <= 10)
        #expect(Self.crowding(range.map { Self.hasher.hash("a rather long prefix/\($0)/rest") }, shift: shift) <= 10)
        #expect(Self.crowding(range.map { Self.hasher.hash(Pair(a: $0, b: "x")) }, shift: shift) <= 10)
    }

    @Test func textsOfEveryLengthAreToldApart() {
        var texts: [String] = []
        for length in 0...40 {
            let text = String(repeating: "a", count: length)
            texts.append(text)
            for place in 0..<length { texts.append(text.prefix(place) + "b" + text.dropFirst(place + 1)) }
        }
        #expect(Set(texts.map { Self.hasher.hash($0) }).count == Set(texts).count)
    }

    @Test(arguments: [
        ("\u{E9}", "e\u{301}"), ("caf\u{E9}", "cafe\u{301}"),
        ("\u{212B}ngstr\u{F6}m long", "A\u{30A}ngstro\u{308}m long"), ("\u{212A}", "K"), ("a\u{37E}b", "a;b"),
        ("\u{1FEF}", "`"), ("\u{212A}\u{E9}", "Ke\u{301}"),
    ])
    func equalTextsHaveEqualHashesWhateverTheirBytes(composed: String, decomposed: String) {
        #expect(composed == decomposed && Array(composed.utf8) != Array(decomposed.utf8))
        #expect(Self.hasher.hash(composed) == Self.hasher.hash(decomposed))
    }

    @Test func partsOfTextsHashAsTexts() {
        let whole = "prefix:some key of an app"
        #expect(Self.hasher.hash(String(whole.dropFirst(7))) == Self.hasher.hash("some key of an app"))
    }

    @Test(arguments: [1, 2, 3])
    func secretsDecide(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let one = KeyHash(first: generator.next(), second: generator.next())
        let other = KeyHash(first: generator.next(), second: generator.next())
        #expect(one.hash(5) != other.hash(5) && one.hash("key") != other.hash("key"))
        #expect(one.hash(5) == one.hash(5) && one.hash("key") == one.hash("key"))
    }

    @Test func integersOfEachWidth() {
        let hasher = Self.hasher
        #expect(Set([hasher.hash(UInt64(1)), hasher.hash(UInt64(2)), hasher.hash(UInt64.max)]).count == 3)
        #expect(Set([hasher.hash(Int32(-1)), hasher.hash(Int32(1))]).count == 2)
        #expect(Set([hasher.hash(Int64(-1)), hasher.hash(Int64(1)), hasher.hash(Int64.min)]).count == 3)
        #expect(Set([hasher.hash(UInt32(7)), hasher.hash(UInt32(8))]).count == 2)
        #expect(Set([hasher.hash(UInt8(7)), hasher.hash(UInt8(8))]).count == 2)
    }

    /// A text that has kept the room it was given lies elsewhere than one that was written down; both are one key.
    @Test(arguments: 0...40) func whereATextLiesDoesNotMatter(count: Int) {
        let plain = String("0123456789abcdefghijklmnopqrstuvwxyzABCDEF".prefix(count))
        var roomy = ""
        roomy.reserveCapacity(200)
        roomy += plain
        #expect(roomy == plain && Self.hasher.hash(roomy) == Self.hasher.hash(plain))
        let bytes = Array(plain.utf8)
        #expect(bytes.withUnsafeBytes { Self.hasher.hash($0) } == Self.hasher.hash(plain))
    }

    @Test func shortTextsAreReadWhereTheyLie() {
        #expect(Self.hasher.knowsShortTexts == (MemoryLayout<String>.size == 16), "look at StringObject.swift again")
    }
}
