import HoneTesting
import Synchronization
import Testing

@testable import HoneCache

struct LoadFailed: Error, Equatable { var number: Int }

/// A load that ends when the test says so.
final class Gate: Sendable {
    private struct State {
        var begun = 0
        var waiting: [CheckedContinuation<Int, any Error>] = []
    }

    private let state = Mutex(State())

    /// How many loads have begun.
    var begun: Int { state.withLock { $0.begun } }

    /// Waits for ``open(_:)``, whatever becomes of the task.
    func load() async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            state.withLock {
                $0.begun += 1
                $0.waiting.append(continuation)
            }
        }
    }

    /// The same, and counts that the task was cancelled meanwhile.
    func load(counting cancelled: Live) async throws -> Int {
        try await withTaskCancellationHandler {
            try await load()
        } onCancel: {
            cancelled.add(1)
        }
    }

    /// Ends all loads that wait.
    func open(_ result: Result<Int, any Error>) {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(with: result) }
    }
}

@Suite struct CacheLoadingTests {
    let clock = ManualClock()
    let gate = Gate()

    func cache(_ change: (inout CacheOptions) -> Void = { _ in }) -> Cache<String, Int> {
        var options = CacheOptions()
        change(&options)
        return Cache(name: "test", capacity: .entries(1_000), options: options, clock: CacheClock(clock))
    }

    /// As many tasks that ask for a key, once each of them waits.
    func callers(_ count: Int, of cache: Cache<String, Int>, tags: [String] = []) async throws -> [Task<Int, any Error>]
    {
        let before = cache.statistics.misses
        let tasks = (0..<count).map { _ in
            Task { try await cache.value(for: "key", tags: tags) { try await gate.load() } }
        }
        try await eventually { cache.statistics.misses == before + count }
        try await eventually { gate.begun > 0 }
        return tasks
    }

    /// What a load would hold costs a hit nothing: it is not even made.
    @Test func aHitMakesNoLoad() async throws {
        let cache = Cache<String, Int>(name: "test", capacity: .entries(10))
        let made = Live()
        func load() -> @Sendable () async throws -> Int {
            made.add(1)
            return { 7 }
        }
        for _ in 0..<3 { #expect(try await cache.value(for: "a", load: load()) == 7) }
        #expect(made.count == 1 && cache.statistics.hits == 2)
    }

    @Test func aThousandMissesAreOneLoad() async throws {
        let cache = cache()
        let callers = try await callers(1_000, of: cache)
        gate.open(.success(7))
        for caller in callers { #expect(try await caller.value == 7) }
        #expect(gate.begun == 1)
        let statistics = cache.statistics
        #expect(statistics.loads == 1 && statistics.sharedLoads == 999 && statistics.misses == 1_000)
        let again = try await cache.value(for: "key") { throw LoadFailed(number: 0) }
        #expect(again == 7 && cache.statistics.hits == 1)
    }

    @Test func aFailureGoesToAllAndIsNotCached() async throws {
        let cache = cache()
        let callers = try await callers(20, of: cache)
        gate.open(.failure(LoadFailed(number: 3)))
        for caller in callers {
            await #expect(throws: LoadFailed(number: 3)) { try await caller.value }
        }
        #expect(cache.statistics.failedLoads == 1 && cache.statistics.entries == 0)
        #expect(try await cache.value(for: "key") { 8 } == 8)
    }

    @Test func whoIsCancelledLeavesTheOthersAlone() async throws {
        let cache = cache()
        let callers = try await callers(10, of: cache)
        // The first among them, who started the load.
        for caller in callers.prefix(9) { caller.cancel() }
        for caller in callers.prefix(9) {
            await #expect(throws: CancellationError.self) { try await caller.value }
        }
        gate.open(.success(5))
        #expect(try await callers[9].value == 5)
        #expect(gate.begun == 1)
    }

    @Test func aLoadThatNobodyWantsIsCancelled() async throws {
        let cache = cache()
        let cancelled = Live()
        let caller = Task {
            try await cache.value(for: "key") { try await gate.load(counting: cancelled) }
        }
        try await eventually { gate.begun == 1 }
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        try await eventually { cancelled.count == 1 }
        #expect(try await cache.value(for: "key") { 9 } == 9, "who comes later starts a load of his own")
        gate.open(.success(1))
        try await eventually { cache.statistics.loads == 2 }
        #expect(cache.cached("key") == 9, "and what was given up does not take its place")
    }

    @Test func aCallerThatIsCancelledBeforeDoesNotWait() async throws {
        let cache = cache()
        let caller = Task {
            // The task is cancelled before it asks.
            while !Task.isCancelled { await Task.yield() }
            return try await cache.value(for: "key") { try await gate.load() }
        }
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        gate.open(.success(1))
    }

    enum Change: CaseIterable { case key, tag, all, set }

    @Test(arguments: Change.allCases)
    func whatChangedDuringALoadIsNotOverwritten(change: Change) async throws {
        let cache = cache()
        let callers = try await callers(1, of: cache, tags: ["t"])
        switch change {
        case .key: try await cache.invalidate("key")
        case .tag: try await cache.invalidate(tag: "t")
        case .all: try await cache.invalidateAll()
        case .set: cache.set(2, for: "key")
        }
        gate.open(.success(1))
        #expect(try await callers[0].value == 1, "who waited before has what was loaded for him")
        #expect(cache.cached("key") == (change == .set ? 2 : nil))
    }

    @Test(arguments: [Change.key, .tag, .all])
    func whoComesAfterAnInvalidationIsNotGivenWhatBeganBefore(change: Change) async throws {
        let cache = cache()
        let callers = try await callers(1, of: cache, tags: ["t"])
        switch change {
        case .key: try await cache.invalidate("key")
        case .tag: try await cache.invalidate(tag: "t")
        default: try await cache.invalidateAll()
        }
        #expect(try await cache.value(for: "key", tags: ["t"]) { 2 } == 2)
        gate.open(.success(1))
        #expect(try await callers[0].value == 1)
        #expect(cache.cached("key") == 2)
    }

    @Test func loadsTakeTheirTagsAndTimes() async throws {
        let cache = cache { $0.ttl = .seconds(10) }
        _ = try await cache.value(for: "tagged", tags: ["t"]) { 1 }
        _ = try await cache.value(for: "long", ttl: .seconds(100)) { 2 }
        try await cache.invalidate(tag: "t")
        #expect(cache.cached("tagged") == nil)
        clock.advance(by: .seconds(50))
        #expect(try await cache.value(for: "long") { 3 } == 2)
        #expect(try await cache.value(for: "tagged") { 4 } == 4)
    }

    @Test func loadTimeIsCounted() async throws {
        let cache = cache()
        let callers = try await callers(1, of: cache)
        clock.advance(by: .seconds(2))
        gate.open(.success(1))
        _ = try await callers[0].value
        #expect(cache.statistics.loadNanoseconds == 2_000_000_000)
    }

    @TaskLocal static var request = 0

    @Test func taskLocalValuesReachTheLoad() async throws {
        let cache = cache()
        let seen = try await Self.$request.withValue(42) {
            try await cache.value(for: "key") { Self.request }
        }
        #expect(seen == 42)
    }
}
