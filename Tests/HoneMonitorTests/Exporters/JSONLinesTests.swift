import Foundation
import HoneTesting
import Logging
import Synchronization
import Testing

@testable import HoneMonitor

/// The log of requests.
struct JSONLinesTests {
    let clock = ManualClock(startingAt: .seconds(1_700_000_000))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-log-\(UUID().uuidString)")

    private func monitor(_ path: String, capacity: Int = 1_000, logger: Logger? = nil) -> PerformanceMonitor {
        PerformanceMonitor(
            configuration: .init(log: .jsonLines(path), logQueueCapacity: capacity, lookEverySeconds: nil),
            clock: clocks(clock),
            logger: logger ?? Logger(label: "test"))
    }

    private func serve(_ monitor: PerformanceMonitor, _ route: String? = "/a", bytes: Int? = 17) {
        var recording = monitor.begin(method: "GET", route: route)
        recording.trace?.recordQuery(sql: "a", nanoseconds: 500_999)
        clock.advance(by: .microseconds(1_234))
        monitor.end(&recording, status: 200, responseBytes: bytes)
    }

    private func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test func aLineARequest() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("logs/performance.jsonl").path
        let monitor = monitor(path)
        serve(monitor)
        serve(monitor, nil, bytes: nil)
        monitor.flush()
        #expect(
            try lines(path) == [
                #"{"time":1700000000001,"endpoint":"GET /a","status":200,"ms":1.234,"bytes":17,"queries":1,"queryMs":0.500}"#,
                #"{"time":1700000000002,"endpoint":"unmatched","status":200,"ms":1.234,"queries":1,"queryMs":0.500}"#,
            ])
        let log = try #require(monitor.snapshot().log)
        #expect(log == LogSnapshot(path: path, written: 2, dropped: 0, failed: 0, rotated: 0, failure: nil))
    }

    @Test func routesAreEscaped() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("p.jsonl").path
        let monitor = monitor(path)
        let route = "/\"quoted\"\\back\nline\u{1}é"
        serve(monitor, route)
        monitor.flush()
        let line = try #require(try lines(path).first)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["endpoint"] as? String == "GET " + route)
    }

    @Test func appendsToWhatIsThere() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("p.jsonl").path
        for _ in 0..<2 {
            let monitor = monitor(path)
            serve(monitor)
            monitor.flush()
        }
        #expect(try lines(path).count == 2)
    }

    @Test func whatIsTooMuchIsDroppedAndCounted() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("p.jsonl").path
        let exporter = JSONLinesExporter(
            path: path, capacity: 10, rotation: .init(), clock: clocks(clock), logger: Logger(label: "test"),
            endpointName: { "endpoint \($0)" })
        let line = RequestLine(
            unixMilliseconds: 1, endpoint: 7, outcome: .init(status: 200, responseBytes: 1, nanoseconds: 1))
        for _ in 0..<100_000 { exporter.write(line) }
        exporter.flush()
        let log = exporter.snapshot()
        #expect(log.written + log.dropped == 100_000)
        #expect(log.dropped > 0)
        #expect(try lines(path).count == log.written)
    }

    /// One thread may fill the whole queue.
    @Test func asManyMayWaitAsIsSaid() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("p.jsonl").path
        let exporter = JSONLinesExporter(
            path: path, capacity: 1_000, rotation: .init(), clock: clocks(clock), logger: Logger(label: "test"),
            endpointName: { "endpoint \($0)" })
        let line = RequestLine(
            unixMilliseconds: 1, endpoint: 7, outcome: .init(status: 200, responseBytes: 1, nanoseconds: 1))
        for _ in 0..<3 {
            for _ in 0..<1_000 { exporter.write(line) }
            #expect(exporter.memoryBytes > 0)
            exporter.flush()
        }
        #expect(exporter.snapshot().dropped == 0 && exporter.snapshot().written == 3_000)
    }

    /// What waits is written when the monitor goes away, and by itself without being asked.
    @Test func writesWithoutBeingAsked() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("p.jsonl").path
        let monitor = monitor(path)
        serve(monitor)
        try await eventually { monitor.snapshot().log?.written == 1 }
        #expect(try lines(path).count == 1)
    }

    @Test func writesWhenItGoesAway() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("p.jsonl").path
        do {
            let monitor = monitor(path)
            serve(monitor)
        }
        #expect(try lines(path).count == 1)
    }

    @Test func aRotatedFileIsOpenedAnew() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("p.jsonl").path
        let monitor = monitor(path)
        serve(monitor)
        monitor.flush()
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        serve(monitor)
        monitor.flush()
        #expect(try lines(path).count == 1)
        #expect(try lines(path + ".1").count == 1)
    }

    /// A disk that is full (as /dev/full always is) fails no request, and is reported once.
    @Test(arguments: ["/dev/full", "/dev/null/not/a/folder/p.jsonl"])
    func troubleIsReportedOnceAndCounted(path: String) throws {
        let log = KeptLog()
        let monitor = monitor(path, logger: log.logger)
        for _ in 0..<3 {
            serve(monitor)
            monitor.flush()
        }
        let snapshot = try #require(monitor.snapshot().log)
        #expect(snapshot.failed == 3)
        #expect(snapshot.written == 0)
        #expect(snapshot.failure?.contains(path) == true)
        #expect(log.lines.count == 1)
        #expect(monitor.snapshot().requests == 3)
    }
}
