import HoneTesting
import Testing

@testable import HoneCache

@Suite struct LifetimeTests {
    static let now: UInt64 = 1_000

    static func options(_ change: (inout CacheOptions) -> Void) -> CacheOptions {
        var options = CacheOptions()
        change(&options)
        return options
    }

    @Test func nothingAskedForIsEndless() throws {
        let lifetime = try #require(Lifetime(options: CacheOptions(), ttl: nil, now: Self.now, unit: 0))
        #expect(lifetime.isEndless && lifetime.isFresh(at: .max - 1) && lifetime.end == Lifetime.never)
    }

    static let owns: [(own: Int?, general: Int?, until: UInt64)] = [(nil, 50, 1_050), (7, 50, 1_007), (7, nil, 1_007)]

    @Test(arguments: owns)
    func theEntrysOwnTimeGoesBeforeThatOfTheOptions(own: Int?, general: Int?, until: UInt64) throws {
        let options = CacheOptions(ttl: general.map { Duration.nanoseconds($0) })
        let ttl = own.map { Duration.nanoseconds($0) }
        let lifetime = try #require(Lifetime(options: options, ttl: ttl, now: Self.now, unit: 0.5))
        #expect(lifetime.freshUntil == until && lifetime.end == until)
        #expect(lifetime.isFresh(at: until - 1) && !lifetime.isFresh(at: until))
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .nanoseconds(-1)])
    func noTimeIsNoEntry(ttl: Duration) {
        #expect(Lifetime(options: CacheOptions(), ttl: ttl, now: Self.now, unit: 0) == nil)
        #expect(Lifetime(options: CacheOptions(ttl: ttl), ttl: nil, now: Self.now, unit: 0) == nil)
        #expect(Lifetime(options: Self.options { $0.idle = ttl }, ttl: nil, now: Self.now, unit: 0) == nil)
    }

    @Test(arguments: [
        (jitter: 0.0, unit: 0.9, until: 2_000), (0.1, 0.0, 2_000), (0.1, 0.5, 1_950), (1.0, 0.999, 1_001),
        (7.0, 0.5, 1_500), (-1.0, 0.5, 2_000),
    ])
    func jitterShortens(jitter: Double, unit: Double, until: UInt64) throws {
        let options = Self.options {
            $0.ttl = .nanoseconds(1_000)
            $0.jitter = jitter
        }
        #expect(try #require(Lifetime(options: options, ttl: nil, now: 1_000, unit: unit)).freshUntil == until)
    }

    @Test func staleValuesAreKeptForTheLongerOfBothUses() throws {
        let options = Self.options {
            $0.ttl = .nanoseconds(100)
            $0.staleWhileRevalidate = .nanoseconds(30)
            $0.failSafe = .nanoseconds(20)
        }
        let lifetime = try #require(Lifetime(options: options, ttl: nil, now: Self.now, unit: 0))
        #expect(lifetime.freshUntil == 1_100 && lifetime.end == 1_130)
    }

    @Test func usePutsTheEndOfAnIdleEntryOff() throws {
        let options = Self.options {
            $0.idle = .nanoseconds(10)
            $0.ttl = .nanoseconds(25)
        }
        var lifetime = try #require(Lifetime(options: options, ttl: nil, now: Self.now, unit: 0))
        #expect(lifetime.end == 1_010 && !lifetime.isEndless)
        lifetime.used(at: 1_008, idle: 10)
        #expect(lifetime.isFresh(at: 1_017) && !lifetime.isFresh(at: 1_018))
        lifetime.used(at: 1_017, idle: 10)
        #expect(!lifetime.isFresh(at: 1_025), "and not beyond its time to live")
        lifetime.used(at: .max - 3, idle: 10)
        #expect(lifetime.idleUntil == Lifetime.never)
    }

    @Test func anEndlessLifetimeStaysSo() {
        var lifetime = Lifetime()
        lifetime.used(at: 5, idle: 10)
        #expect(lifetime.isEndless)
    }

    static let durations: [(duration: Duration, nanoseconds: UInt64)] = [
        (.seconds(-5), 0), (.zero, 0), (.nanoseconds(1), 1), (.milliseconds(1_500), 1_500_000_000),
        (.seconds(Int64.max), UInt64(Int64.max)), (.seconds(300 * 365 * 86_400), UInt64(Int64.max)),
    ]

    @Test(arguments: durations)
    func durationsAreClamped(duration: Duration, nanoseconds: UInt64) {
        #expect(duration.clampedNanoseconds == nanoseconds)
    }

    @Test func veryLongTimesDoNotOverflow() throws {
        let lifetime = try #require(
            Lifetime(options: CacheOptions(ttl: .seconds(Int64.max)), ttl: nil, now: .max - 5, unit: 0))
        #expect(lifetime.freshUntil == Lifetime.never)
    }
}

@Suite struct CacheClockTests {
    @Test func tellsTheTimeOfAnotherClock() async throws {
        let manual = ManualClock()
        let clock = CacheClock(manual)
        let before = clock.now()
        manual.advance(by: .milliseconds(20))
        #expect(clock.now() - before == 20_000_000)
        let sleeper = Task { try await clock.sleep(.seconds(1)) }
        try await eventually { manual.sleepers == 1 }
        manual.advance(by: .seconds(1))
        try await sleeper.value
        #expect(manual.sleepers == 0)
    }

    @Test func theMachinesClockMovesOn() async throws {
        let before = CacheClock.system.now()
        try await eventually { CacheClock.system.now() > before }
        let sleeper = Task { try await CacheClock.system.sleep(.seconds(3_600)) }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }
}
