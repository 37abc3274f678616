import Foundation
import HoneDatabase

/// Keeps the person's database out of harm's way while load runs.
///
/// The file is renamed aside (`app.db.hone-original`), the application works on a copy in its place, and at the end
/// the very same file is renamed back: whatever the load wrote is gone, and the original was never open. What was put
/// aside is written down first, so that the next command puts it back after a crash.
public struct Custody: Sendable {
    private let workspace: Workspace

    /// The custody of a workspace.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Suffixes of the files beside a SQLite database. The database itself goes aside after them and comes back before
    /// them, so that as long as it is aside, what stands beside its place belongs to the copy.
    private static let suffixes = ["-wal", "-journal", "-shm"]
    private static let aside = ".hone-original"

    private var note: URL { workspace.custody.appending(path: "custody.json") }
    private var isPossible: Bool { workspace.target.start != nil && workspace.database != nil }

    /// The file that measurements start from: a copy of the original, made when custody begins.
    public var pristine: URL { workspace.custody.appending(path: "pristine.sqlite") }

    private struct Note: Codable {
        var database: String?
        var pid: Int32?
        var startTime: UInt64?
    }

    /// Runs `body` with the original aside, and puts it back whatever happens.
    ///
    /// Without a start command or a database there is nothing to keep, and `body` just runs.
    /// - Throws: `DatabaseProblem` when the database is not one, is locked, or is open in another process.
    func during<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        guard isPossible, let database = workspace.database else { return try await body() }
        try workspace.make(workspace.custody)
        try refuseIfOpen(database)
        try DatabaseCopy.snapshot(of: database.path, to: pristine.path)
        try write(Note(database: database.path))
        do {
            for suffix in Self.suffixes + [""] {
                try move(database.path + suffix, to: database.path + Self.aside + suffix)
            }
            try reset()
            let result = try await body()
            try giveBack()
            return result
        } catch {
            try giveBack()
            throw error
        }
    }

    /// Puts a fresh copy in the database's place; the application must not run.
    /// - Parameter file: what to copy; the pristine copy when `nil`.
    func reset(to file: URL? = nil) throws {
        guard let database = workspace.database, isHeld else { return }
        for suffix in Self.suffixes + [""] { remove(database.path + suffix) }
        do {
            try FileManager.default.copyItem(atPath: (file ?? pristine).path, toPath: database.path)
        } catch {
            throw AgentError(
                .failed, "The working copy of the database cannot be written: \(error.localizedDescription)",
                remedy: "Make room for twice the size of \(database.path). The original is put back.")
        }
    }

    /// Puts back what a command that was killed left behind, and stops the application it had started.
    /// - Returns: what was done, for the person to read; `nil` when there was nothing to do.
    public func recover() throws -> String? {
        guard let data = FileManager.default.contents(atPath: note.path),
            let left = try? JSONDecoder().decode(Note.self, from: data)
        else { return nil }
        var done: [String] = []
        if let pid = left.pid, let time = left.startTime, ProcessTable.startTime(pid) == time {
            kill(-pid, SIGKILL)
            while ProcessTable.isRunning(pid) { usleep(10_000) }
            done.append("the application that it had started (process \(pid)) was stopped")
        }
        if let path = left.database {
            let wasAside = FileManager.default.fileExists(atPath: path + Self.aside)
            try giveBack()
            if wasAside { done.append("the original database was put back at \(path)") }
        }
        remove(note.path)
        return done.isEmpty ? nil : "An earlier command was interrupted: \(done.joined(separator: ", "))."
    }

    /// Writes down which process Hone started, so that `recover()` can stop it.
    func note(process: RunningTarget?) throws {
        var current = held ?? Note()
        current.pid = process?.pid
        current.startTime = process?.pid.flatMap(ProcessTable.startTime)
        if current.pid == nil, current.database == nil {
            remove(note.path)
        } else {
            try write(current)
        }
    }

    /// Whether the original is aside now.
    var isHeld: Bool { held?.database != nil }

    private var held: Note? {
        FileManager.default.contents(atPath: note.path).flatMap { try? JSONDecoder().decode(Note.self, from: $0) }
    }

    /// The original replaces the copy by one rename; only then is the note taken away.
    private func giveBack() throws {
        guard let path = held?.database else { return }
        if FileManager.default.fileExists(atPath: path + Self.aside) {
            for suffix in Self.suffixes { remove(path + suffix) }
        }
        for suffix in [""] + Self.suffixes { try move(path + Self.aside + suffix, to: path + suffix) }
        remove(note.path)
        try? FileManager.default.removeItem(at: workspace.custody)
    }

    private func refuseIfOpen(_ database: URL) throws {
        let holders = OpenFiles.holders(of: database.path)
        guard let holder = holders.first else { return }
        throw AgentError(
            .refused, "The database \(database.path) is open in \(holder).",
            remedy: "Stop that process: Hone measures on a copy in the database's place and has to know it is quiet.")
    }

    private func write(_ value: Note) throws { try workspace.write(JSONEncoder().encode(value), to: note) }

    private func move(_ from: String, to: String) throws {
        guard FileManager.default.fileExists(atPath: from) else { return }
        guard rename(from, to) == 0 else {
            throw AgentError(
                .failed, "\(from) cannot be renamed to \(to): \(String(cString: strerror(errno)))",
                remedy:
                    "Give yourself the right to write in that folder, then run any hone command: it puts things back.")
        }
    }

    private func remove(_ path: String) { unlink(path) }
}
