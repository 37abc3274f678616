import Foundation

/// Finds the indexes that a workload gains from (PAT-016), by executing it.
///
/// Planners guess costs, and an index that a plan likes may still be slower than a scan. So plans only suggest here:
/// `CandidateFinder` offers indexes to the planner on an empty copy of the schema and keeps those it takes. Each is
/// then built on a full copy of the database, and the statements whose plan it changes are executed there and on a
/// second copy without it, by turns, with their recorded values; writes are rolled back. The one that saves the
/// workload most is kept, the others are measured again beside it, until none saves enough; then those that pay only
/// together are tried, each is left out once, and existing indexes that nothing needs are. At the end the whole
/// workload is measured before and after. The database itself is only read.
public enum IndexAdvisor {
    /// - Parameters:
    ///   - database: the file.
    ///   - workload: the statements with their values.
    ///   - workFolder: where two copies of the database are made; they are removed at the end.
    ///   - progress: what is being done, and how far all of it is, from 0 to 1.
    /// - Throws: `DatabaseProblem`, also when the disk has no room for the copies; `SQLiteError`; `CancellationError`
    ///   when the task is cancelled.
    public static func advise(
        database: String, workload: Workload, workFolder: String, settings: AdvisorSettings = AdvisorSettings(),
        progress: @escaping (String, Double) -> Void = { _, _ in }
    ) throws -> IndexAdvice {
        let start = ContinuousClock.now
        let inspection = try DatabaseInspection.inspect(
            path: database, settings: InspectionSettings(checksPages: false))
        try FileManager.default.createDirectory(
            atPath: workFolder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        // Two copies, and the same again for indexes and what is written before it is rolled back.
        let needed = Int64(inspection.totalSize) * 4
        if let free = freeSpace(at: workFolder), free < needed {
            throw DatabaseProblem(
                .diskFull, attempted: "try indexes on copies of", path: database,
                found: "\(needed / 1_048_576) MiB are needed in \(workFolder), and \(free / 1_048_576) MiB are free",
                remedy: "Free some room, or name another work folder.")
        }
        let copies = ["plain", "trial"].map { "\(workFolder)/advisor-\($0).sqlite" }
        defer { for copy in copies { DurableFile.removeDatabase(copy) } }
        progress("copying the database", 0)
        try DatabaseCopy.snapshot(of: database, to: copies[0]) { progress("copying the database", $0.fraction * 0.05) }
        // They hold what the database holds, whoever may read that: nobody else may read them, in whatever folder.
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copies[0])
        try DurableFile.copy(copies[0], to: copies[1])
        let sides = try SideBySide(plain: copies[0], trial: copies[1], settings)
        let finder = try CandidateFinder(
            sides.plain.db, tables: inspection.tables, indexes: inspection.indexes, settings)
        let run = AdvisorRun(sides, finder, inspection, settings, start: .now, progress)
        var advice = try run.advise(workload)
        advice.seconds = (ContinuousClock.now - start) / .seconds(1)
        return advice
    }
}
