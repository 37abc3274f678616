import Testing

@testable import HoneCacheRedis

struct ClusterMapTests {
    /// Examples of the cluster specification and what `CLUSTER KEYSLOT` of Redis 7 says.
    @Test(arguments: [
        ("123456789", 12_739), ("", 0), ("foo", 12_182), ("{foo}bar", 12_182), ("x{foo}{bar}", 12_182),
        ("foo{}", 5_542),
        ("{user1000}.following", 3_443), ("foo{{bar}}zap", 4_015), ("hone:1:c:{0}e:key", 13_907),
    ])
    func aKeyHasASlot(_ key: String, _ slot: Int) { #expect(HashSlot.of(Array(key.utf8)) == slot) }

    private let asked = RedisEndpoint(host: "10.0.0.9", port: 7_009)

    private func item(_ first: Int64, _ last: Int64, _ host: RedisReply, _ port: Int64) -> RedisReply {
        .array([.integer(first), .integer(last), .array([host, .integer(port), .string([1])]), .array([])])
    }

    private func text(_ text: String) -> RedisReply { .string(Array(text.utf8)) }

    @Test func slotsAreReadAndFound() throws {
        let reply = RedisReply.array([
            item(8_192, 16_383, text("b"), 2), item(0, 4_095, text("a"), 1), item(4_096, 8_000, text(""), 3),
        ])
        let map = try #require(ClusterMap(reply, asked: asked))
        #expect(map.node(of: 0) == .init(host: "a", port: 1))
        #expect(map.node(of: 4_095) == .init(host: "a", port: 1))
        // A node that does not know its own name is the one that was asked.
        #expect(map.node(of: 4_096) == .init(host: "10.0.0.9", port: 3))
        #expect(map.node(of: 8_001) == nil)
        #expect(map.node(of: 16_383) == .init(host: "b", port: 2))
        #expect(map.nodes.count == 3)
    }

    @Test func aSlotMoves() throws {
        let reply = RedisReply.array([item(0, 9, text("a"), 1), item(10, 19, text("b"), 2)])
        var map = try #require(ClusterMap(reply, asked: asked))
        let c = RedisEndpoint(host: "c", port: 3)
        for slot in [5, 0, 19, 5, 100] { map.move(slot, to: c) }
        for slot in [0, 5, 19, 100] { #expect(map.node(of: slot) == c) }
        for slot in [1, 4, 6, 9] { #expect(map.node(of: slot) == .init(host: "a", port: 1)) }
        for slot in [10, 18] { #expect(map.node(of: slot) == .init(host: "b", port: 2)) }
        #expect(map.node(of: 20) == nil)
    }

    @Test(arguments: [
        RedisReply.null, .status("OK"), .array([.integer(1)]), .array([.array([.integer(0), .integer(5)])]),
        .array([.array([.integer(5), .integer(0), .array([.string([0x61]), .integer(1)])])]),
        .array([.array([.integer(0), .integer(16_384), .array([.string([0x61]), .integer(1)])])]),
        .array([.array([.integer(0), .integer(1), .array([.string([0x61]), .integer(0)])])]),
        .array([.array([.integer(-1), .integer(1), .array([.string([0x61]), .integer(1)])])]),
        .array([
            .array([.integer(0), .integer(9), .array([.string([0x61]), .integer(1)])]),
            .array([.integer(9), .integer(10), .array([.string([0x62]), .integer(2)])]),
        ]),
    ])
    func whatIsNoMapIsNone(_ reply: RedisReply) { #expect(ClusterMap(reply, asked: asked) == nil) }

    @Test(arguments: [
        ("MOVED 3999 127.0.0.1:6381", Redirection.moved(slot: 3_999, to: .init(host: "127.0.0.1", port: 6_381))),
        ("ASK 3999 127.0.0.1:6381", .ask(.init(host: "127.0.0.1", port: 6_381))),
        ("MOVED 1 :6381", .moved(slot: 1, to: .init(host: "10.0.0.9", port: 6_381))),
        ("MOVED 1 ::1:6381", .moved(slot: 1, to: .init(host: "::1", port: 6_381))),
    ])
    func aRedirectionIsRead(_ words: String, _ expected: Redirection) {
        #expect(Redirection(.error(words), asked: asked) == expected)
    }

    @Test(arguments: [
        "ERR MOVED", "MOVED", "MOVED 1", "MOVED x a:1", "MOVED 16384 a:1", "MOVED -1 a:1", "MOVED 1 a", "MOVED 1 a:b",
        "CLUSTERDOWN The cluster is down", "",
    ])
    func whatIsNoRedirectionIsNone(_ words: String) {
        #expect(Redirection(.error(words), asked: asked) == nil)
        #expect(Redirection(.status("MOVED 1 a:1"), asked: asked) == nil)
    }
}
