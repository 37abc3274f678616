import Foundation
import HoneCore
import HoneDatabase

/// A fix that Hone makes in the database itself: WAL mode, or indices that were measured.
struct DatabaseFix: Sendable {
    let change: DatabaseChange

    /// The fix of a pattern for this evidence, or `nil` when the evidence has nothing to change.
    init?(_ pattern: PatternID, evidence: Evidence) {
        switch pattern {
        case .writeAheadLog: change = .wal
        case .indices:
            guard let indexes = evidence.advice.value?.indexes, !indexes.isEmpty else { return nil }
            change = .indexes(indexes)
        default: return nil
        }
    }

    /// What is changed, in a line.
    var description: String {
        change.statements.isEmpty ? "PRAGMA journal_mode = WAL" : change.statements.joined(separator: "; ")
    }

    /// A copy of a database with the fix made in it, checked as the real one would be.
    func candidate(from file: URL, in workspace: Workspace) throws -> URL {
        let copy = workspace.custody.appending(path: "candidate-\(change.pattern).sqlite")
        try? FileManager.default.removeItem(at: copy)
        try FileManager.default.copyItem(at: file, to: copy)
        let prepared = try SafeChange.prepare(
            change, database: copy.path, workFolder: workspace.custody.appending(path: "trial").path)
        try prepared.swapIn()
        try? FileManager.default.removeItem(atPath: prepared.folder)
        return copy
    }

    /// Makes the fix in the person's database; the application is stopped.
    /// - Returns: the folder of the change, from which it can be undone.
    func apply(in workspace: Workspace) throws -> String {
        guard let database = workspace.database else {
            throw AgentError(.usage, "hone.yaml names no database.", remedy: "Add 'database:' with its 'path'.")
        }
        try workspace.make(workspace.changes)
        let prepared = try SafeChange.prepare(change, database: database.path, workFolder: workspace.changes.path)
        try prepared.swapIn()
        return prepared.folder
    }
}
