import HoneCache
import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneCacheRedis

/// Nodes that load, store and invalidate at once, each as fast as it can.
@Suite(.timeLimit(.minutes(5)))
struct ConsistencyTests {
    /// What the values come from: a number that only grows.
    private final class Source: Sendable {
        private let numbers = Mutex((current: 0, invalidated: 0))

        var current: Int { numbers.withLock { $0.current } }
        /// No older number may be given out.
        var invalidated: Int { numbers.withLock { $0.invalidated } }

        func change() -> Int {
            numbers.withLock { numbers in
                numbers.current += 1
                return numbers.current
            }
        }

        func noteInvalidated(_ number: Int) { numbers.withLock { $0.invalidated = max($0.invalidated, number) } }
    }

    private static func look(_ node: TestTier, _ source: Source, _ key: String, isSlow: Bool) async throws {
        let least = source.invalidated
        if let value = try await node.value(key) {
            #expect(try #require(Int(value)) >= least)
            return
        }
        guard let lease = try await node.lease(key, tags: ["t"]) else { return }
        let value = source.current
        // Others change and invalidate meanwhile.
        if isSlow { for _ in 0..<50 { await Task.yield() } }
        try await node.store("\(value)", under: lease, tags: ["t"])
        await node.tier.end(lease)
    }

    @Test(arguments: [TierInvalidation.key("k:1"), .tag("t"), .prefix("k:"), .all], [1, 2, 3] as [UInt64])
    func nothingOlderThanTheLastInvalidationIsGivenOut(_ invalidation: TierInvalidation, _ seed: UInt64) async throws {
        let server = try await RedisServer.start()
        let nodes = [try await TestTier(server.url), try await TestTier(server.url), try await TestTier(server.url)]
        let source = Source()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, node) in nodes.enumerated() {
                for lane in 0..<4 {
                    group.addTask {
                        var random = SeededGenerator(seed: seed << 8 | UInt64(index << 4 | lane))
                        for _ in 0..<60 {
                            if Int.random(in: 0..<6, using: &random) == 0 {
                                let number = source.change()
                                try await node.tier.invalidate(invalidation)
                                source.noteInvalidated(number)
                            } else {
                                let isSlow = Bool.random(using: &random)
                                try await Self.look(node, source, "k:1", isSlow: isSlow)
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(source.invalidated > 50)
        // Once all is quiet, what is loaded is there for all.
        for _ in 0..<2 { try await Self.look(nodes[0], source, "k:1", isSlow: false) }
        for node in nodes { #expect(try await node.value("k:1") == "\(source.current)") }
    }
}
