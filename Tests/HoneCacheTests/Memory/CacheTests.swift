import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneCache

@Suite struct CacheTests {
    @Test func givesOutWhatWasStored() {
        let cache = Cache<String, Int>(name: "test", capacity: .entries(10))
        #expect(cache.cached("a") == nil)
        cache.set(1, for: "a")
        cache.set(2, for: "b")
        cache.set(3, for: "a")
        #expect(cache.cached("a") == 3 && cache.cached("b") == 2)
        let statistics = cache.statistics
        #expect(statistics.hits == 2 && statistics.misses == 1 && statistics.entries == 2 && statistics.weight == 2)
        #expect(statistics.removals[.replaced] == 1)
        #expect(abs(statistics.hitRatio - 2.0 / 3) < 1e-9)
    }

    @Test func absenceCanBeAValue() {
        let cache = Cache<String, Int?>(name: "test", capacity: .entries(10))
        cache.set(nil, for: "none")
        #expect(cache.cached("none") == .some(nil))
        #expect(cache.cached("unknown") == .none)
    }

    @Test func keysThatAreEqualAreOne() {
        let cache = Cache<String, Int>(name: "test", capacity: .entries(10))
        cache.set(1, for: "caf\u{E9}")
        #expect(cache.cached("cafe\u{301}") == 1)
        #expect(cache.invalidate("cafe\u{301}"))
        #expect(cache.cached("caf\u{E9}") == nil)
    }

    struct Bound: Sendable {
        var capacity: CacheCapacity
        var stripes: Int
        var heaviest: UInt64
    }

    @Test(arguments: [
        Bound(capacity: .entries(1), stripes: 1, heaviest: 1), Bound(capacity: .entries(100), stripes: 4, heaviest: 9),
        Bound(capacity: .weight(1_000), stripes: 1, heaviest: 40),
        Bound(capacity: .weight(1_001), stripes: 8, heaviest: 90),
        Bound(capacity: .entries(0), stripes: 1, heaviest: 1), Bound(capacity: .weight(7), stripes: 8, heaviest: 3),
    ])
    func staysWithinItsCapacityAndAnswersRightly(bound: Bound) {
        var options = CacheOptions()
        options.stripes = bound.stripes
        let removed = Live()
        let cache = Cache<Int, Int>(
            name: "test", capacity: bound.capacity, options: options, clock: .system, weigher: { $0 % 7 + $1 % 3 },
            onRemoval: { _, _, _ in removed.add(1) }, seed: 5)
        var generator = SeededGenerator(seed: 11)
        var stored: [Int: Int] = [:]
        var stores = 0
        for step in 0..<5_000 {
            let key = Int(generator.next(in: 0...400))
            switch generator.next(in: 0...9) {
            case 0: cache.invalidate(key)
            case 1...5: if let value = cache.cached(key) { #expect(value == stored[key], "step \(step)") }
            default:
                stores += 1
                stored[key] = step
                cache.set(step, for: key)
            }
            let statistics = cache.statistics
            #expect(statistics.weight <= bound.capacity.amount, "step \(step)")
            if case .entries = bound.capacity { #expect(statistics.weight == statistics.entries) }
        }
        let statistics = cache.statistics
        #expect(statistics.removals.values.reduce(0, +) == removed.count)
        #expect(stores == statistics.entries + removed.count + statistics.tooHeavy)
    }

    @Test func whatIsTooHeavyIsNotStoredAndTakesTheOldValueWithIt() {
        let cache = Cache<String, [Int]>(name: "test", capacity: .weight(10), weigher: { $1.count })
        cache.set([1], for: "a")
        cache.set(Array(0..<11), for: "a")
        #expect(cache.cached("a") == nil, "the old value is no longer true")
        cache.set(Array(0..<10), for: "b")
        #expect(cache.cached("b")?.count == 10)
        cache.set([1], for: "b")
        #expect(cache.statistics.weight == 1 && cache.statistics.tooHeavy == 1)
    }

    @Test func weighsAnewWhatIsReplaced() {
        let cache = Cache<Int, Int>(name: "test", capacity: .weight(100), weigher: { $1 })
        for key in 0..<10 { cache.set(10, for: key) }
        #expect(cache.statistics.weight == 100)
        cache.set(50, for: 3)
        let statistics = cache.statistics
        #expect(statistics.weight <= 100 && statistics.removals[.evicted] ?? 0 >= 4)
    }

    /// Otherwise entries without weight would be as many as clients like.
    @Test(arguments: [0, -5, .min]) func everyEntryWeighsSomething(weight: Int) {
        let cache = Cache<Int, Int>(name: "test", capacity: .weight(3), weigher: { _, value in value })
        for key in 0..<1_000 { cache.set(weight, for: key) }
        #expect(cache.statistics.weight <= 3 && cache.statistics.entries == cache.statistics.weight)
    }

    @Test func letsGoOfItsValues() {
        let live = Live()
        do {
            let cache = Cache<Int, EntryTableTests.Counted>(name: "test", capacity: .entries(2_000))
            for key in 0..<3_000 { cache.set(.init(live), for: key) }
            #expect(live.count == cache.statistics.entries)
            cache.invalidateAll()
            #expect(live.count == 0)
            for key in 0..<10 { cache.set(.init(live), for: key) }
        }
        #expect(live.count == 0)
    }

    struct Told: Equatable, Sendable {
        var key: String
        var value: Int
        var cause: RemovalCause
    }

    @Test func listenersAreToldTheCause() {
        let told = Mutex<[Told]>([])
        let clock = ManualClock()
        let cache = Cache<String, Int>(
            name: "test", capacity: .entries(2), options: CacheOptions(ttl: .seconds(10)), clock: CacheClock(clock),
            onRemoval: { key, value, cause in
                told.withLock { $0.append(Told(key: key, value: value, cause: cause)) }
            })
        func taken() -> [Told] {
            told.withLock { list in
                defer { list = [] }
                return list
            }
        }
        cache.set(1, for: "a")
        cache.set(2, for: "a")
        #expect(taken() == [Told(key: "a", value: 1, cause: .replaced)])
        cache.invalidate("a")
        #expect(taken() == [Told(key: "a", value: 2, cause: .invalidated)])
        cache.set(3, for: "b", tags: ["t"])
        cache.invalidate(tag: "t")
        #expect(taken() == [], "found out when it is next asked for")
        #expect(cache.cached("b") == nil)
        #expect(taken() == [Told(key: "b", value: 3, cause: .invalidated)])
        cache.set(4, for: "c")
        clock.advance(by: .seconds(10))
        #expect(cache.cached("c") == nil)
        #expect(taken() == [Told(key: "c", value: 4, cause: .expired)])
        for key in ["d", "e", "f"] { cache.set(5, for: key) }
        #expect(taken().map(\.cause) == [.evicted])
        cache.invalidateAll()
        #expect(taken().map(\.cause) == [.invalidated, .invalidated])
        let removals: [RemovalCause: Int] = [.replaced: 1, .invalidated: 4, .expired: 1, .evicted: 1]
        #expect(cache.statistics.removals == removals)
    }

    @Test func listenersMayUseTheCache() {
        let box = Mutex<Cache<Int, Int>?>(nil)
        let cache = Cache<Int, Int>(
            name: "test", capacity: .entries(1),
            onRemoval: { key, _, cause in
                if cause == .evicted { _ = box.withLock { $0 }?.cached(key) }
            })
        box.withLock { $0 = cache }
        for key in 0..<5 { cache.set(key, for: key) }
        #expect(cache.statistics.misses == 4)
        box.withLock { $0 = nil }
    }

    @Test func manyThreadsAtOnce() async {
        var options = CacheOptions(ttl: .seconds(60))
        options.stripes = 4
        let cache = Cache<Int, Int>(name: "test", capacity: .entries(100), options: options)
        let wrong = Live()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(task))
                    for step in 0..<5_000 {
                        let key = Int(generator.next(in: 0...300))
                        switch step % 50 {
                        case 0: cache.invalidate(tag: "\(key % 10)")
                        case 1: cache.invalidate(key)
                        case 2...20: cache.set(key * 7, for: key, tags: ["\(key % 10)"])
                        default: if let value = cache.cached(key), value != key * 7 { wrong.add(1) }
                        }
                    }
                }
            }
        }
        #expect(wrong.count == 0)
        let statistics = cache.statistics
        #expect(statistics.entries <= 100)
        #expect(statistics.hits + statistics.misses == 4 * 100 * 29)
    }
}

@Suite struct CacheCapacityTests {
    @Test(
        arguments: [
            (CacheCapacity.entries(0), nil, 2, 1), (.entries(100), nil, 64, 1), (.entries(1_024), nil, 64, 2),
            (.entries(100_000), nil, 2, 8), (.entries(100_000), nil, 3, 8), (.entries(1_000_000), nil, 64, 256),
            (.entries(100), 8, 2, 8), (.entries(100), 9, 2, 8), (.entries(3), 8, 2, 2), (.entries(100), 0, 2, 1),
            (.entries(100), -4, 2, 1), (.weight(64 << 20), nil, 2, 8), (.weight(1_000), nil, 2, 1),
            (.entries(1 << 30), 1 << 20, 2, 4_096),
        ] as [(CacheCapacity, Int?, Int, Int)])
    func stripesArePowersOfTwo(capacity: CacheCapacity, wanted: Int?, cores: Int, stripes: Int) {
        #expect(capacity.stripes(wanted: wanted, cores: cores) == stripes)
    }

    @Test(arguments: [1, 3, 64, 1_000])
    func allOfTheCapacityIsUsed(entries: Int) {
        var options = CacheOptions()
        options.stripes = 4
        let cache = Cache<Int, Int>(name: "test", capacity: .entries(entries), options: options)
        for key in 0..<entries * 20 { cache.set(key, for: key) }
        #expect(cache.statistics.entries == entries)
    }
}
