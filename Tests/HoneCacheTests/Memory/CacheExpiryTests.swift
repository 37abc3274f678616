import HoneTesting
import Testing

@testable import HoneCache

@Suite struct CacheExpiryTests {
    let clock = ManualClock()

    func cache(_ change: (inout CacheOptions) -> Void = { _ in }) -> Cache<String, Int> {
        var options = CacheOptions()
        change(&options)
        return Cache(name: "test", capacity: .entries(1_000), options: options, clock: CacheClock(clock))
    }

    @Test(arguments: [Duration.milliseconds(1), .seconds(1), .seconds(3_600), .seconds(40 * 86_400)])
    func valuesAreFreshForTheirTime(ttl: Duration) {
        let cache = cache { $0.ttl = ttl }
        cache.set(1, for: "a")
        clock.advance(by: ttl - .nanoseconds(1))
        #expect(cache.cached("a") == 1)
        clock.advance(by: .nanoseconds(1))
        #expect(cache.cached("a") == nil)
        #expect(cache.statistics.removals[.expired] == 1 && cache.statistics.entries == 0)
    }

    @Test func anEntryMayHaveATimeOfItsOwn() {
        let cache = cache { $0.ttl = .seconds(10) }
        cache.set(1, for: "short", ttl: .seconds(5))
        cache.set(2, for: "long", ttl: .seconds(20))
        cache.set(3, for: "usual")
        cache.set(4, for: "none", ttl: .zero)
        #expect(cache.cached("none") == nil)
        clock.advance(by: .seconds(7))
        #expect(cache.cached("short") == nil && cache.cached("usual") == 3)
        clock.advance(by: .seconds(7))
        #expect(cache.cached("usual") == nil && cache.cached("long") == 2)
    }

    @Test func storingAnewBeginsTheTimeAnew() {
        let cache = cache { $0.ttl = .seconds(10) }
        cache.set(1, for: "a")
        clock.advance(by: .seconds(8))
        cache.set(2, for: "a")
        clock.advance(by: .seconds(8))
        cache.removeExpired()
        #expect(cache.cached("a") == 2)
    }

    @Test func aTimeOfZeroTakesTheOldValueAway() {
        let cache = cache()
        cache.set(1, for: "a")
        cache.set(2, for: "a", ttl: .zero)
        #expect(cache.cached("a") == nil)
    }

    @Test func idleEntriesGo() {
        let cache = cache { $0.idle = .seconds(10) }
        cache.set(1, for: "used")
        cache.set(2, for: "idle")
        for _ in 0..<5 {
            clock.advance(by: .seconds(8))
            #expect(cache.cached("used") == 1)
        }
        #expect(cache.cached("idle") == nil)
        clock.advance(by: .seconds(10))
        cache.removeExpired()
        #expect(cache.statistics.entries == 0 && cache.statistics.removals[.expired] == 2)
    }

    @Test func useDoesNotProlongTheTimeToLive() {
        let cache = cache {
            $0.idle = .seconds(10)
            $0.ttl = .seconds(15)
        }
        cache.set(1, for: "a")
        clock.advance(by: .seconds(8))
        #expect(cache.cached("a") == 1)
        clock.advance(by: .seconds(8))
        #expect(cache.cached("a") == nil)
    }

    @Test func storingTakesOutWhatIsOver() {
        let cache = cache { $0.ttl = .seconds(10) }
        for number in 0..<200 { cache.set(number, for: "\(number)") }
        clock.advance(by: .seconds(5))
        for number in 200..<300 { cache.set(number, for: "\(number)") }
        clock.advance(by: .seconds(6))
        cache.set(0, for: "new")
        let statistics = cache.statistics
        #expect(statistics.entries == 101 && statistics.removals[.expired] == 200)
    }

    @Test func removingTakesOutWhatIsOverAndNothingElse() {
        let cache = cache()
        for second in 1...100 { cache.set(second, for: "\(second)", ttl: .seconds(second)) }
        clock.advance(by: .milliseconds(50_500))
        cache.removeExpired()
        #expect(cache.statistics.entries == 50)
        clock.advance(by: .seconds(50))
        cache.removeExpired()
        #expect(cache.statistics.entries == 0)
    }

    @Test func jitterSpreadsTheEnds() {
        let cache = cache {
            $0.ttl = .seconds(100)
            $0.jitter = 0.5
        }
        for number in 0..<400 { cache.set(number, for: "\(number)") }
        clock.advance(by: .seconds(49))
        cache.removeExpired()
        #expect(cache.statistics.entries == 400)
        clock.advance(by: .seconds(26))
        cache.removeExpired()
        #expect((120...280).contains(cache.statistics.entries), "about half of them")
        clock.advance(by: .seconds(26))
        cache.removeExpired()
        #expect(cache.statistics.entries == 0)
    }

    @Test func aStaleValueIsNotGivenOutUnasked() {
        let cache = cache {
            $0.ttl = .seconds(10)
            $0.failSafe = .seconds(60)
        }
        cache.set(1, for: "a")
        clock.advance(by: .seconds(11))
        #expect(cache.cached("a") == nil)
        #expect(cache.statistics.entries == 1, "and kept, to fall back to")
        clock.advance(by: .seconds(60))
        cache.removeExpired()
        #expect(cache.statistics.entries == 0)
    }

    @Test(arguments: [("a", true), ("b", true), ("c", false)])
    func tagsTakeWhatHasThem(tag: String, isGone: Bool) {
        let cache = cache()
        cache.set(1, for: "tagged", tags: ["a", "b"])
        cache.set(2, for: "other", tags: ["d"])
        cache.set(3, for: "bare")
        cache.invalidate(tag: tag)
        #expect((cache.cached("tagged") == nil) == isGone)
        #expect(cache.cached("other") == 2 && cache.cached("bare") == 3)
        cache.set(4, for: "tagged", tags: ["a"])
        #expect(cache.cached("tagged") == 4, "what is stored afterwards is valid")
        cache.invalidate(tag: "b")
        #expect(cache.cached("tagged") == 4, "and has its new tags alone")
        cache.invalidate(tag: "a")
        #expect(cache.cached("tagged") == nil)
    }
}
