import Foundation

/// Reads what the preloaded tracer logs, while the app runs: a record is there as soon as SQLite has returned to the
/// app. A process that dies, even by SIGKILL, leaves every record that it had committed.
///
/// One folder holds one log per process; processes that start later are found by the next `readNew`.
public struct QueryLogReader: Sendable {
    /// The folder that the traced processes were given in `HONE_TRACE_DIRECTORY`.
    public let directory: URL
    private var files: [String: QueryLogFile] = [:]

    /// A reader that has read nothing yet. The folder need not exist before the first `readNew`.
    public init(directory: URL) { self.directory = directory }

    /// The records committed since the last call, over all processes, ordered by when they began.
    ///
    /// - Throws: `QueryLogError` when the folder or a log in it cannot be read. Nothing is lost by that: the next call
    ///   begins where the last one that succeeded ended.
    public mutating func readNew() throws -> [QueryRecord] {
        var records: [QueryRecord] = []
        var read = files
        for name in try logs() {
            var file = read[name] ?? QueryLogFile(path: directory.appending(path: name).path)
            try file.readNew(into: &records)
            read[name] = file
        }
        files = read
        return records.sorted { ($0.at, $0.process, $0.thread) < ($1.at, $1.process, $1.thread) }
    }

    private func logs() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory.path)
                .filter { $0.hasSuffix(".trace") }.sorted()
        } catch {
            throw QueryLogError(
                path: directory.path, found: "\(error.localizedDescription)",
                advice: "create the folder before the app is started with it in HONE_TRACE_DIRECTORY")
        }
    }

    /// Records that the processes could not log: the limit was reached, or the disk is full.
    public var dropped: Int { files.values.reduce(0) { $0 + ($1.header?.dropped ?? 0) } }

    /// Connections that the processes opened in sight of the tracer. 0: the app does not use SQLite, or in a way that
    /// the tracer does not meet; `SQLiteSighting` tells which.
    public var connectionsSeen: Int { files.values.reduce(0) { $0 + ($1.header?.connections ?? 0) } }

    /// Processes that found no room for a log at all.
    public var processesWithoutRoom: Int { files.values.count { $0.isEmpty } }

    /// Lines that are not as this version's tracer writes them; 0 unless another version wrote them.
    public var unreadable: Int { files.values.reduce(0) { $0 + $1.unreadable } }
}
