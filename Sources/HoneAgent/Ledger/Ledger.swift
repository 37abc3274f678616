import Foundation
import GRDB
import HoneCore

/// Every run, trial and verdict ever made here, with the machine and the seed, in one SQLite file.
public struct Ledger: Sendable {
    private let database: DatabaseQueue

    /// Opens the ledger, making it when there is none.
    /// - Throws: `AgentError` when the file cannot be opened or is of a newer version of Hone.
    public init(_ file: URL) throws {
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            database = try DatabaseQueue(path: file.path)
            try Self.migrator.migrate(database)
        } catch {
            throw AgentError(
                .failed, "The ledger \(file.path) cannot be opened: \(error)",
                remedy: "Make room or give yourself the right to write there; move the file away to begin a new one.")
        }
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("runs and verdicts") { db in
            try db.create(table: "run") { table in
                table.primaryKey("id", .text)
                table.column("url", .text).notNull()
                table.column("startedAt", .datetime).notNull()
                table.column("seed", .integer).notNull()
                table.column("machine", .jsonText).notNull()
                table.column("metrics", .jsonText).notNull()
                table.column("finished", .boolean).notNull()
            }
            try db.create(table: "verdict") { table in
                table.autoIncrementedPrimaryKey("id")
                table.belongsTo("run", onDelete: .cascade).notNull()
                table.column("pattern", .text).notNull()
                table.column("outcome", .text).notNull()
                table.column("gain", .double)
                table.column("low", .double)
                table.column("high", .double)
                table.column("noiseFloor", .double)
                table.column("decidedAt", .datetime).notNull()
                table.column("detail", .jsonText).notNull()
            }
        }
        return migrator
    }

    /// Writes a run, over what stands there of it.
    public func record(_ run: Run, finished: Bool) throws {
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO run (id, url, startedAt, seed, machine, metrics, finished) VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET metrics = excluded.metrics, finished = excluded.finished
                    """,
                arguments: [
                    run.id, run.url, run.baseline.capturedAt, Int64(bitPattern: run.baseline.seed),
                    try text(run.baseline.machine), try text(run.metrics), finished,
                ])
        }
    }

    /// Adds a verdict to a run that is in the ledger.
    public func record(_ verdict: Verdict, of run: String) throws {
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO verdict (runId, pattern, outcome, gain, low, high, noiseFloor, decidedAt, detail)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run, verdict.pattern.rawValue, verdict.outcome.rawValue, verdict.comparison?.gain,
                    verdict.comparison?.low, verdict.comparison?.high, verdict.noiseFloor, verdict.decidedAt,
                    try text(verdict),
                ])
        }
    }

    /// The verdicts of a run, in the order they were made.
    public func verdicts(of run: String) throws -> [Verdict] {
        try database.read { db in
            try String.fetchAll(db, sql: "SELECT detail FROM verdict WHERE runId = ? ORDER BY id", arguments: [run])
                .map { try JSONCoding.decoder.decode(Verdict.self, from: Data($0.utf8)) }
        }
    }

    /// The ids of all runs, oldest first.
    public func runs() throws -> [String] {
        try database.read { try String.fetchAll($0, sql: "SELECT id FROM run ORDER BY startedAt, id") }
    }

    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONCoding.encoder.encode(value), as: UTF8.self)
    }
}
