import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// The text that Prometheus scrapes, from a monitor that recorded something.
struct PrometheusTests {
    /// A route whose name needs every escape there is.
    static let nasty = "/a\"b\\c\nd/{é}"

    private static func exposition(
        _ routes: [String] = ["/api/chefs/{id}", nasty], log: MonitorConfiguration.Log = .none
    ) throws -> PrometheusExposition {
        let clock = ManualClock()
        let monitor = PerformanceMonitor(
            configuration: .init(log: log, lookEverySeconds: nil), clock: clocks(clock))
        for route in routes {
            for (milliseconds, status) in [(2, 200), (40, 200), (300, 404), (12_000, 500)] {
                var recording = monitor.begin(method: "GET", route: route)
                recording.trace?.recordQuery(sql: "SELECT 1", nanoseconds: 1_500_000)
                clock.advance(by: .milliseconds(milliseconds))
                monitor.end(&recording, status: status, responseBytes: 1_000)
            }
        }
        monitor.addGauges("data\"base") { [("idle", 3), ("wait\nms", 0.25), ("odd", .nan)] }
        try monitor.pageMetrics.record(PageMeasurement(page: "/chefs/7", ttfb: 120, lcp: 1_500, cls: 0.05, load: 2_000))
        var exposition = monitor.prometheusExposition()
        for route in routes {
            exposition.exemplars["GET \(route)"] = [
                PrometheusExemplar(
                    traceID: "4bf92f3577b34da6a3ce929d0e0e4736", seconds: 0.04, unixSeconds: 1_700_000_000.5),
                PrometheusExemplar(
                    traceID: "00000000000000000000000000000001", seconds: 0.03, unixSeconds: 1_700_000_000),
                PrometheusExemplar(
                    traceID: "0af7651916cd43dd8448eb211c80319c", seconds: 12, unixSeconds: 1_700_000_001),
            ]
        }
        return exposition
    }

    private static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    @Test func aHistogramCountsUpToEachBound() throws {
        let lines = Self.lines(try Self.exposition().text(.text))
        let name = "hone_http_request_duration_seconds_bucket{endpoint=\"GET /api/chefs/{id}\",le="
        for (bound, count) in [
            ("0.001", 0), ("0.0025", 1), ("0.025", 1), ("0.05", 2), ("0.25", 2), ("0.5", 3), ("10", 3), ("+Inf", 4),
        ] {
            #expect(lines.contains("\(name)\"\(bound)\"} \(count)"), "\(bound)")
        }
        #expect(
            lines.contains {
                $0.hasPrefix("hone_http_request_duration_seconds_sum{endpoint=\"GET /api/chefs/{id}\"} 12.3")
            })
        #expect(lines.contains("hone_http_request_duration_seconds_count{endpoint=\"GET /api/chefs/{id}\"} 4"))
        #expect(lines.contains("# TYPE hone_http_request_duration_seconds histogram"))
    }

    @Test(arguments: [
        "hone_http_requests_total{endpoint=\"GET /api/chefs/{id}\",outcome=\"success\"} 2",
        "hone_http_requests_total{endpoint=\"GET /api/chefs/{id}\",outcome=\"client_error\"} 1",
        "hone_http_requests_total{endpoint=\"GET /api/chefs/{id}\",outcome=\"server_error\"} 1",
        "hone_http_requests_in_flight{endpoint=\"GET /api/chefs/{id}\"} 0",
        "hone_http_response_body_bytes_total{endpoint=\"GET /api/chefs/{id}\"} 4000",
        "hone_queries_total{endpoint=\"GET /api/chefs/{id}\"} 4", "hone_monitor_endpoints 2",
        "hone_monitor_folded_requests_total 0", "hone_part_figure{part=\"data\\\"base\",name=\"idle\"} 3",
        "hone_part_figure{part=\"data\\\"base\",name=\"wait\\nms\"} 0.25",
        "hone_part_figure{part=\"data\\\"base\",name=\"odd\"} NaN", "hone_page_views_total{page=\"/chefs/{id}\"} 1",
        "hone_page_timing_seconds_count{page=\"/chefs/{id}\",timing=\"lcp\"} 1",
        "hone_page_timing_seconds_sum{page=\"/chefs/{id}\",timing=\"lcp\"} 1.5",
        "hone_page_layout_shift_sum{page=\"/chefs/{id}\"} 0.05", "# TYPE hone_http_requests_total counter",
        "# TYPE hone_page_timing_seconds summary",
    ]) func figure(line: String) throws {
        #expect(Self.lines(try Self.exposition().text(.text)).contains(line))
    }

    @Test func labelValuesAreEscaped() throws {
        let text = try Self.exposition().text(.text)
        #expect(text.contains(#"{endpoint="GET /a\"b\\c\nd/{é}",outcome="success"} 2"#))
        #expect(PrometheusWriter.escape("a\u{0}b\u{1b}[31m\tc\r") == "a\u{fffd}b\u{fffd}[31m\u{fffd}c\u{fffd}")
    }

    @Test(arguments: [
        (0.0, "0"), (1, "1"), (-3, "-3"), (0.25, "0.25"), (1e15, "1000000000000000"), (.infinity, "+Inf"),
        (-.infinity, "-Inf"), (.nan, "NaN"), (1e300, "1e+300"),
    ]) func numbers(value: Double, text: String) {
        #expect(PrometheusWriter.number(value) == text)
    }

    /// The text format 0.0.4: no exemplars, no unit lines, no end mark; promtool has nothing to say against it.
    @Test func promtoolHasNoComplaints() throws {
        let text = try Self.exposition(log: .jsonLines("/dev/null")).text(.text)
        #expect(text.contains("hone_monitor_log_lines_total{outcome=\"dropped\"} 0"))
        #expect(try PrometheusServer.complaints(about: text) == "")
        #expect(!text.contains("# EOF"))
        #expect(!text.contains("# UNIT"))
        #expect(!text.contains("trace_id"))
        #expect(try PrometheusServer.complaints(about: try Self.exposition([]).text(.text)) == "", "of nothing yet")
    }

    @Test func promtoolWouldComplain() throws {
        #expect(try PrometheusServer.complaints(about: "requests{a=\"b} 1\n").contains("error"))
        #expect(try PrometheusServer.complaints(about: "# TYPE a counter\na 1\n").contains("_total"))
    }

    /// OpenMetrics 1.0.0: families of counters without `_total`, units, exemplars, `# EOF`.
    @Test func openMetrics() throws {
        let text = try Self.exposition().text(.openMetrics)
        let lines = Self.lines(text)
        #expect(text.hasSuffix("\n# EOF\n"))
        #expect(lines.filter { $0 == "# EOF" }.count == 1)
        #expect(lines.contains("# TYPE hone_http_requests counter"))
        #expect(lines.contains("# TYPE hone_query_seconds counter"))
        #expect(lines.contains("# UNIT hone_query_seconds seconds"))
        #expect(lines.contains("# UNIT hone_http_response_body_bytes bytes"))
        let bucket = #"hone_http_request_duration_seconds_bucket{endpoint="GET /api/chefs/{id}",le="#
        #expect(
            lines.contains(
                bucket + #""0.05"} 2 # {trace_id="4bf92f3577b34da6a3ce929d0e0e4736"} 0.04 1700000000.5"#),
            "the latest of a bucket")
        #expect(
            lines.contains(
                bucket + #""+Inf"} 4 # {trace_id="0af7651916cd43dd8448eb211c80319c"} 12 1700000001"#))
        #expect(lines.contains(bucket + #""1.0"} 3"#))
        #expect(!text.contains("00000000000000000000000000000001"))
        for line in lines where line.hasPrefix("# UNIT ") {
            let words = line.split(separator: " ")
            #expect(words[2].hasSuffix("_\(words[3])"), "a unit is the family's suffix")
        }
        for line in lines where line.hasPrefix("# TYPE ") { #expect(!line.contains("_total")) }
    }

    /// Every family has its help, its type and its samples in one block, as both formats demand.
    @Test(arguments: PrometheusFormat.allCases) func familiesAreBlocks(format: PrometheusFormat) throws {
        var seen: Set<String> = []
        var family = ""
        for line in Self.lines(try Self.exposition().text(format)) where line != "# EOF" {
            if line.hasPrefix("# HELP ") {
                family = String(line.split(separator: " ")[2])
                #expect(seen.insert(family).inserted, "\(family) comes once")
            } else if line.hasPrefix("#") {
                #expect(line.split(separator: " ")[2] == family)
            } else {
                #expect(line.hasPrefix(family))
            }
        }
        #expect(seen.count > 15)
    }

    @Test(arguments: [
        (nil, PrometheusFormat.text), ("", .text), ("*/*", .text), ("text/plain", .text), ("nonsense;;,,", .text),
        ("application/openmetrics-text", .openMetrics),
        ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4", .openMetrics),
        ("application/openmetrics-text; version=1.0.0; q=0.3, text/plain; q=0.4", .text),
        ("application/openmetrics-text;version=0.0.1", .text), ("application/openmetrics-text;q=0", .text),
        ("application/openmetrics-text;q=x", .text),
        // As Prometheus 2.42 asks.
        (
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics
        ),
    ]) func theFormatIsChosenByAccept(accept: String?, format: PrometheusFormat) {
        #expect(PrometheusFormat(accept: accept) == format)
    }

    @Test func bucketsHoldWhatWasRecorded() throws {
        let clock = ManualClock()
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil), clock: clocks(clock))
        var generator = SeededGenerator(seed: 7)
        var samples: [UInt64] = []
        for _ in 0..<5_000 {
            let sample =
                UInt64.random(in: 0...20_000_000_000, using: &generator)
                >> UInt64.random(in: 0...14, using: &generator)
            samples.append(sample)
            var recording = monitor.begin(method: "GET", route: "/x")
            clock.advance(by: .nanoseconds(Int64(sample)))
            monitor.end(&recording, status: 200, responseBytes: 1)
        }
        let buckets = try #require(monitor.prometheusExposition().histograms["GET /x"])
        #expect(buckets.count == samples.count)
        #expect(abs(buckets.sum - samples.reduce(0) { $0 + Double($1) } / 1e9) < 1e-3)
        #expect(buckets.counts == buckets.counts.sorted())
        for (bound, count) in zip(PrometheusHistogram.bounds, buckets.counts) {
            // A sample within 1.6 % of a bound may be on either side of it.
            let sure = samples.count { Double($0) <= bound * 1e9 * 0.98 }
            let most = samples.count { Double($0) <= bound * 1e9 * 1.02 }
            #expect((sure...most).contains(count), "\(bound) s")
        }
        #expect(PrometheusHistogram.bucket(ofSeconds: 0.05) == PrometheusHistogram.bounds.firstIndex(of: 0.05))
        #expect(PrometheusHistogram.bucket(ofSeconds: 11) == PrometheusHistogram.bounds.count)
    }
}
