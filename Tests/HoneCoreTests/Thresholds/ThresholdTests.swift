import Testing

@testable import HoneCore

@Suite("Thresholds")
struct ThresholdTests {
    @Test(
        "Quantities are read in the metric's unit",
        arguments: [
            (Metric.responseP95, "150ms", 150.0), (.responseP95, " 0.15 s ", 150), (.pageLoad, "1.8s", 1_800),
            (.queryAverage, "800us", 0.8), (.queryAverage, "800µs", 0.8), (.errorRate, "0.1%", 0.1),
            (.memory, "280MB", 280), (.memory, "1GiB", 1_073.741824), (.concurrentUsers, "300 users", 300),
            (.lighthouse, "85 points", 85), (.pageLoad, "2min", 120_000), (.pageLoad, "1h", 3_600_000),
            (.pageLoad, "1.5e3 ms", 1_500),
            (.queryAverage, ".5ms", 0.5),
        ])
    func quantities(metric: Metric, text: String, expected: Double) throws {
        #expect(abs(try Threshold(metric, parsing: text).value - expected) < 1e-9)
    }

    @Test(
        "What cannot be read says why",
        arguments: [
            ("150", QuantityError.Reason.noUnit), ("fast", .notANumber), ("", .notANumber), ("-5ms", .notANumber),
            ("150%", .otherUnit), ("1e400ms", .notANumber), ("1.2.3ms", .notANumber), ("150 msec", .otherUnit),
        ])
    func unreadable(text: String, reason: QuantityError.Reason) {
        #expect(throws: QuantityError(text: text, unit: .milliseconds, reason: reason)) {
            try Threshold(.responseP95, parsing: text)
        }
    }

    @Test("The message shows what to write")
    func message() {
        let error = QuantityError(text: "150", unit: .milliseconds, reason: .noUnit)
        #expect(error.description.contains("write for example '150ms'"))
    }

    @Test("The limit itself is met, on the right side of it")
    func limits() {
        let p95 = Threshold(.responseP95, 150)
        #expect(p95.isMet(by: 150))
        #expect(!p95.isMet(by: 150.001))
        let users = Threshold(.concurrentUsers, 300)
        #expect(users.isMet(by: 300))
        #expect(!users.isMet(by: 299))
    }

    @Test("Every metric has a default threshold")
    func defaults() {
        #expect(Set(Threshold.defaults.map(\.metric)) == Set(Metric.allCases))
    }
}
