import HoneTesting
import Logging
import Synchronization
import Testing

@testable import HoneMonitor

/// Which rules are told, when they are told again, and how they reach somebody.
struct AlertTests {
    /// Values one after the other, and what is told of each: + wrong, - well again, nothing.
    @Test(
        arguments: [
            // Above the threshold, moving about it, below where it clears.
            (
                AlertRule(.latencyP95, threshold: 100, clearsAt: 80), [100, 101, 99, 105, 81, 80, 100, 100.1],
                " +   - +"
            ),
            (AlertRule(.cacheHitRate, threshold: 75, clearsAt: 80), [75, 74.9, 76, 70, 79.9, 80, 74], " +   -+"),
            (AlertRule(.memory, threshold: 280), [280, 281, 253, 252, 290], " + -+"),
            // Where it clears is on the wrong side: the threshold holds.
            (AlertRule(.cacheHitRate, threshold: 80, clearsAt: 70), [75, 75, 79.9, 80, 75], "+  -+"),
            (AlertRule(.errorRate, threshold: 5, clearsAt: 9), [7, 7, 5, 7], "+ -+"),
        ] as [(AlertRule, [Double], String)])
    func hysteresis(rule: AlertRule, values: [Double], told: String) {
        var book = AlertBook(rules: [rule])
        var marks = ""
        for (index, value) in values.enumerated() {
            let alerts = book.look(at: Int64(index)) { _ in .init(value: value, sample: rule.minimumSample) }
            #expect(alerts.count <= 1)
            marks += alerts.first.map { $0.isFiring ? "+" : "-" } ?? " "
            #expect(book.broken.isEmpty == (marks.last { $0 != " " } != "+"))
        }
        #expect(marks == told)
    }

    /// A tenth better, but never better than can be.
    @Test(
        arguments: [
            (AlertRule.Figure.cacheHitRate, 75, 82.5), (.cacheHitRate, 95, 100), (.latencyP95, 200, 180),
        ])
    func clearsATenthBetter(figure: AlertRule.Figure, threshold: Double, clearsAt: Double) {
        #expect(abs(AlertRule(figure, threshold: threshold).clearsAt - clearsAt) < 1e-9)
    }

    /// With nobody to deliver to, the log has it.
    @Test func alertsAreLogged() {
        let clock = ManualClock()
        let log = KeptLog()
        let monitor = PerformanceMonitor(
            configuration: .init(
                alerts: [AlertRule(.latencyP95, threshold: 5, minimumSample: 1)], lookEverySeconds: nil),
            clock: clocks(clock), logger: log.logger)
        func serve(_ milliseconds: Int) {
            var recording = monitor.begin(method: "GET", route: "/a")
            clock.advance(by: .milliseconds(milliseconds))
            monitor.end(&recording, status: 200, responseBytes: 1)
            monitor.look()
        }
        serve(10)
        #expect(log.lines.count == 1)
        clock.advance(by: .seconds(120))
        serve(1)
        #expect(log.lines.count == 2)
    }

    @Test func tooFewSayNothing() {
        let rule = AlertRule(.errorRate, threshold: 0.1, minimumSample: 50)
        var book = AlertBook(rules: [rule])
        #expect(book.look(at: 0) { _ in .init(value: 100, sample: 49) }.isEmpty)
        #expect(book.look(at: 0) { _ in nil }.isEmpty)
        #expect(book.look(at: 0) { _ in .init(value: .nan, sample: 50) }.isEmpty)
        #expect(book.look(at: 0) { _ in .init(value: 100, sample: 50) }.count == 1)
        // Nor that it is well again.
        #expect(book.look(at: 0) { _ in .init(value: 0, sample: 49) }.isEmpty)
    }

    @Test(
        arguments: [
            (AlertRule.Figure.latencyP95, nil, 30.0, 40), (.latencyP95, "GET /a", 10, 60),
            (.latencyP95, "GET /x", nil, 0),
            (.queryTime, nil, 5, 160), (.cacheHitRate, nil, 25, 40), (.errorRate, nil, 2, 100),
            (.errorRate, "GET /b", 5, 40),
            (.memory, nil, 300, .max),
        ] as [(AlertRule.Figure, String?, Double?, Int)])
    func readings(figure: AlertRule.Figure, endpoint: String?, value: Double?, sample: Int) {
        let a = WindowSnapshot(minutes: 1, count: 60, p95: 10, queriesPerRequest: 2, queryMillisecondsPerRequest: 10)
        let b = WindowSnapshot(
            minutes: 1, count: 40, serverErrors: 2, p95: 30, queriesPerRequest: 1, queryMillisecondsPerRequest: 5,
            cacheHits: 10, cacheMisses: 30)
        let reading = AlertBook.Reading(
            AlertRule(figure, endpoint: endpoint, threshold: 1), endpoints: [("GET /a", a), ("GET /b", b)],
            residentBytes: 300_000_000)
        #expect(reading == value.map { .init(value: $0, sample: sample) })
    }

    /// A slow endpoint that is asked now a little more, now a little less often than counts is not well meanwhile.
    @Test func anEndpointAskedTooSeldomIsNotWell() {
        let rule = AlertRule(.latencyP95, threshold: 150)
        var book = AlertBook(rules: [rule])
        func look(slow count: Int, p95: Double = 300) -> String {
            let windows = [
                (name: "GET /fast", window: WindowSnapshot(minutes: 1, count: 200, p95: 5)),
                (name: "GET /slow", window: WindowSnapshot(minutes: 1, count: count, p95: p95)),
            ]
            let told = book.look(at: 0) { AlertBook.Reading($0, endpoints: windows, residentBytes: nil) }
            return told.map { $0.isFiring ? "+" : "-" }.joined()
        }
        #expect(look(slow: 19) == "")
        #expect([20, 19, 21, 1].map { look(slow: $0) } == ["+", "", "", ""])
        #expect(look(slow: 19, p95: 135) == "-")
        #expect(look(slow: 20) == "+")
        #expect(look(slow: 0, p95: 0) == "-")
    }

    /// How long a stream goes on says nothing of how long anybody waits, unless its endpoint is asked for.
    @Test func streamsAreNoSlowEndpoints() {
        let events = WindowSnapshot(minutes: 1, count: 50, average: 60_000, p95: 90_000, timeToFirstByte: 2)
        let page = WindowSnapshot(minutes: 1, count: 50, average: 9, p95: 12, timeToFirstByte: 9)
        func reading(_ endpoint: String?) -> Double? {
            AlertBook.Reading(
                AlertRule(.latencyP95, endpoint: endpoint, threshold: 150),
                endpoints: [("GET /events", events), ("GET /page", page)], residentBytes: nil)?.value
        }
        #expect(reading(nil) == 12)
        #expect(reading("GET /events") == 90_000)
    }

    @Test func sentences() {
        let rule = AlertRule(.latencyP95, endpoint: "GET /a", threshold: 150)
        #expect(
            "\(Alert(rule: rule, isFiring: true, value: 212.42, time: 0))"
                == "p95 latency of GET /a is 212.42 ms, above 150 ms")
        #expect(
            "\(Alert(rule: rule, isFiring: false, value: 100.5, time: 0))"
                == "p95 latency of GET /a is 100.5 ms, well again")
        #expect(
            "\(Alert(rule: AlertRule(.cacheHitRate, threshold: 75), isFiring: true, value: 3.04, time: 0))"
                == "cache hit rate of all endpoints is 3.04 %, below 75 %")
        #expect(
            "\(Alert(rule: AlertRule(.memory, threshold: 280), isFiring: true, value: 300, time: 0))"
                == "resident memory of the process is 300 MB, above 280 MB")
    }

    /// From requests to the one who is told.
    @Test func aMonitorTellsErrors() async throws {
        let clock = ManualClock()
        let told = Mutex<[Alert]>([])
        let monitor = PerformanceMonitor(
            configuration: .init(
                alerts: [AlertRule(.errorRate, threshold: 10, minimumSample: 10)], lookEverySeconds: nil),
            clock: clocks(clock), deliver: { alert in told.withLock { $0.append(alert) } })
        func serve(_ count: Int, status: Int) {
            for _ in 0..<count {
                var recording = monitor.begin(method: "GET", route: "/a")
                monitor.end(&recording, status: status, responseBytes: nil)
            }
        }
        serve(9, status: 500)
        monitor.look()
        serve(1, status: 500)
        monitor.look()
        monitor.look()
        try await eventually { told.withLock { $0.count } == 1 }
        clock.advance(by: .seconds(70))
        serve(10, status: 200)
        monitor.look()
        try await eventually { told.withLock { $0.count } == 2 }
        #expect(told.withLock { $0.map(\.isFiring) } == [true, false])
        #expect(told.withLock { $0.map(\.value) } == [100, 0])
        try await eventually { monitor.snapshot().alerts == AlertCounts(sent: 2, dropped: 0, failed: 0, waiting: 0) }
    }
}

/// Delivery that fails, is slow, or is flooded.
struct AlertSenderTests {
    private struct Unreachable: Error {}
    private static func alert(_ value: Double) -> Alert {
        Alert(rule: AlertRule(.memory, threshold: 1), isFiring: true, value: value, time: 0)
    }

    @Test(arguments: [0, 1, 5, 6, 100])
    func triesAgainWithGrowingPauses(failures: Int) async throws {
        let attempts = Mutex(0)
        let pauses = Mutex<[Duration]>([])
        let sender = AlertSender(
            logger: Logger(label: "test"), pause: { pause in pauses.withLock { $0.append(pause) } },
            deliver: { _ in
                let attempt = attempts.withLock { count in
                    count += 1
                    return count
                }
                if attempt <= failures { throw Unreachable() }
            })
        sender.send(Self.alert(1))
        try await eventually { sender.counts.sent + sender.counts.failed == 1 }
        #expect(sender.counts.sent == (failures < AlertSender.attempts ? 1 : 0))
        let expected = (0..<min(failures, AlertSender.attempts - 1)).map { Duration.seconds(1 << $0) }
        #expect(pauses.withLock { $0 } == expected)
    }

    @Test func isBoundedAndInOrder() async throws {
        let (opened, gate) = AsyncStream<Void>.makeStream()
        let delivered = Mutex<[Double]>([])
        let sender = AlertSender(
            logger: Logger(label: "test"), pause: { _ in },
            deliver: { alert in
                for await _ in opened {}
                delivered.withLock { $0.append(alert.value) }
            })
        sender.send(Self.alert(0))
        try await eventually { sender.counts.waiting == 0 }
        for index in 1...1_000 { sender.send(Self.alert(Double(index))) }
        #expect(sender.counts.waiting == AlertSender.capacity)
        #expect(sender.counts.dropped == 1_000 - AlertSender.capacity)
        gate.finish()
        try await eventually { sender.counts.sent == AlertSender.capacity + 1 }
        // The oldest went; the news is there.
        let first = Double(1_000 - AlertSender.capacity + 1)
        let expected: [Double] = [0] + Array(stride(from: first, through: 1_000, by: 1))
        #expect(delivered.withLock { $0 } == expected)
    }
}
