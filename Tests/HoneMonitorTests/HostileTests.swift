import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// What a client can send costs bounded memory, as the monitor itself reckons it.
struct HostileTests {
    private let clock = ManualClock()

    /// A million paths, most of which the app would have to register: only so many endpoints are told apart.
    @Test func aMillionPathsCostBoundedMemory() {
        let monitor = PerformanceMonitor(
            configuration: .init(maximumEndpoints: 128, lookEverySeconds: nil), clock: clocks(clock))
        func flood(_ range: Range<Int>) {
            for index in range {
                var recording = monitor.begin(method: "GET", route: "/invented/\(index)")
                monitor.end(&recording, status: 404, responseBytes: 1)
            }
        }
        flood(0..<2_000)
        // Reading has the histories take over what was counted.
        #expect(monitor.snapshot().requests == 2_000)
        let before = monitor.costSnapshot().memoryBytes
        flood(2_000..<1_000_000)
        let snapshot = monitor.snapshot()
        #expect(snapshot.requests == 1_000_000 && snapshot.endpoints.count == 129)
        #expect(snapshot.foldedRequests == 1_000_000 - 128)
        #expect(monitor.costSnapshot().memoryBytes <= before + 64 << 10)
        #expect(before < 4 << 20, "\(before) bytes")
    }

    /// Ids and traces of 10 kB are not kept; each request has one of its own instead.
    @Test func longIDsAreReplaced() throws {
        let monitor = PerformanceMonitor(
            configuration: .init(keptRequests: 20, lookEverySeconds: nil), clock: clocks(clock))
        func serve(_ id: String, _ trace: String) {
            var recording = monitor.begin(method: "GET", route: "/a", requestID: id, traceparent: trace)
            clock.advance(by: .milliseconds(300))
            recording.trace?.recordQuery(sql: "SELECT 1", nanoseconds: 200_000_000)
            monitor.end(&recording, status: 200, responseBytes: 1)
        }
        for index in 0..<50 { serve("\(index)", "") }
        let before = monitor.costSnapshot().memoryBytes
        let long = String(repeating: "x", count: 10_000)
        for index in 0..<2_000 { serve(long + "\(index)", "00-" + long) }
        #expect(monitor.costSnapshot().memoryBytes <= before + 16 << 10)
        let requests = monitor.requests()
        #expect(requests.count <= 40 && requests.allSatisfy { $0.id.utf8.count <= RequestID.maximumLength })
        #expect(Set(requests.map(\.id)).count == requests.count)
        #expect(monitor.findings().allSatisfy { ($0.requestID ?? "").utf8.count <= RequestID.maximumLength })
    }

    /// Statements that are never the same twice, and as long as a client may make them.
    @Test func inventedStatementsCostBoundedMemory() {
        let monitor = PerformanceMonitor(
            configuration: .init(keptRequests: 5, maximumQueries: 64, lookEverySeconds: nil), clock: clocks(clock))
        let long = String(repeating: "x", count: 20_000)
        for index in 0..<100 {
            var recording = monitor.begin(method: "GET", route: "/a")
            for statement in 0..<40 {
                recording.trace?.recordQuery(sql: "SELECT \(index) \(statement) \(long)", nanoseconds: 10)
            }
            monitor.end(&recording, status: 200, responseBytes: 1)
        }
        let queries = monitor.queries(limit: .max)
        #expect(queries.count <= 64)
        #expect(queries.allSatisfy { $0.sql.utf8.count <= RequestTrace.Figures.maximumText })
        // At least 32 statements of 4 kB are kept, and five requests.
        let cost = monitor.costSnapshot().memoryBytes
        #expect(cost > 32 * 4_096 && cost < 4 << 20, "\(cost) bytes")
        // Nothing of a request stays in the traces that wait for the next.
        var texts = 0
        monitor.recorder.forEachStripe { state in
            for trace in state.idle {
                texts += trace._withUnsafeGuaranteedRef { $0.withState { $0.hasTexts ? 1 : 0 } }
            }
        }
        #expect(texts == 0)
    }

    /// A flood of measurements: most are refused, and whatever is taken in is bounded in pages and in their names.
    @Test func aFloodOfPageMetricsIsBounded() throws {
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil), clock: clocks(clock))
        let pages = monitor.pageMetrics
        var (taken, refused) = (0, 0)
        for index in 0..<100_000 {
            if index % 1_000 == 0 { clock.advance(by: .seconds(1)) }
            do {
                try pages.admit()
                try pages.record(
                    PageMeasurement(
                        page: "/page-\(String(index, radix: 36))/" + String(repeating: "x", count: 500), lcp: 900))
                taken += 1
            } catch {
                refused += 1
            }
        }
        let snapshot = pages.snapshot()
        #expect(snapshot.pages.count <= 101 && taken + refused == 100_000)
        // 200 at once, and 50 for each of the seconds.
        #expect(taken <= 200 + 50 * 100)
        #expect(snapshot.pages.reduce(0) { $0 + $1.count } == taken)
        #expect(snapshot.pages.allSatisfy { $0.page.utf8.count <= 300 })
    }

    /// The table of queries keeps what takes most time and what runs most often, however many others come.
    @Test(arguments: [1, 2, 3] as [UInt64]) func theTableOfQueriesKeepsWhatMatters(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var table = QueryTable(limit: 40)
        var most = 0
        for index in 0..<20_000 {
            let sql =
                switch random.next() % 10 {
                case 0: "SELECT dear \(random.next() % 3)"
                case 1, 2: "SELECT often \(random.next() % 3)"
                default: "SELECT once \(index)"
                }
            let nanoseconds: UInt64 = sql.contains("dear") ? 1_000_000 : 10
            table.add(
                [.init(sql: sql, count: sql.contains("often") ? 5 : 1, nanoseconds: nanoseconds, longest: nanoseconds)],
                endpoint: 1)
            most = max(most, table.entries.count)
        }
        #expect(most <= 40)
        let left = Set(table.entries.map(\.statement.sql))
        for number in 0..<3 {
            #expect(left.contains("SELECT dear \(number)") && left.contains("SELECT often \(number)"), "seed \(seed)")
        }
        let entries = table.entries
        var other = QueryTable(limit: 40)
        other.add(table)
        #expect(other.entries.map(\.statement.sql) == entries.map(\.statement.sql))
        #expect(other.entries.map(\.count) == entries.map(\.count))
    }
}
