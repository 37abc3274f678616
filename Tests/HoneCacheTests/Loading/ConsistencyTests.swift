import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneCache

/// Readers and a writer at once: who asks after an invalidation has returned is never given what was true before it.
@Suite struct ConsistencyTests {
    enum Invalidation: CaseIterable { case key, tag, all }

    /// What the cache stands before: a number that grows, and how far its growth was told to the cache.
    final class Source: Sendable {
        let version = Atomic<Int>(0)
        let told = Atomic<Int>(0)
        let loads = Atomic<Int>(0)

        func read() async -> Int {
            loads.wrappingAdd(1, ordering: .relaxed)
            let seen = version.load(ordering: .sequentiallyConsistent)
            // Others run between reading and giving it back.
            await Task.yield()
            return seen
        }
    }

    @Test(arguments: Invalidation.allCases, [nil, Duration.seconds(60)])
    func nobodyIsGivenWhatWasInvalidatedBefore(invalidation: Invalidation, stale: Duration?) async throws {
        let source = Source()
        var options = CacheOptions(ttl: .seconds(60))
        options.staleWhileRevalidate = stale
        options.failSafe = stale
        let cache = Cache<String, Int>(name: "test", capacity: .entries(10), options: options)
        let outdated = Live()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for version in 1...500 {
                    source.version.store(version, ordering: .sequentiallyConsistent)
                    switch invalidation {
                    case .key: try await cache.invalidate("key")
                    case .tag: try await cache.invalidate(tag: "t")
                    case .all: try await cache.invalidateAll()
                    }
                    source.told.store(version, ordering: .sequentiallyConsistent)
                    await Task.yield()
                }
            }
            for _ in 0..<3 {
                group.addTask {
                    for _ in 0..<1_000 {
                        let atLeast = source.told.load(ordering: .sequentiallyConsistent)
                        let value = try await cache.value(for: "key", tags: ["t"]) { await source.read() }
                        if value < atLeast { outdated.add(1) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(outdated.count == 0)
        #expect(try await cache.value(for: "key") { await source.read() } == 500)
        let statistics = cache.statistics
        #expect(statistics.hits + statistics.misses == 3_001)
        #expect(statistics.loads == source.loads.load(ordering: .relaxed) && statistics.staleHits == 0)
    }

    /// Many keys, more than fit, with loads that fail now and then and callers that are cancelled.
    @Test(arguments: [1, 2, 3])
    func everyCallerIsAnswered(seed: UInt64) async {
        var options = CacheOptions(ttl: .milliseconds(20))
        options.stripes = 2
        let cache = Cache<Int, Int>(name: "test", capacity: .entries(20), options: options)
        let answered = Live()
        let wrong = Live()
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<200 {
                let task = Task {
                    var generator = SeededGenerator(seed: seed, stream: UInt64(caller))
                    for _ in 0..<20 {
                        let key = Int(generator.next(in: 0...60))
                        let fails = generator.next(in: 0...9) == 0
                        let value = try? await cache.value(for: key) {
                            await Task.yield()
                            if fails { throw LoadFailed(number: key) }
                            return key * 3
                        }
                        if let value, value != key * 3 { wrong.add(1) }
                        answered.add(1)
                    }
                }
                if caller % 5 == 0 { task.cancel() }
                group.addTask { await task.value }
            }
        }
        #expect(answered.count == 200 * 20 && wrong.count == 0, "seed \(seed)")
        let statistics = cache.statistics
        #expect(statistics.entries <= 20)
        #expect(statistics.hits + statistics.misses == 200 * 20)
    }
}
