import HoneCore
import NIOCore
import Testing

@testable import HoneLoad

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

struct TimerHeapTests {
    @Test(arguments: [UInt64(1), 2, 3])
    func entriesComeOutInOrder(seed: UInt64) {
        var random = SeededGenerator(seed: seed, stream: 0)
        var heap = TimerHeap()
        var expected: [UInt64] = []
        for user in 0..<500 {
            let due = random.next(in: 0...200)
            expected.append(due)
            heap.insert(user, due: due)
        }
        #expect(heap.next == expected.min())
        var found: [TimerHeap.Entry] = []
        while let entry = heap.popDue(at: 1_000) { found.append(entry) }
        #expect(found.map(\.due) == expected.sorted())
        #expect(Set(found.map(\.user)).count == 500)
        #expect(found.allSatisfy { expected[$0.user] == $0.due })
        #expect(heap.next == .max)
    }

    @Test func onlyWhatIsDueComesOut() {
        var heap = TimerHeap()
        #expect(heap.next == .max)
        heap.insert(1, due: 10)
        heap.insert(2, due: 5)
        #expect(heap.popDue(at: 4) == nil)
        #expect(heap.popDue(at: 5) == .init(due: 5, user: 2))
        #expect(heap.popDue(at: 9) == nil)
        #expect(heap.next == 10)
    }
}

struct UserCacheTests {
    private func directives(_ headers: [(String, String)]) -> UserCache.Directives {
        var directives = UserCache.Directives()
        for (name, value) in headers {
            Array(name.utf8).withUnsafeBytes { name in
                Array(value.utf8).withUnsafeBytes { directives.read(name: name, value: $0) }
            }
        }
        return directives
    }

    @Test(
        arguments: [
            ([("Cache-Control", "max-age=60")], 60), ([("cache-control", "private, MAX-AGE=60")], 60),
            ([("Cache-Control", "max-age=60"), ("Age", "50")], 10),
            ([("Cache-Control", "max-age=60"), ("Age", "70")], nil),
            ([("Cache-Control", "max-age=60, no-cache")], nil), ([("Cache-Control", "no-store"), ("ETag", "e")], nil),
            ([("Cache-Control", "max-age=x")], nil), ([("Cache-Control", "s-maxage=60")], nil),
            ([("Expires", "never")], nil),
        ] as [([(String, String)], UInt64?)])
    func freshness(headers: [(String, String)], seconds: UInt64?) {
        var cache = UserCache()
        cache.store(1, status: 200, directives(headers), now: 1_000)
        #expect(cache.entry(1)?.freshUntil == seconds.map { 1_000 + $0 * 1_000_000_000 })
    }

    @Test func a304KeepsTheETagAndRenewsFreshness() {
        var cache = UserCache()
        cache.store(1, status: 200, directives([("ETag", "\"a\"")]), now: 0)
        #expect(cache.entry(1)?.freshUntil == 0)
        cache.store(1, status: 304, directives([("Cache-Control", "max-age=1")]), now: 5)
        #expect(cache.entry(1)?.etag == Array("\"a\"".utf8))
        #expect(cache.entry(1)?.freshUntil == 1_000_000_005)
        cache.store(1, status: 200, directives([("Cache-Control", "no-store")]), now: 6)
        #expect(cache.entry(1) == nil)
    }

    @Test func itHoldsABoundedNumber() {
        var cache = UserCache()
        for url in 0..<1_000 {
            cache.store(UInt64(url), status: 200, directives([("ETag", "\"\(url)\"")]), now: 0)
        }
        #expect(cache.entry(999)?.etag == Array("\"999\"".utf8))
        #expect(cache.entry(0) == nil)
        #expect((0..<1_000).count { cache.entry($0) != nil } == UserCache.limit)
    }
}

struct DescriptorLimitTests {
    @Test func whatLoopsAndLogsNeedIsNotForConnections() throws {
        #expect(try DescriptorLimit.room(within: 1_000, connections: 500, loops: 2) == 864)
        #expect(try DescriptorLimit.room(within: 632, connections: 500, loops: 1) == 500)
    }

    @Test func beyondTheLimitIsAnErrorThatSaysWhatToDo() {
        let error = #expect(throws: DescriptorLimitError.self) {
            try DescriptorLimit.room(within: 631, connections: 500, loops: 1)
        }
        #expect(error == DescriptorLimitError(needed: 632, limit: 631))
        #expect(error?.description.contains("ulimit -Hn") == true)
    }

    @Test func theSoftLimitGoesToTheHardOne() throws {
        let room = try DescriptorLimit.ensure(connections: 1, loops: 1)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #expect(limit.rlim_cur == min(limit.rlim_max, 1_048_576))
        #expect(room == Int(limit.rlim_cur) - 132)
    }

    @Test(arguments: [EMFILE, ENFILE, EADDRNOTAVAIL])
    func whatTheGeneratorLacksIsNotTheTargets(code: Int32) {
        #expect(LoopDriver.kind(of: IOError(errnoCode: code, reason: "connect")) == .exhausted)
        var result = SimulatedLoad(seconds: 1).result()
        #expect(!result.isInvalid)
        result.total.errors[.exhausted] = 1
        #expect(result.isInvalid)
    }

    @Test func noMachineHasSoMany() async {
        let scenario = Scenario(
            target: "http://127.0.0.1:1", tasks: [.init("GET", "/")], load: .users(1_000_000, duration: 1))
        await #expect(throws: DescriptorLimitError.self) { try await Driver(scenario: scenario).run() }
    }
}

struct TimelineTests {
    @Test func intervalsMeetTheStartOfTheRecordingAndTheEnd() {
        let timeline = Timeline(start: 1_000, warmUp: 1.5, duration: 3.75)
        var bounds: [UInt64] = [timeline.start]
        while let last = bounds.last, last < timeline.end { bounds.append(timeline.boundary(after: last)) }
        #expect(bounds.map { Double($0 - 1_000) / 1e9 } == [0, 1, 1.5, 2.5, 3.5, 3.75])
    }

    @Test(arguments: [(10.0, 1.0), (3_600, 1), (3_601, 2), (86_400, 24)])
    func theSeriesIsBounded(duration: Double, interval: Double) {
        #expect(Timeline(start: 0, warmUp: 0, duration: duration).interval == UInt64(interval * 1e9))
    }
}

struct ScoreboardTests {
    private let timeline = Timeline(start: 0, warmUp: 1, duration: 3)

    private func board(loops: Int = 1, limits: Driver.Limits = .init()) throws -> Scoreboard {
        let plan = try RequestPlan(
            Scenario(target: "http://127.0.0.1", tasks: [.init("GET", "/")], onStart: [.init("GET", "/start")]))
        return Scoreboard(
            plan: plan, loops: loops, timeline: timeline, limits: limits, thresholds: [], onProgress: nil)
    }

    /// What users did at their start stands before the tasks and is no part of a point.
    private func tallies(_ requests: Int, failures: Int = 0) -> [TaskTally] {
        var (start, tally) = (TaskTally(), TaskTally())
        start.success(status: 200, latency: 1, serviceTime: 1)
        for _ in failures..<requests { tally.success(status: 200, latency: 2_000_000, serviceTime: 1_000_000) }
        for _ in 0..<failures { tally.failure(.reset, status: 0) }
        return [start, tally]
    }

    @Test func aPointIsMadeWhenEveryLoopHasBroughtItsPart() throws {
        let board = try board(loops: 2)
        _ = board.close(from: 0, to: 1_000_000_000, users: 1, tallies(9))
        _ = board.close(from: 0, to: 1_000_000_000, users: 1, tallies(9))
        _ = board.close(from: 1_000_000_000, to: 2_000_000_000, users: 1, tallies(3))
        _ = board.close(from: 1_000_000_000, to: 2_000_000_000, users: 1, tallies(4, failures: 1))
        _ = board.close(from: 2_000_000_000, to: 2_500_000_000, users: 1, tallies(5))
        let (totals, series) = board.take()
        #expect(series.map(\.requests) == [7, 5])
        #expect(series.map(\.failures) == [1, 0])
        #expect(series.map(\.users) == [2, 1])
        #expect(series.map(\.length) == [1, 0.5])
        #expect(series.map(\.second) == [0, 1])
        #expect(series[0].latency.count == 6)
        #expect(series[0].distribution.count == 6)
        #expect(abs(series[0].latency.p50 - 2) < 0.01)
        // Of the tasks what was recorded, of the start all.
        #expect(totals.map(\.requests) == [5, 12])
    }

    @Test func errorsEndTheRunOnlyAfterTheMinimumSample() throws {
        let board = try board(limits: .init(errorShare: 0.5, minimumSample: 10))
        #expect(board.add(requests: 9, failures: 9) == nil)
        #expect(board.add(requests: 9, failures: 0) == nil)
        #expect(board.add(requests: 2, failures: 2) == .errorShare)
        board.stop(.cancelled)
        #expect(board.ending == .errorShare)
    }

    @Test func noErrorsAreToleratedWhenNoneAreAllowed() throws {
        let strict = try board(limits: .init(errorShare: 0, minimumSample: 2))
        #expect(strict.add(requests: 5, failures: 0) == nil)
        #expect(strict.add(requests: 1, failures: 1) == .errorShare)
        #expect(try board().ending == .completed)
    }
}
