import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneMonitor

/// The recorder against a plain model that keeps every request, over random sequences.
struct ModelTests {
    /// A request as the model keeps it.
    private struct Kept {
        var route: Int
        var nanoseconds: UInt64
        var ended: UInt64
        var status: Int
        var bytes: Int
        var queries: Int
        var queryNanoseconds: UInt64
        var hits: Int
        var misses: Int
    }

    private static let routes = 5

    /// Stripes of several threads, filled and read in any order.
    private static func run(seed: UInt64, steps: Int, check: (Recorder, [Kept], UInt64) throws -> Void) rethrows {
        var random = SeededGenerator(seed: seed)
        let recorder = Recorder(maximumEndpoints: 16, maximumQueries: 64, stripes: 4)
        let histories = (0..<routes).map { recorder.history(for: EndpointKey(method: "GET", route: "/r\($0)")) }
        var now: UInt64 = 7_200_000_000_000
        var kept: [Kept] = []
        for step in 0..<steps {
            // Mostly a little later, now and then minutes.
            now +=
                random.next(upperBound: 100) == 0
                ? 1_000_000_000 * random.next(upperBound: 400)
                : 1_000_000
                    * random.next(upperBound: 2_000)
            let route = Int(random.next(upperBound: UInt64(routes)))
            let request = Kept(
                route: route, nanoseconds: 20_000 << random.next(upperBound: 14) + random.next(upperBound: 1_000_000),
                ended: now, status: [200, 200, 200, 304, 404, 500][Int(random.next(upperBound: 6))],
                bytes: Int(random.next(upperBound: 100_000)), queries: Int(random.next(upperBound: 6)),
                queryNanoseconds: random.next(upperBound: 1_000_000), hits: Int(random.next(upperBound: 3)),
                misses: Int(random.next(upperBound: 2)))
            kept.append(request)
            let outcome = RequestOutcome(
                status: request.status, responseBytes: request.bytes, nanoseconds: request.nanoseconds,
                queries: request.queries, queryNanoseconds: request.queryNanoseconds, cacheHits: request.hits,
                cacheMisses: request.misses)
            let wanted = Int(random.next(upperBound: 4))
            var at = 0
            recorder.forEachStripe { state in
                defer { at += 1 }
                guard at == wanted else { return }
                state.cells.add(histories[route])
                _ = state.begin(known: histories[route].number)
                _ = state.end(outcome, endpoint: histories[route].number, at: request.ended, giving: nil)
            }
            if step % 397 == 0 || step == steps - 1 { try check(recorder, kept, now) }
        }
    }

    /// Counts exactly; percentiles within the width of a bucket.
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func totalsAreThoseOfTheModel(seed: UInt64) throws {
        try Self.run(seed: seed, steps: 2_000) { recorder, kept, now in
            for history in recorder.allHistories() {
                let own = kept.filter { "GET /r\($0.route)" == history.key.name }
                guard !own.isEmpty else { continue }
                let endpoint = EndpointSnapshot(key: history.key, figures: history.read { $0 }, at: now, uptime: 1)
                #expect(endpoint.count == own.count && endpoint.inFlight == 0)
                #expect(endpoint.clientErrors == own.count { $0.status == 404 })
                #expect(endpoint.serverErrors == own.count { $0.status == 500 })
                #expect(endpoint.responseBytes.total == own.reduce(0) { $0 + UInt64($1.bytes) })
                #expect(endpoint.responseBytes.max == own.map(\.bytes).max())
                #expect(endpoint.queries.total == own.reduce(0) { $0 + $1.queries })
                #expect(endpoint.queries.maxPerRequest == own.map(\.queries).max())
                #expect(endpoint.cache.hits == own.reduce(0) { $0 + $1.hits })
                #expect(endpoint.cache.misses == own.reduce(0) { $0 + $1.misses })
                let sorted = own.map(\.nanoseconds).sorted()
                #expect(endpoint.latency.min == Double(sorted[0]) / 1e6)
                #expect(endpoint.latency.max == Double(sorted[sorted.count - 1]) / 1e6)
                let average = sorted.reduce(0.0) { $0 + Double($1) } / Double(sorted.count) / 1e6
                #expect(abs(endpoint.latency.average / average - 1) < 1e-9)
                for (percent, value) in [
                    (50, endpoint.latency.p50), (90, endpoint.latency.p90), (95, endpoint.latency.p95),
                    (99, endpoint.latency.p99), (99.9, endpoint.latency.p999),
                ] {
                    let exact = Self.percentile(percent, of: sorted)
                    #expect(abs(value / exact - 1) <= 0.016, "seed \(seed), p\(percent): \(value) and not \(exact)")
                }
            }
        }
    }

    /// What ended in the slices (of the hour: minutes) that a window covers, and nothing else.
    @Test(arguments: [5, 6, 7] as [UInt64]) func windowsAreThoseOfTheModel(seed: UInt64) throws {
        try Self.run(seed: seed, steps: 2_000) { recorder, kept, now in
            for history in recorder.allHistories() {
                let windows = history.read { $0.windows(at: now, uptime: now) }
                for (window, slice, length) in zip3(
                    windows, [10, 10, 60] as [UInt64], [6, 30, 60] as [UInt64])
                {
                    let unit = slice * 1_000_000_000
                    let own = kept.filter { one in
                        "GET /r\(one.route)" == history.key.name && now / unit - one.ended / unit < length
                    }
                    #expect(window.count == own.count, "seed \(seed), \(window.minutes) min")
                    #expect(window.clientErrors == own.count { $0.status == 404 })
                    #expect(window.serverErrors == own.count { $0.status == 500 })
                    #expect(window.cacheHits == own.reduce(0) { $0 + $1.hits })
                    #expect(window.max == Double(own.map(\.nanoseconds).max() ?? 0) / 1e6)
                    let time = own.reduce(0) { $0 + $1.queryNanoseconds }
                    let each = own.isEmpty ? 0 : Double(time) / 1e6 / Double(own.count)
                    #expect(abs(window.queryMillisecondsPerRequest - each) < 1e-9)
                    guard !own.isEmpty else { continue }
                    let sorted = own.map(\.nanoseconds).sorted()
                    for (percent, value) in [(50.0, window.p50), (95, window.p95), (99, window.p99)] {
                        let exact = Self.percentile(percent, of: sorted)
                        // Few enough in a slice that none of it is packed more coarsely.
                        #expect(abs(value / exact - 1) <= 0.016, "seed \(seed), p\(percent): \(value) and not \(exact)")
                    }
                }
            }
        }
    }

    /// The heat map adds up to what ended in its ten minutes, however it is spread over stripes.
    @Test(arguments: [8, 9] as [UInt64]) func theHeatMapIsThatOfTheModel(seed: UInt64) {
        Self.run(seed: seed, steps: 2_000) { recorder, kept, now in
            var columns: [UInt64: [Int]] = [:]
            recorder.forEachStripe { $0.heat.add(to: &columns, at: now) }
            let unit = EndpointHistory.sliceNanoseconds
            var wanted: [UInt64: [Int]] = [:]
            for one in kept where now / unit - one.ended / unit < UInt64(HeatRing.columns) {
                let row = HeatRing.edges.lastIndex { Double(one.nanoseconds) / 1e6 >= $0 } ?? 0
                wanted[one.ended / unit, default: Array(repeating: 0, count: HeatRing.rows)][row] += 1
            }
            #expect(columns == wanted, "seed \(seed)")
        }
    }

    /// The slowest are those of a list that is sorted, in any order they come.
    @Test(arguments: [10, 11, 12] as [UInt64]) func theSlowestAreThoseOfTheModel(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let requests = KeptRequests(limit: 20)
        var all: [UInt64] = []
        for number in 1...2_000 as ClosedRange<UInt64> {
            // Told apart by their last digits, so that none are equal.
            let nanoseconds = random.next(upperBound: 1_000_000) * 10_000 + number
            all.append(nanoseconds)
            guard requests.isSlow(nanoseconds) else { continue }
            var trace = TraceState(began: 0)
            trace.begin(
                at: 0, id: nil, context: .init(traceHigh: 1, traceLow: 1, span: number, flags: 1), shedding: .none)
            requests.keepSlow(
                KeptRequest(
                    trace: trace, endpoint: 1, status: 200, startedAt: 0, nanoseconds: nanoseconds, ended: 0,
                    findings: []))
        }
        #expect(requests.all().map(\.nanoseconds) == Array(all.sorted(by: >).prefix(20)), "seed \(seed)")
    }

    private static func percentile(_ percent: Double, of sorted: [UInt64]) -> Double {
        let rank = Int((percent.nextDown * Double(sorted.count) / 100).rounded(.up))
        return Double(sorted[min(max(rank, 1), sorted.count) - 1]) / 1e6
    }

    private func zip3<A, B, C>(_ a: [A], _ b: [B], _ c: [C]) -> [(A, B, C)] {
        zip(a, zip(b, c)).map { ($0, $1.0, $1.1) }
    }
}

extension SeededGenerator {
    /// From 0 up to a bound, that excluded.
    fileprivate mutating func next(upperBound: UInt64) -> UInt64 { next() % upperBound }
}
