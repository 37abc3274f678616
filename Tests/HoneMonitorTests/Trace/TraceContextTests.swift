import Testing

@testable import HoneMonitor

/// `traceparent`, as W3C Trace Context says it.
struct TraceContextTests {
    private static let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func readsTheExampleOfTheRecommendation() throws {
        let context = try #require(TraceContext(Self.good))
        #expect(context.traceHigh == 0x4bf9_2f35_77b3_4da6)
        #expect(context.traceLow == 0xa3ce_929d_0e0e_4736)
        #expect(context.span == 0x00f0_67aa_0ba9_02b7)
        #expect(context.flags == 1)
        #expect(context.header == Self.good)
    }

    @Test(
        arguments: [
            "", "00", "garbage", String(repeating: "0", count: 55),
            // An id of zeros, of the trace and of the span.
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            // Capitals, another letter, another separator.
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
            "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            // The version that is forbidden; more behind the flags of the first version; a later one without a dash.
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
            " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-é1",
        ])
    func refuses(header: String) {
        #expect(TraceContext(header) == nil)
    }

    @Test(arguments: [
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-will-be",
    ])
    func readsLaterVersionsAsTheFirst(header: String) {
        #expect(TraceContext(header)?.header == Self.good)
    }

    @Test func printsZerosInFront() {
        let context = TraceContext(traceHigh: 0, traceLow: 1, span: 2, flags: 0)
        #expect(context.header == "00-00000000000000000000000000000001-0000000000000002-00")
        #expect(TraceContext(context.header) == context)
    }

    @Test(
        arguments: [
            ("a", true), ("3f2b-77.x:y/z~", true), (String(repeating: "x", count: 128), true),
            (String(repeating: "x", count: 129), false), ("", false), ("two words", false), ("line\nfeed", false),
            ("é", false), ("\u{7f}", false), (String(repeating: "x", count: 10_000), false),
        ])
    func idsThatAreTaken(id: String, isTaken: Bool) {
        #expect(RequestID.isAcceptable(id) == isTaken)
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
        var recording = monitor.begin(method: "GET", route: "/a", requestID: id)
        let used = recording.trace?.id ?? ""
        #expect((used == id) == isTaken)
        #expect(isTaken || used.utf8.count == 15)
        monitor.end(&recording, status: 200, responseBytes: nil)
    }

    /// Version 00 knows one flag; the others are not passed on (W3C Trace Context, section 3.2.2.5).
    @Test(arguments: [("00", 0), ("01", 1), ("ff", 1), ("fe", 0)] as [(String, UInt8)])
    func unknownFlagsAreNotPassedOn(sent: String, passedOn: UInt8) {
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
        let header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-\(sent)"
        var recording = monitor.begin(method: "GET", route: "/a", traceparent: header)
        #expect(recording.trace?.context.flags == passedOn)
        monitor.end(&recording, status: 200, responseBytes: nil)
    }

    @Test func goesOnWithTheTraceThatCameIn() throws {
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
        var first = monitor.begin(method: "GET", route: "/a", traceparent: Self.good)
        let context = try #require(first.trace?.context)
        #expect(context.header.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-"))
        #expect(context.span != 0x00f0_67aa_0ba9_02b7)
        var second = monitor.begin(method: "GET", route: "/a", traceparent: "nonsense")
        let other = try #require(second.trace?.context)
        #expect(other.traceLow != context.traceLow && other.traceHigh | other.traceLow != 0)
        #expect(other.span != context.span)
        monitor.end(&first, status: 200, responseBytes: nil)
        monitor.end(&second, status: 200, responseBytes: nil)
    }
}
