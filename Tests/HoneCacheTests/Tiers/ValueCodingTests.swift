import HoneTesting
import Testing

@testable import HoneCache

@Suite struct ValueCodingTests {
    struct Product: Codable, Equatable, Sendable {
        var name: String
        var price: Double
    }

    func comesBack<Value: Codable & Equatable & Sendable>(_ value: Value) throws -> Bool {
        let coding = ValueCoding<Value>.json
        return try coding.decode(coding.encode(value)) == value
    }

    @Test func valuesComeBack() throws {
        #expect(try comesBack(7))
        #expect(try comesBack("é\u{0}\""))
        #expect(try comesBack([Product(name: "soup", price: 3.5)]))
        #expect(try comesBack(nil as Product?) && comesBack(Product(name: "", price: -0.1) as Product?))
        #expect(try ValueCoding.bytes.decode(ValueCoding.bytes.encode([0, 255])) == [0, 255])
    }

    @Test func bytesOfAnotherTypeAreRefused() {
        #expect(throws: (any Error).self) { try ValueCoding<Int>.json.decode(Array("\"a\"".utf8)) }
        #expect(throws: (any Error).self) { try ValueCoding<Int>.json.decode([]) }
        #expect(throws: (any Error).self) { try ValueCoding<Double>.json.encode(.nan) }
    }

    /// That there is nothing is a value like others where the cache's values are optional.
    @Test func absenceIsCachedInEveryTier() async throws {
        let tier = MemoryTier()
        let make = {
            Cache<String, Product?>(name: "p", capacity: .entries(10), ttl: .seconds(60), tiers: [.memory(tier)])
        }
        let cache = make()
        for _ in 0..<2 { #expect(try await cache.value(for: "none") { nil } == nil) }
        #expect(cache.statistics.loads == 1 && cache.statistics.hits == 1)
        #expect(cache.cached("none") == .some(nil), "found to be absent")
        #expect(cache.cached("unknown") == nil)
        await cache.flush()
        let again = make()
        #expect(try await again.value(for: "none") { Product(name: "late", price: 1) } == nil)
        #expect(again.statistics.loads == 0)
    }

    @Test func whatCannotBeDecodedIsLoadedAnewAndReplaced() async throws {
        let node = Node()
        node.tier.store.put(
            TierEntry(value: Array("{}".utf8), storedAt: node.wall, freshUntil: node.wall + 9_000), for: "key")
        #expect(try await node.value(loading: 4) == 4)
        #expect(node.statistics.codingFailures == 1)
        await node.cache.flush()
        #expect(node.tier.store.entry(for: "key")?.value == Array("4".utf8))
    }

    @Test func whatCannotBeCodedIsKeptInMemoryAlone() async throws {
        let tier = MemoryTier()
        let cache = Cache<String, Double>(name: "d", capacity: .entries(10), ttl: .seconds(9), tiers: [.memory(tier)])
        _ = try await cache.value(for: "nan") { .nan }
        cache.set(.infinity, for: "inf")
        cache.set(1, for: "one")
        await cache.flush()
        #expect(cache.cached("nan")?.isNaN == true && cache.cached("inf") == .infinity)
        #expect(tier.store.count == 1 && tier.store.leased.isEmpty)
        let statistics = cache.statistics.tiers[0]
        #expect(statistics.codingFailures == 2 && statistics.stored == 1 && statistics.unpaid == 0)
        #expect(statistics.problem?.contains("coded") == true)
    }

    /// A value that was set and cannot be coded takes the old one out of the tier.
    @Test func whatCannotBeCodedStillReplaces() async throws {
        let tier = MemoryTier()
        let cache = Cache<String, Double>(name: "d", capacity: .entries(10), ttl: .seconds(9), tiers: [.memory(tier)])
        cache.set(1, for: "key")
        await cache.flush()
        cache.set(.nan, for: "key")
        await cache.flush()
        #expect(tier.store.entry(for: "key") == nil)
    }
}
