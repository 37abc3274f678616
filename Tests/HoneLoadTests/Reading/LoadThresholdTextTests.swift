import HoneCore
import Testing

@testable import HoneLoad

@Suite("Thresholds as text")
struct LoadThresholdTextTests {
    static let read: [(text: String, threshold: LoadThreshold)] = [
        ("p95 < 150ms", .init(.p95, .below, 150)), ("p50<=1.5s", .init(.p50, .atMost, 1_500)),
        ("p999 < 900us", .init(.p999, .below, 0.9)), ("p90 < 0.1 s", .init(.p90, .below, 100)),
        ("average <= 80ms", .init(.average, .atMost, 80)), ("max < 2s", .init(.max, .below, 2_000)),
        ("error_rate < 0.1%", .init(.errorRate, .below, 0.001)), ("error_rate <= 0%", .init(.errorRate, .atMost, 0)),
        ("request_rate > 100/s", .init(.requestRate, .above, 100)),
        ("request_rate >= 0.5/s", .init(.requestRate, .atLeast, 0.5)),
        ("GET /api/products: p99 < 1s", .init(.p99, .below, 1_000, scope: "GET /api/products")),
        ("read: p99 < 1s", .init(.p99, .below, 1_000, scope: "read")),
        ("a: b: p99 < 1s", .init(.p99, .below, 1_000, scope: "a: b")),
        ("GET /a?x=1:2: p99 < 1s", .init(.p99, .below, 1_000, scope: "GET /a?x=1:2")),
        ("GET /a<b: p99 < 1s", .init(.p99, .below, 1_000, scope: "GET /a<b")),
    ]

    @Test(arguments: read.indices)
    func isReadAndWrittenAndReadAgain(index: Int) throws {
        let row = Self.read[index]
        let threshold = try LoadThreshold(parsing: row.text)
        #expect(threshold == row.threshold)
        #expect(try LoadThreshold(parsing: threshold.description) == threshold, "\(threshold)")
    }

    @Test(arguments: [
        (LoadThreshold(.p95, .below, 150), "p95 < 150ms"), (LoadThreshold(.p99, .atMost, 1_500), "p99 <= 1.5s"),
        (LoadThreshold(.max, .below, 0.25), "max < 0.25ms"),
        (LoadThreshold(.errorRate, .below, 0.001, scope: "GET /"), "GET /: error_rate < 0.1%"),
        (LoadThreshold(.requestRate, .atLeast, 1_000), "request_rate >= 1000/s"),
    ])
    func isWritten(threshold: LoadThreshold, text: String) {
        #expect(threshold.description == text)
    }

    @Test func anyLimitSurvivesBeingWritten() throws {
        let seed: UInt64 = 20_261_122
        var random = SeededGenerator(seed: seed, stream: 0)
        for figure in LoadThreshold.Figure.allCases {
            for _ in 0..<500 {
                let digits = Double(random.next(in: 0...999_999_999))
                let limit = digits / [1, 7, 1_000, 1e7, 1e12][Int(random.next(in: 0...4))]
                let threshold = LoadThreshold(figure, .below, limit)
                #expect(try LoadThreshold(parsing: "\(threshold)") == threshold, "seed \(seed): \(limit), \(threshold)")
            }
        }
    }

    @Test(arguments: [
        ("", "p95 < 150ms"), ("p95", "p95 < 150ms"), ("p95 150ms", "p95 < 150ms"), ("p42 < 1s", "p50, p90, p95, p99"),
        (": p95 < 1s", "before the colon"), ("p95 =< 1s", "'p95 =' is no figure"), ("p95 << 1s", "'<<'"),
        ("p95 <> 1s", "<, <=, >, >="), ("p95 < fast", "no number"), ("p95 < -1s", "no number"),
        ("p95 < 150", "no unit"),
        ("p95 < 1%", "'%' is no unit of p95"), ("error_rate < 1", "0.1%"), ("error_rate < 1ms", "0.1%"),
        ("request_rate > 100", "100/s"), ("request_rate > 100/min", "100/s"), ("p95 < 1e999s", "no number"),
    ])
    func whatIsWrongIsNamed(text: String, words: String) throws {
        let error = try #require(throws: ScenarioError.self) { try LoadThreshold(parsing: text) }
        #expect(error.field == "thresholds")
        #expect(error.found == text)
        #expect(error.remedy.contains(words), "\(error)")
    }
}
