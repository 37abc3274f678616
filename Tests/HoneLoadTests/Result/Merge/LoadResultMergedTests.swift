import Foundation
import HoneCore
import Testing

@testable import HoneLoad

struct LoadResultMergedTests {
    private func shards(_ count: Int, lag: Double = 0) -> [LoadResult] {
        (0..<count).map { place in
            var shard = SimulatedLoad(seconds: 12, errors: 0.1, seed: UInt64(place + 1)).result()
            shard.startedAt += Double(place) * lag
            shard.level = Double(count * 10)
            shard.unfinished = place
            shard.longestUnfinished = Double(place) * 100
            shard.retries = 1
            shard.connections = 10
            return shard
        }
    }

    @Test func theSumLosesNothing() throws {
        let parts = shards(4)
        let merged = try LoadResult.merged(parts)
        #expect(merged.total.requests == parts.map(\.total.requests).reduce(0, +))
        #expect(merged.total.failures == parts.map(\.total.failures).reduce(0, +))
        #expect(merged.level == 40)
        #expect(merged.startedUsers == 40)
        #expect(merged.unfinished == 6)
        #expect(merged.longestUnfinished == 300)
        #expect(merged.retries == 4)
        #expect(merged.connections == 40)
        #expect(merged.seconds == 12)
        #expect(merged.model == .closed(expectedInterval: 100))
        for (index, task) in merged.tasks.enumerated() {
            var sum = LatencyHistogram()
            var service = LatencyHistogram()
            for part in parts {
                sum.add(part.tasks[index].latency)
                service.add(part.tasks[index].serviceTime)
            }
            #expect(task.latency == sum)
            #expect(task.serviceTime == service)
            #expect(task.errors[.timeout] == parts.map { $0.tasks[index].failures }.reduce(0, +))
        }
        #expect(merged.series.count == 12)
        #expect(merged.series.map(\.requests).reduce(0, +) == merged.total.requests)
        #expect(merged.series.map(\.failures).reduce(0, +) == merged.total.failures)
        #expect(merged.series.map(\.distribution.count).reduce(0, +) == merged.total.latency.count)
        #expect(merged.series.allSatisfy { $0.users == 40 && $0.latency.count == $0.distribution.count })
        #expect(merged.generator.loops == 4)
        #expect(merged.generator.startDelay.count == 400)
        #expect(merged.generator.busiestLoop == 0.2)
    }

    @Test func orderDoesNotMatterAndOneIsItself() throws {
        let parts = shards(3)
        // Sums of floating-point numbers depend on their order in the last digit; nothing else does.
        let backwards = try LoadResult.merged(parts.reversed())
        #expect(
            try backwards.total.latency.recorded.elementsEqual(LoadResult.merged(parts).total.latency.recorded, by: ==))
        #expect(try backwards.series.map(\.requests) == LoadResult.merged(parts).series.map(\.requests))
        #expect(try LoadResult.merged([parts[0]]) == parts[0])
        let inSteps = try LoadResult.merged([LoadResult.merged([parts[0], parts[1]]), parts[2]])
        let atOnce = try LoadResult.merged(parts)
        #expect(inSteps.total == atOnce.total)
        #expect(inSteps.tasks == atOnce.tasks)
        #expect(inSteps.series.map(\.distribution) == atOnce.series.map(\.distribution))
    }

    @Test(arguments: [(0.4, 12, 12.0), (2.0, 14, 14.0), (20.0, 24, 32.0)])
    func shardsThatStartedLaterStayLater(_ lag: Double, _ points: Int, _ seconds: Double) throws {
        let parts = shards(2, lag: lag)
        let merged = try LoadResult.merged(parts)
        #expect(merged.series.count == points)
        #expect(merged.seconds == seconds)
        #expect(merged.startedAt == 1_000)
        #expect(merged.series.map(\.second) == merged.series.map(\.second).sorted())
        #expect(merged.series.map(\.requests).reduce(0, +) == merged.total.requests)
        #expect(merged.series.last?.second == lag.rounded() + 11)
    }

    @Test func intervalsOfAnotherLengthAreAligned() throws {
        let parts = shards(2, lag: 4).map { shard in
            var shard = shard
            shard.series = shard.series.prefix(6).enumerated().map { place, point in
                var point = point
                (point.second, point.length) = (Double(place) * 2, 2)
                return point
            }
            return shard
        }
        #expect(try LoadResult.merged(parts).series.map(\.second) == [0, 2, 4, 6, 8, 10, 12, 14])
    }

    @Test func thresholdsAreJudgedOnTheSum() throws {
        var parts = shards(2)
        let threshold = LoadThreshold(.requestRate, .atLeast, 70)
        for index in parts.indices {
            parts[index].thresholds = [
                threshold.outcome(tasks: parts[index].tasks, total: parts[index].total, seconds: parts[index].seconds)
            ]
            #expect(!parts[index].isPassed, "40 a second each")
        }
        let merged = try LoadResult.merged(parts)
        #expect(merged.thresholds.map(\.value) == [80])
        #expect(merged.isPassed)
        let other = try LoadResult.merged(parts, thresholds: [LoadThreshold(.errorRate, .below, 0, scope: "GET /a")])
        #expect(!other.isPassed)
        #expect(other.thresholds.first?.value == merged.tasks[0].errorShare)
    }

    @Test func checksAndStartsAddUpByTheirNames() throws {
        var parts = shards(2)
        for index in parts.indices {
            parts[index].tasks[0].checks = [CheckResult(name: "status 200", passed: 3 + index, failed: 1)]
            parts[index].onStart = [TaskResult(name: "POST /login", method: "POST")]
            parts[index].onStart[0].requests = 5
        }
        let merged = try LoadResult.merged(parts)
        #expect(merged.tasks[0].checks == [CheckResult(name: "status 200", passed: 7, failed: 2)])
        #expect(merged.onStart.map(\.requests) == [10])
        #expect(merged.onStart.map(\.method) == ["POST"])
    }

    @Test func aTaskCalledTotalKeepsItsChecks() throws {
        var parts = shards(2)
        for index in parts.indices {
            parts[index].tasks[0].name = "total"
            parts[index].tasks[0].checks = [CheckResult(name: "status 200", passed: 3, failed: 1)]
        }
        let merged = try LoadResult.merged(parts)
        #expect(merged.tasks[0].checks == [CheckResult(name: "status 200", passed: 6, failed: 2)])
        #expect(merged.total.checks.isEmpty)
    }

    /// A point that the end of the run cut short begins where its interval does, whatever its own length.
    @Test func aPointCutShortStaysInItsInterval() throws {
        var parts = shards(2)
        parts[0].series[11].length = 0.3
        let merged = try LoadResult.merged(parts)
        #expect(merged.series.map(\.second) == (0..<12).map(Double.init))
        #expect(merged.series[11].length == 1)
        #expect(merged.series[11].requests == 80)
        #expect(try LoadResult.merged(parts.reversed()).series[11].length == 1)
        // Of runs of more than an hour, whose intervals are longer than a second.
        let long = shards(2).map { shard in
            var shard = shard
            shard.series = shard.series.enumerated().map { place, point in
                var point = point
                (point.second, point.length) = (Double(place) * 2, place == 11 ? 0.7 : 2)
                return point
            }
            return shard
        }
        #expect(try LoadResult.merged(long).series.map(\.second) == (0..<12).map { Double($0) * 2 })
    }

    @Test(arguments: [0, 1, 2])
    func aShardThatStoppedInItsFirstIntervalBelongsToTheOthers(place: Int) throws {
        var parts = shards(3)
        parts[place].series = [parts[place].series[0]]
        parts[place].series[0].length = 0.4
        let merged = try LoadResult.merged(parts)
        #expect(merged.series.count == 12)
        #expect(merged.series[0].length == 1)
        #expect(merged.series[0].requests == 120)
        parts[place].series[0].length = 3
        let error = #expect(throws: MergeError.self) { try LoadResult.merged(parts) }
        #expect(
            error
                == .differs(result: place + 1, what: "interval of the series", expected: "1.0 s", found: "3.0 s"))
        for index in parts.indices { parts[index].series = [] }
        #expect(try LoadResult.merged(parts).series.isEmpty)
    }

    @Test func theWorstEndingStandsForAll() throws {
        var parts = shards(3)
        parts[1].ending = .threshold
        #expect(try LoadResult.merged(parts).ending == .threshold)
        parts[2].ending = .cancelled
        #expect(try LoadResult.merged(parts).ending == .cancelled)
    }

    @Test func otherScenariosAreRefused() throws {
        let parts = shards(2)
        #expect(throws: MergeError.nothing) { try LoadResult.merged([]) }
        let changes: [(String, (inout LoadResult) -> Void)] = [
            ("target", { $0.target = "http://127.0.0.1:1" }), ("load model", { $0.model = .open }),
            ("level of load", { $0.level += 1 }), ("list of tasks", { $0.tasks.removeLast() }),
            ("list of tasks at the start", { $0.onStart = [TaskResult(name: "login")] }),
            ("list of thresholds", { $0.thresholds = [ThresholdOutcome(LoadThreshold(.p95, .below, 1), value: nil)] }),
            ("interval of the series", { $0.series[0].length = 5 }),
        ]
        for (what, change) in changes {
            var other = parts[1]
            change(&other)
            let error = #expect(throws: MergeError.self) { try LoadResult.merged([parts[0], other]) }
            #expect("\(try #require(error))".contains("Result 2 does not belong to the others: its \(what) is"))
        }
    }
}
