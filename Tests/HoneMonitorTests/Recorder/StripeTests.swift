import Foundation
import HoneCore
import Synchronization
import Testing

@testable import HoneMonitor

/// Threads that record apart and are read together.
struct StripeTests {
    /// Runs a body on so many threads at once.
    private func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let done = DispatchGroup()
        for index in 0..<count {
            done.enter()
            Thread.detachNewThread {
                body(index)
                done.leave()
            }
        }
        done.wait()
    }

    @Test func threadsHaveNumbersOfTheirOwn() {
        let numbers = Mutex<[Int]>([])
        onThreads(16) { _ in
            let first = ThreadNumber.current
            let second = ThreadNumber.current
            numbers.withLock { $0 += [first, second] }
        }
        let all = numbers.withLock { $0 }
        #expect(Set(all).count == 16)
        // Each thread's second is its first.
        #expect(stride(from: 0, to: all.count, by: 2).allSatisfy { all[$0] == all[$0 + 1] })
    }

    @Test func whatThreadsRecordIsOne() throws {
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
        onThreads(12) { thread in
            for index in 0..<500 {
                var recording = monitor.begin(method: "GET", route: "/a")
                recording.trace?.recordQuery(sql: "SELECT shared", nanoseconds: 1_000)
                if index == 0 { recording.trace?.recordQuery(sql: "SELECT \(thread)", nanoseconds: 2_000) }
                recording.trace?.recordCache("k", hit: index.isMultiple(of: 2))
                monitor.end(&recording, status: 200, responseBytes: 1)
            }
        }
        let endpoint = try #require(monitor.snapshot()["GET /a"])
        #expect(endpoint.count == 6_000 && endpoint.inFlight == 0)
        #expect(endpoint.cache == .init(hits: 3_000, misses: 3_000))
        #expect(endpoint.queries.total == 6_012 && endpoint.queries.maxPerRequest == 2)
        #expect(endpoint.window(minutes: 60)?.count == 6_000)
        let queries = monitor.queries(order: .count)
        #expect(queries.first?.sql == "SELECT shared" && queries.first?.count == 6_000)
        #expect(queries.count == 13)
        #expect(monitor.heatmap().columns.reduce(0) { $0 + $1.counts.reduce(0, +) } == 6_000)
    }

    /// Reading while others record loses nothing and never shows a request twice.
    @Test func readingGoesOnMeanwhile() throws {
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
        let highest = Mutex(0)
        onThreads(3) { thread in
            for _ in 0..<(thread == 0 ? 50 : 3_000) {
                if thread == 0 {
                    let seen = monitor.snapshot().requests
                    highest.withLock { highest in
                        #expect(seen >= highest && seen <= 6_000)
                        highest = seen
                    }
                    monitor.look()
                } else {
                    var recording = monitor.begin(method: "GET", route: "/a")
                    monitor.end(&recording, status: 200, responseBytes: 1)
                }
            }
        }
        #expect(monitor.snapshot().requests == 6_000)
    }

    /// A client that invents routes costs no more than the bound, on every thread.
    @Test func aFloodOfEndpointsIsBounded() throws {
        let monitor = PerformanceMonitor(configuration: .init(maximumEndpoints: 20, lookEverySeconds: nil))
        onThreads(4) { thread in
            for index in 0..<25_000 {
                var recording = monitor.begin(method: "GET", route: "/invented/\(thread)/\(index)")
                monitor.end(&recording, status: 404, responseBytes: 1)
            }
        }
        let snapshot = monitor.snapshot()
        #expect(snapshot.requests == 100_000 && snapshot.endpoints.count == 21)
        #expect(snapshot.foldedRequests == 100_000 - 20)
        #expect(monitor.costSnapshot().memoryBytes < 4 << 20)
    }

    @Test func theSlowestOfManyThreadsAreKeptOnce() {
        let kept = KeptRequests(limit: 10)
        onThreads(4) { thread in
            for index in 0..<1_000 {
                let number = UInt64(thread * 1_000 + index + 1)
                guard kept.isSlow(number) else { continue }
                var trace = TraceState(began: 0)
                trace.begin(
                    at: 0, id: nil, context: .init(traceHigh: 1, traceLow: 1, span: number, flags: 1), shedding: .none)
                let request = KeptRequest(
                    trace: trace, endpoint: 1, status: 200, startedAt: 0, nanoseconds: number, ended: number,
                    findings: [])
                kept.keepSlow(request)
                if number.isMultiple(of: 2) { kept.keepFound(request) }
            }
        }
        let all = kept.all()
        #expect(all.prefix(10).map(\.nanoseconds) == (3_991...4_000).reversed())
        #expect(all.count <= 20)
        #expect(Set(all.map(\.trace.context.span)).count == all.count)
        #expect(kept.memoryBytes > 0 && !kept.isSlow(3_990) && kept.isSlow(3_992))
    }
}
