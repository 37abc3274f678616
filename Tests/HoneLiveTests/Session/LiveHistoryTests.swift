import HoneLoad
import Testing

@testable import HoneLive

struct LiveHistoryTests {
    @Test func aShortRunIsKeptSecondBySecond() {
        var history = LiveHistory(most: 10)
        #expect(history.last == nil)
        for second in 1...10 { history.add(SampleProgress.second(Double(second), requests: second, failures: 1)) }
        #expect(history.count == 10)
        #expect(history.joins == 0)
        #expect(history.points.map(\.elapsed) == (1...10).map(Double.init))
        #expect(history.points.map(\.requestsPerSecond) == (1...10).map { Double(2 * $0 + 1) })
        #expect(history.points.allSatisfy { $0.failuresPerSecond == 1 && $0.users == 5 })
    }

    @Test(arguments: [11, 100, 1_000, 5_003])
    func aLongRunIsKeptWholeInFewPoints(seconds: Int) {
        var history = LiveHistory(most: 10)
        var progress = SampleProgress.second(1, requests: 5)
        for second in 1...seconds {
            progress.elapsed = Double(second)
            history.add(progress)
        }
        #expect(history.count <= 10)
        #expect(history.count >= 5)
        #expect(history.joins > 0)
        let points = history.points
        let width = Double(1 << history.joins)
        #expect(points.map(\.elapsed) == (1...points.count).map { Double($0) * width })
        #expect(points.allSatisfy { $0.requestsPerSecond == 10 }, "joined intervals keep their rate")
        #expect(Double(seconds) - (history.last?.elapsed ?? 0) < width, "only what is no whole point yet is missing")
    }

    @Test(arguments: 1...70)
    func nothingIsMissingAfterTheEnd(seconds: Int) {
        var history = LiveHistory(most: 4)
        for second in 1...seconds { history.add(SampleProgress.second(Double(second), requests: second)) }
        history.flush()
        let (points, joins) = (history.points, history.joins)
        #expect(history.count <= 4)
        #expect(history.last?.elapsed == Double(seconds))
        var (start, requests) = (0.0, 0.0)
        for point in points {
            requests += point.requestsPerSecond * (point.elapsed - start)
            start = point.elapsed
        }
        #expect(Int(requests.rounded()) == seconds * (seconds + 1))
        history.flush()
        #expect(history.points == points && history.joins == joins, "there is nothing left to make a point of")
    }

    @Test func joinedPercentilesAreThoseOfAllRequests() throws {
        var history = LiveHistory(most: 2)
        history.add(SampleProgress.second(1, requests: 90, milliseconds: 10))
        history.add(SampleProgress.second(2, requests: 10, milliseconds: 1_000))
        history.add(SampleProgress.second(3, requests: 90, milliseconds: 10))
        #expect(history.joins == 1)
        #expect(history.count == 1)
        let point = try #require(history.last)
        // 180 of 10 ms and 20 of 1 s; a distribution is within 1.6 %.
        #expect(abs(try #require(point.p50) / 10 - 1) < 0.016)
        #expect(abs(try #require(point.p95) / 1_000 - 1) < 0.016)
        #expect(point.requestsPerSecond == 100)
    }

    @Test func anIntervalWithoutSuccessesHasNoLatency() throws {
        var history = LiveHistory()
        history.add(SampleProgress.second(1, requests: 0, failures: 4))
        let point = try #require(history.last)
        #expect(point.p50 == nil)
        #expect(point.p99 == nil)
        #expect(point.failuresPerSecond == 4)
    }
}
