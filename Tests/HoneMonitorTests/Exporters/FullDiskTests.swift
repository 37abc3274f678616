import Foundation
import HoneTesting
import Logging
import Synchronization
import Testing

@testable import HoneMonitor

/// The log on a file system that is really too small, where this user may mount one.
@Suite(.serialized, .enabled(if: SmallDisk.isAllowed, "mounting a file system is not allowed"))
struct FullDiskTests {
    private let clock = ManualClock(startingAt: .seconds(1_700_000_000))

    private func monitor(_ path: String, _ said: KeptLog) -> PerformanceMonitor {
        PerformanceMonitor(
            configuration: .init(log: .jsonLines(path), logQueueCapacity: 100_000, lookEverySeconds: nil),
            clock: clocks(clock), logger: said.logger)
    }

    private func serve(_ monitor: PerformanceMonitor, _ count: Int) {
        for _ in 0..<count {
            var recording = monitor.begin(method: "GET", route: "/a")
            monitor.end(&recording, status: 200, responseBytes: 17)
        }
        monitor.flush()
    }

    /// It fails no request, is told once each time the disk fills up, and every line that is there is whole.
    @Test func linesThatDoNotFitAreLostAndCounted() throws {
        let disk = try SmallDisk(kilobytes: 64)
        let said = KeptLog()
        let path = disk.folder + "/logs/performance.jsonl"
        let monitor = monitor(path, said)
        serve(monitor, 100)
        #expect(said.lines.count == 0)
        var served = 100
        for _ in 0..<20 {
            serve(monitor, 300)
            served += 300
        }
        let full = try #require(monitor.snapshot().log)
        #expect(monitor.snapshot().requests == served)
        #expect(full.written + full.failed == served && full.dropped == 0 && full.written > 100 && full.failed > 0)
        #expect(full.failure?.contains("No space left on device") == true)
        #expect(said.lines.count == 1)
        // Others make room by taking the log away: it goes on in a file of its own, and trouble is told anew.
        let before = try lines(path)
        #expect(before.count == full.written)
        try FileManager.default.removeItem(atPath: path)
        serve(monitor, 10)
        let after = try #require(monitor.snapshot().log)
        #expect(after.failure == nil && after.written == full.written + 10)
        #expect(try lines(path).count == 10)
        for _ in 0..<10 { serve(monitor, 300) }
        #expect(said.lines.count == 2)
        #expect(try lines(path).count + before.count == monitor.snapshot().log?.written)
    }

    /// The lines of a file, each of which must be JSON.
    private func lines(_ path: String) throws -> [String] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        for line in lines {
            #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "torn: \(line)")
        }
        return lines
    }
}
