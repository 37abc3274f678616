import Foundation
import HoneCore

/// Writes latencies, interval by interval, as a log that the tools of HdrHistogram read (format 1.3, as
/// `HistogramLogWriter` of its Java library defines it).
///
/// Each interval gets a line without a tag for all tasks together, which is what tools read unless told otherwise, and
/// a line with a tag per task that had a success. Values are nanoseconds; the third column is the longest latency in
/// milliseconds. Nothing is kept: a line is handed on when its interval is over, so memory stays that of one interval.
public struct HdrLogWriter: Sendable {
    /// Takes the next piece of the log.
    public typealias Output = @Sendable (String) throws -> Void

    private let output: Output

    /// Writes the head of a log.
    /// - Parameters:
    ///   - startedAt: when the recording started, seconds since 1970.
    ///   - output: takes each piece of the log in turn.
    /// - Throws: what `output` throws.
    public init(startedAt: Double, output: @escaping Output) throws {
        self.output = output
        let date = Date(timeIntervalSince1970: startedAt).formatted(.iso8601)
        let seconds = Self.decimal(startedAt)
        try output(
            """
            #[Latency from the intended start of each request, in nanoseconds; written by Hone]
            #[Histogram log format version 1.3]
            #[StartTime: \(seconds) (seconds since epoch), \(date)]
            #[BaseTime: \(seconds) (seconds since epoch)]
            "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

            """)
    }

    /// Writes a log into a new file; one that is there is replaced.
    /// - Throws: ``HdrLogError`` when the file cannot be made.
    public init(path: String, startedAt: Double) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
            throw HdrLogError.notCreated(path: path, reason: String(cString: strerror(errno)))
        }
        let file: FileHandle
        do {
            file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        } catch {
            throw HdrLogError.notCreated(path: path, reason: "\(error.localizedDescription)")
        }
        try self.init(startedAt: startedAt) { text in try file.write(contentsOf: Data(text.utf8)) }
    }

    /// Writes the lines of an interval; nothing during the warm-up, and nothing for an interval without a success.
    /// - Throws: ``HdrLogError``, and what the output throws.
    public func write(_ progress: Progress) throws {
        guard progress.isRecorded else { return }
        try write(second: progress.point.second, length: progress.point.length, tasks: progress.tasks)
    }

    /// Writes the lines of an interval.
    /// - Parameters:
    ///   - second: where it starts, seconds from the start of the recording.
    ///   - length: how long it is, seconds.
    ///   - tasks: what came of each task within it.
    public func write(second: Double, length: Double, tasks: [TaskResult]) throws {
        var total = LatencyHistogram()
        var lines = ""
        for task in tasks where task.latency.count > 0 {
            total.add(task.latency)
            lines += "Tag=\(Self.tag(task.name)),"
            lines += try Self.line(second, length, task.latency)
        }
        guard total.count > 0 else { return }
        try output(try Self.line(second, length, total) + lines)
    }

    private static func line(_ second: Double, _ length: Double, _ histogram: LatencyHistogram) throws -> String {
        let longest = decimal(histogram.snapshot.max)
        return "\(decimal(second)),\(decimal(length)),\(longest),\(try HdrEncoding.base64(histogram))\n"
    }

    private static func decimal(_ value: Double) -> String { String(format: "%.3f", value) }

    /// A task's name as a tag, which must not hold commas, spaces or line breaks, whatever combining mark follows them.
    static func tag(_ name: String) -> String {
        var tag = ""
        for scalar in name.unicodeScalars {
            tag.unicodeScalars.append(scalar.properties.isWhitespace ? "_" : scalar == "," ? ";" : scalar)
        }
        return tag
    }
}
