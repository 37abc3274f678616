import HoneCache
import HoneCore
import Testing

@testable import HoneCacheRedis

struct EntryCodingTests {
    private static let stored = StoredEntry(
        entry: TierEntry(
            value: [0, 255, 13, 10], tags: ["products", "", "né 🍕\r\n"], storedAt: -1, freshUntil: 1_700_000_000_000),
        stateGeneration: .max, keyGeneration: 0, tagGenerations: [1, 2, .max])

    @Test func anEntryIsReadAsItWasWritten() throws {
        let bytes = try #require(Self.stored.encoded())
        #expect(StoredEntry(bytes) == Self.stored)
        #expect(bytes.prefix(4).elementsEqual("HON1".utf8))
        let bare = StoredEntry(
            entry: TierEntry(value: [], storedAt: 0), stateGeneration: 1, keyGeneration: 2, tagGenerations: [])
        #expect(StoredEntry(try #require(bare.encoded())) == bare)
    }

    @Test func whatDoesNotFitIsNotWritten() {
        var long = Self.stored
        long.entry.tags[0] = String(repeating: "x", count: 65_536)
        #expect(long.encoded() == nil)
        var many = Self.stored
        many.entry.tags = (0..<65_536).map(String.init)
        many.tagGenerations = many.entry.tags.map { _ in 1 }
        #expect(many.encoded() == nil)
        var fewer = Self.stored
        fewer.tagGenerations = [1]
        #expect(fewer.encoded() == nil)
    }

    @Test func whatIsCutShortIsNone() throws {
        let bytes = try #require(Self.stored.encoded())
        let header = bytes.count - Self.stored.entry.value.count
        for count in 0..<header { #expect(StoredEntry(Array(bytes[..<count])) == nil) }
    }

    @Test func damagedBytesNeverCrash() throws {
        let bytes = try #require(Self.stored.encoded())
        var random = SeededGenerator(seed: 14)
        var refused = 0
        for _ in 0..<5_000 {
            var damaged = bytes
            for _ in 0..<3 {
                damaged[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            if StoredEntry(damaged) == nil { refused += 1 }
        }
        #expect(refused > 500)
    }
}

struct RedisNamespaceTests {
    @Test(arguments: [
        ("K", "a:b", TierInvalidation.key("a:b")), ("K", "{x}", .key("{x}")), ("T", "products", .tag("products")),
        ("P", "user:", .prefix("user:")), ("A", "", .all), ("K", "", .key("")), ("K", ":", .key(":")),
        ("K", "né 🍕\r\n\0", .key("né 🍕\r\n\0")),
    ])
    func whatAChangedKeyMeans(_ kind: String, _ rest: String, _ expected: TierInvalidation) throws {
        let names = RedisNamespace(cache: "shop")
        let letter = try #require(kind.utf8.first.flatMap(RedisNamespace.Kind.init))
        let key = names.signal(letter, rest, of: "1z9", shard: 7)
        #expect(String(decoding: key, as: UTF8.self) == "hone:1:shop:tell:{7}\(kind):1z9:\(rest)")
        #expect(names.invalidation(by: key) == expected)
    }

    @Test(arguments: [
        "", "hone:1:shop:", "hone:1:shop:tell:", "hone:1:shop:tell:{", "hone:1:shop:tell:{7}", "hone:1:shop:tell:{7}K",
        "hone:1:shop:tell:{7}x:a", "hone:1:shop:{7}s:", "hone:1:shop:{7}l:a", "hone:1:shop:{7}t:a",
        "hone:1:shop:{7}k:a", "hone:1:shop:{7}e:a", "hone:1:shop:tell:{7}e:a", "hone:1:shop2:tell:{7}K:a",
        "hone:2:shop:tell:{7}K:a", "K:a", "hone:1:shop:tell:{7}K:", "hone:1:shop:tell:{7}K:1z9",
    ])
    func whatMeansNothing(_ key: String) {
        #expect(RedisNamespace(cache: "shop").invalidation(by: Array(key.utf8)) == nil)
    }

    @Test(arguments: ["a:b", "{a}", "100%", "né 🍕", "a}b{c", ""])
    func noNameOfACacheIsTakenForAnothers(_ name: String) {
        let names = RedisNamespace(cache: name)
        let key = names.signal(.keySignal, "x", of: "1", shard: 3)
        #expect(names.invalidation(by: key) == .key("x"))
        #expect(HashSlot.of(key) == names.slot(of: 3))
        #expect(HashSlot.of(names.key(.entry, "x", shard: 3)) == names.slot(of: 3))
        #expect(RedisNamespace(cache: "a").invalidation(by: key) == nil)
    }

    @Test func shardsAreSpreadOverACluster() {
        let names = RedisNamespace(cache: "c")
        // Of three nodes with equal parts each has some.
        let nodes = Set((0..<RedisNamespace.clusterShards).map { names.slot(of: $0) * 3 / HashSlot.count })
        #expect(nodes == [0, 1, 2])
        let shards = Set((0..<1_000).map { RedisNamespace.shard(of: "key\($0)", of: 16) })
        #expect(shards == Set(0..<16))
        #expect(RedisNamespace.shard(of: "any", of: 1) == 0)
    }
}

struct StateGenerationsTests {
    private func state(_ fields: [String: UInt64]) -> StateGenerations {
        StateGenerations(
            .array(fields.flatMap { [.string(Array($0.utf8)), .string(Array("\($1)".utf8))] }))
    }

    @Test func aPrefixCountsForTheKeysThatBeginWithIt() {
        let old = state(["all": 10])
        let new = state(["all": 10, "p:user:": 5, "p:user:1": 7, "p:é": 9])
        #expect(old.generation(of: "user:1") == 10)
        #expect(new.generation(of: "user:1") == 22)
        #expect(new.generation(of: "user:2") == 15)
        #expect(new.generation(of: "use") == 10)
        #expect(new.generation(of: "été") == 19)
    }

    @Test func withoutANumberForEverythingNothingIsKnown() {
        #expect(state(["p:a": 5]).generation(of: "a") == nil)
        #expect(StateGenerations(.array([])).generation(of: "a") == nil)
        #expect(StateGenerations(.null).generation(of: "a") == nil)
        #expect(StateGenerations(.array([.string(Array("all".utf8))])).generation(of: "a") == nil)
        #expect(state(["all": .max, "p:a": 1]).generation(of: "a") == 0)
    }

    @Test func newNumbersDiffer() { #expect(Set((0..<100).map { _ in StateGenerations.new() }).count == 100) }
}
