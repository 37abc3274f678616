import Foundation
import HoneTesting
import Testing

@testable import HoneMonitor

/// A log that is moved away when it is large or old.
struct LogRotationTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "hone-rotation-\(UUID().uuidString)")
    private let clock = ManualClock(startingAt: .seconds(1_700_000_000))

    private func file(_ rotation: LogRotation) -> LogFile {
        LogFile(path: path(), rotation: rotation, unixMilliseconds: clocks(clock).unixMilliseconds)
    }

    private func path(_ number: Int? = nil) -> String {
        folder.appendingPathComponent("p.jsonl").path + (number.map { ".\($0)" } ?? "")
    }

    private func text(_ number: Int? = nil) -> String? { try? String(contentsOfFile: path(number), encoding: .utf8) }

    @Test func bySize() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var file = file(.init(maximumBytes: 10, keptFiles: 2))
        #expect(try file.append("12345") == false)
        #expect(try file.append("67890") == false)
        #expect(try file.append("a") == true)
        #expect(text() == "a" && text(1) == "1234567890")
        // Longer than the limit: it has a file of its own.
        #expect(try file.append("a line of twenty byt") == true)
        #expect(try file.append("b") == true)
        #expect(text() == "b" && text(1) == "a line of twenty byt" && text(2) == "a")
        #expect(text(3) == nil)
    }

    @Test func byAge() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var file = file(.init(maximumBytes: nil, maximumAgeSeconds: 60, keptFiles: 1))
        #expect(try file.append("a") == false)
        clock.advance(by: .milliseconds(59_999))
        #expect(try file.append("b") == false)
        clock.advance(by: .milliseconds(1))
        #expect(try file.append("c") == true)
        #expect(text() == "c" && text(1) == "ab")
    }

    @Test func whatWasThereBeforeCounts() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            var file = file(.init(maximumBytes: 10))
            try file.append("12345678")
        }
        var file = file(.init(maximumBytes: 10))
        #expect(try file.append("9ab") == true)
        #expect(text() == "9ab" && text(1) == "12345678")
    }

    /// A file is as old as its first line, though the program has started anew since.
    @Test func itsAgeIsThatOfItsFirstLine() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let rotation = LogRotation(maximumBytes: nil, maximumAgeSeconds: 60, keptFiles: 1)
        let line = "{\"time\":1700000000000,\"endpoint\":\"GET /x\"}\n"
        for seconds in [0, 30] {
            clock.advance(by: .seconds(seconds))
            var file = file(rotation)
            #expect(try file.append(line) == false)
        }
        clock.advance(by: .seconds(30))
        var file = file(rotation)
        #expect(try file.append("late\n") == true)
        #expect(text() == "late\n" && text(1) == line + line)
    }

    /// One that others cut short, as `copytruncate` of logrotate does, has as many bytes as it has.
    @Test func aFileThatOthersCutShortIsNotMoved() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var file = file(.init(maximumBytes: 10, keptFiles: 1))
        try file.append("12345678")
        try #require(truncate(path(), 0) == 0)
        #expect(try file.append("90123") == false)
        #expect(text() == "90123" && text(1) == nil)
    }

    /// A limit beyond all times is none.
    @Test func anEndlessAgeIsNoTrap() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var file = file(.init(maximumBytes: nil, maximumAgeSeconds: .max, keptFiles: 1))
        #expect(try file.append("a") == false)
        #expect(try file.append("b") == false)
    }

    @Test func noneAreKeptWhenNoneAreWanted() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var file = file(.init(maximumBytes: 4, keptFiles: 0))
        try file.append("1234")
        #expect(try file.append("5") == true)
        #expect(text() == "5" && text(1) == nil)
    }

    /// What cannot be moved is written on: a folder stands where the old one belongs.
    @Test func aMoveThatFailsLosesNothing() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(atPath: path(1) + "/x", withIntermediateDirectories: true)
        var file = file(.init(maximumBytes: 4, keptFiles: 1))
        try file.append("1234")
        #expect(try file.append("5") == false)
        #expect(text() == "12345")
    }

    @Test func theMonitorCountsRotations() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let monitor = PerformanceMonitor(
            configuration: .init(
                log: .jsonLines(path()), logRotation: .init(maximumBytes: 120, keptFiles: 9), lookEverySeconds: nil))
        for _ in 0..<5 {
            var recording = monitor.begin(method: "GET", route: "/a")
            monitor.end(&recording, status: 200, responseBytes: nil)
            monitor.flush()
        }
        let log = try #require(monitor.snapshot().log)
        #expect(log.written == 5 && log.failed == 0)
        #expect(log.rotated == 4)
        #expect(text(4) != nil)
    }
}
