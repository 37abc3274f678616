import HoneCore
import Synchronization
import Testing

@testable import HoneCache

@Suite(.timeLimit(.minutes(1))) struct TracedLookupTests {
    final class Observer: QueryObserver {
        private let seen = Mutex<[CacheLookup]>([])
        func observe(_ query: RanQuery) {}
        func observe(_ lookup: CacheLookup) { seen.withLock { $0.append(lookup) } }
        var lookups: [CacheLookup] { seen.withLock { $0 } }
        var hits: [Bool] { lookups.map(\.isHit) }
    }

    let cache = Cache<String, Int>(name: "test", capacity: .entries(100))

    private func observed(_ body: () async throws -> Void) async rethrows -> Observer {
        let observer = Observer()
        try await QueryObservation.observing(with: observer) { try await body() }
        return observer
    }

    @Test func everyLookUpIsToldOnce() async throws {
        cache.tellTraces()
        let observer = try await observed {
            _ = cache.cached("a")
            _ = try await cache.value(for: "a") { 1 }
            _ = try await cache.value(for: "a") { 2 }
            _ = cache.cached("a")
            // What has to look twice, as a tag was invalidated, is a hit all the same.
            try await cache.invalidate(tag: "other")
            _ = try await cache.value(for: "a") { 3 }
            try await cache.invalidate(tag: "other")
            _ = cache.cached("a")
        }
        #expect(observer.hits == [false, false, true, true, true, true])
        #expect(observer.hits.count { $0 } == cache.statistics.hits)
        #expect(observer.lookups.allSatisfy { $0.cache == "test" })
    }

    @Test func aFailedLoadIsAMiss() async throws {
        struct Broken: Error {}
        cache.tellTraces()
        let observer = await observed {
            await #expect(throws: Broken.self) { try await cache.value(for: "a") { throw Broken() } }
        }
        #expect(observer.hits == [false])
    }

    @Test func withoutBeingAskedNothingIsTold() async throws {
        let observer = try await observed { _ = try await cache.value(for: "a") { 1 } }
        #expect(observer.lookups.isEmpty && !cache.watch.isOn.load(ordering: .relaxed))
        cache.tellTraces()
        #expect(try await cache.value(for: "a") { 2 } == 1, "nobody observes, and it works as before")
    }

    @Test func aRecordingMayComeAndGoMeanwhile() async throws {
        let folder = try TemporaryFolder()
        cache.tellTraces()
        let recording = try cache.record(to: folder.path("a"), rate: 1)
        let observer = try await observed {
            _ = try await cache.value(for: "a") { 1 }
            await recording.stop()
            _ = cache.cached("a")
        }
        #expect(observer.hits == [false, true] && recording.statistics.requests == 1)
    }
}
