import Foundation

/// The folder of `hone.yaml` and what Hone keeps there: everything is under `.hone/`, nothing elsewhere.
public struct Workspace: Sendable {
    /// The folder of `hone.yaml`; the start command runs in it.
    public let folder: URL
    /// The target's description.
    public let target: Target

    /// Reads the target of a folder.
    /// - Parameter file: path of `hone.yaml`.
    /// - Throws: `AgentError` when the file is missing or wrong.
    public init(file: String = "hone.yaml") throws {
        let url = URL(fileURLWithPath: file).standardizedFileURL
        guard let data = FileManager.default.contents(atPath: url.path) else {
            throw AgentError(
                .usage, "There is no readable \(file).",
                remedy: "Write one with `hone init --url http://127.0.0.1:8000`.")
        }
        folder = url.deletingLastPathComponent()
        target = try Target(yaml: String(decoding: data, as: UTF8.self), file: url.lastPathComponent)
    }

    /// A workspace from its parts.
    public init(folder: URL, target: Target) {
        self.folder = folder
        self.target = target
    }

    /// `.hone`.
    public var state: URL { folder.appending(path: ".hone", directoryHint: .isDirectory) }
    /// The ledger's file.
    public var ledger: URL { state.appending(path: "ledger.sqlite") }
    /// What the application last printed.
    public var targetLog: URL { state.appending(path: "target.log") }
    /// Where the tracer writes.
    public var traces: URL { state.appending(path: "traces", directoryHint: .isDirectory) }
    /// Where changes to the database are prepared.
    public var changes: URL { state.appending(path: "changes", directoryHint: .isDirectory) }
    /// Where the original database lies while Hone puts load on a copy.
    public var custody: URL { state.appending(path: "custody", directoryHint: .isDirectory) }

    /// The database's file, if the target names one.
    public var database: URL? {
        target.database.map { URL(fileURLWithPath: $0, relativeTo: folder).standardizedFileURL }
    }

    /// The folder of a run.
    public func run(_ id: String) -> URL { state.appending(path: "runs/\(id)", directoryHint: .isDirectory) }

    /// The newest run that has a `run.json`, or `nil`.
    public var newestRun: String? {
        let runs = state.appending(path: "runs")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []
        return names.sorted().last {
            FileManager.default.fileExists(atPath: runs.appending(path: "\($0)/run.json").path)
        }
    }

    /// Makes a folder, with a clear error when it cannot be made.
    public func make(_ folder: URL) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw AgentError(
                .failed, "The folder \(folder.path) cannot be made: \(error.localizedDescription)",
                remedy: "Make room or give yourself the right to write there, then run the command again.")
        }
    }

    /// Writes a file as a whole or not at all.
    public func write(_ data: Data, to file: URL) throws {
        try make(file.deletingLastPathComponent())
        do {
            try data.write(to: file, options: .atomic)
        } catch {
            throw AgentError(
                .failed, "\(file.path) cannot be written: \(error.localizedDescription)",
                remedy: "Make room or give yourself the right to write there, then run the command again.")
        }
    }

    /// Saves a run so that diagnosis and reports run again without traffic.
    public func save(_ run: Run) throws {
        try write(JSONCoding.encoder.encode(run), to: self.run(run.id).appending(path: "run.json"))
    }

    /// Reads a run.
    /// - Parameter id: its folder's name; the newest when `nil`.
    public func load(run id: String? = nil) throws -> Run {
        guard let id = id ?? newestRun else {
            throw AgentError(
                .usage, "There is no run under \(state.path) yet.", remedy: "Run `hone baseline` first.")
        }
        let file = run(id).appending(path: "run.json")
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw AgentError(
                .usage, "There is no run '\(id)' under \(state.path).", remedy: "Leave the id out to take the newest.")
        }
        do {
            return try JSONCoding.decoder.decode(Run.self, from: data)
        } catch {
            throw AgentError(
                .usage, "\(file.path) cannot be read by this version of Hone: \(error)",
                remedy: "Measure again with `hone baseline`.")
        }
    }

    /// A name for a new run, by the clock: `2026-11-22T15-04-05`.
    public func newRunID(at date: Date = .now) -> String {
        var id = date.formatted(
            Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().time(includingFractionalSeconds: false)
        )
        .replacingOccurrences(of: ":", with: "-").replacingOccurrences(of: "Z", with: "")
        while FileManager.default.fileExists(atPath: run(id).path) { id += "b" }
        return id
    }
}

/// How values are written to disk: sorted keys, so that two runs can be compared line by line.
public enum JSONCoding {
    /// Sorted, indented, dates as ISO 8601.
    public static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return encoder
    }

    /// Reads what `encoder` wrote.
    public static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }
}
