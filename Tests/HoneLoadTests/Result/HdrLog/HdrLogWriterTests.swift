import Foundation
import HoneCore
import Synchronization
import Testing

@testable import HoneLoad

struct HdrLogWriterTests {
    private final class Text: Sendable {
        let pieces = Mutex<[String]>([])
        var lines: [String] {
            pieces.withLock { $0.joined() }.split(separator: "\n").map(String.init)
        }
    }

    private func task(_ name: String, milliseconds: [Int]) -> TaskResult {
        var task = TaskResult(name: name)
        for value in milliseconds { task.latency.record(.milliseconds(value)) }
        return task
    }

    private func progress(recorded: Bool, _ tasks: [TaskResult]) -> HoneLoad.Progress {
        let point = SeriesPoint(
            second: 3, length: 1, users: 1, requests: 1, failures: 0, bytesReceived: 0, latency: .empty)
        return HoneLoad.Progress(elapsed: 4, whole: 10, isRecorded: recorded, point: point, tasks: tasks)
    }

    @Test func aLogHasItsHeadThenALineForAllAndOneForEachTask() throws {
        let text = Text()
        let writer = try HdrLogWriter(startedAt: 1_795_372_804.5) { piece in
            text.pieces.withLock { $0.append(piece) }
        }
        try writer.write(
            progress(
                recorded: true,
                [
                    task("GET /a, b", milliseconds: [1, 2, 3]), task("silent", milliseconds: []),
                    task("POST /x", milliseconds: [40]),
                ]))
        let lines = text.lines
        #expect(lines[1] == "#[Histogram log format version 1.3]")
        #expect(lines[2].hasPrefix("#[StartTime: 1795372804.500 (seconds since epoch), 2026-11-22T18:40:04Z"))
        #expect(lines[3] == "#[BaseTime: 1795372804.500 (seconds since epoch)]")
        #expect(lines[4] == #""StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram""#)
        #expect(lines.count == 8, "a task without a success has no line")
        #expect(lines[5].hasPrefix("3.000,1.000,40.0"))
        #expect(lines[6].hasPrefix("Tag=GET_/a;_b,3.000,1.000,3.0"))
        #expect(lines.dropFirst(5).allSatisfy { $0.contains(",HISTFAAAA") })
        #expect(lines[7].hasPrefix("Tag=POST_/x,3.000,1.000,40.0"))
    }

    @Test(arguments: [
        ("GET /a, b", "GET_/a;_b"), ("a\nb", "a_b"), ("a,\u{301}b", "a;\u{301}b"), ("a \u{301}b", "a_\u{301}b"),
        ("a\u{2028},\u{200D}", "a_;\u{200D}"), ("", ""), ("é", "é"),
    ])
    func aTagHoldsNothingThatEndsIt(name: String, tag: String) {
        #expect(HdrLogWriter.tag(name).unicodeScalars.elementsEqual(tag.unicodeScalars))
    }

    @Test func warmUpAndSilenceAreNotWritten() throws {
        let text = Text()
        let writer = try HdrLogWriter(startedAt: 0) { piece in text.pieces.withLock { $0.append(piece) } }
        try writer.write(progress(recorded: false, [task("GET /", milliseconds: [1])]))
        try writer.write(progress(recorded: true, [task("GET /", milliseconds: [])]))
        #expect(text.pieces.withLock(\.count) == 1)
    }

    @Test func aFileIsReplacedAndGrowsAsTheRunGoesOn() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "hone-\(UUID().uuidString).hlog").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "old".write(toFile: path, atomically: true, encoding: .utf8)
        let writer = try HdrLogWriter(path: path, startedAt: 1)
        try writer.write(progress(recorded: true, [task("GET /", milliseconds: [5])]))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasPrefix("#["))
        #expect(text.split(separator: "\n").count == 7)
        #expect(throws: HdrLogError.self) { try HdrLogWriter(path: "/no/such/folder/a.hlog", startedAt: 1) }
    }
}
