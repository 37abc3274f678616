import Foundation

extension SafeChange {
    /// Copies are made of a database of so many bytes, times this: the backup, the candidate, and the copy that the
    /// inverse is tried on.
    static let copies: Int64 = 3

    /// Makes backup and candidate, and checks them. The database is only read.
    /// - Parameters:
    ///   - database: the file.
    ///   - workFolder: where the folder of the change is made; on the same file system as the database.
    ///   - id: the name of that folder; a free one is found when nil.
    ///   - progress: what is being done, and how far the copy is, from 0 to 1.
    /// - Throws: `DatabaseProblem`; what was made so far is removed again.
    public static func prepare(
        _ change: DatabaseChange, database: String, workFolder: String, id: String? = nil,
        surroundings: ChangeSurroundings = .real, progress: (String, Double) -> Void = { _, _ in }
    ) throws -> SafeChange {
        try prepare(
            change, database: database, workFolder: workFolder, id: id, undoes: nil, surroundings: surroundings,
            progress: progress)
    }

    static func prepare(
        _ change: DatabaseChange, database: String, workFolder: String, id: String?, undoes: String?,
        surroundings: ChangeSurroundings, progress: (String, Double) -> Void
    ) throws -> SafeChange {
        let path = resolvedPath(database)
        let attempted = "apply \(change.name) to"
        progress("looking at the database", 0)
        let found = try preflight(change, path, workFolder, attempted: attempted, surroundings)
        let id = id ?? freeID(change, in: workFolder)
        let made = SafeChange(folder: workFolder + "/" + id, surroundings: surroundings)
        do {
            try FileManager.default.createDirectory(atPath: made.folder, withIntermediateDirectories: true)
            var state = ChangeState(
                id: id, change: change, database: path, stage: .preparing,
                journalModeBefore: found.journalMode == "wal" ? .wal : .rollback, undoes: undoes)
            try made.save(state, .stateWritten)
            progress("backing up", 0)
            try DatabaseCopy.snapshot(of: path, to: made.backup) { progress("backing up", $0.fraction) }
            try surroundings.onStep(.backupCopied)
            progress("applying the change to a copy", 1)
            try made.makeCandidate(&state, attempted: attempted)
            state.stage = .ready
            try made.save(state, .readyRecorded)
            return made
        } catch {
            try? FileManager.default.removeItem(atPath: made.folder)
            throw DatabaseProblem.ofFile(error, attempted: attempted, path: path)
        }
    }

    private func makeCandidate(_ state: inout ChangeState, attempted: String) throws {
        let change = state.change
        try DurableFile.copy(backup, to: candidate)
        try surroundings.onStep(.candidateCopied)
        try CandidateWork.apply(change.statements, journalMode: change.journalMode, to: candidate)
        try surroundings.onStep(.candidateChanged)
        let before = try DatabaseFingerprint.of(path: backup)
        let after = try DatabaseFingerprint.of(path: candidate)
        func refuse(_ found: String) -> DatabaseProblem {
            DatabaseProblem(
                .changeRefused, attempted: attempted, path: state.database, found: found,
                remedy: "The database was not touched. Look at the statements of the change.")
        }
        let unintended = CandidateWork.unintended(after.differences(from: before))
        guard unintended.isEmpty else { throw refuse("on a copy, \(unintended.joined(separator: ", "))") }
        let broken = try CandidateWork.newViolations(in: candidate, comparedWith: backup)
        guard broken.isEmpty else { throw refuse("the checks of the copy say: \(broken.joined(separator: "; "))") }

        let trial = folder + "/inverse.sqlite"
        defer { DurableFile.removeDatabase(trial) }
        try DurableFile.copy(candidate, to: trial)
        try CandidateWork.apply(change.inverse, journalMode: state.journalModeBefore, to: trial)
        let left = try DatabaseFingerprint.of(path: trial).differences(from: before)
        guard left.isEmpty else { throw refuse("its inverse does not take it back: \(left.joined(separator: ", "))") }

        state.before = before
        state.after = after
        try surroundings.onStep(.candidateChecked)
    }

    private static func preflight(
        _ change: DatabaseChange, _ path: String, _ workFolder: String, attempted: String,
        _ surroundings: ChangeSurroundings
    ) throws -> DatabaseInspection {
        var found: DatabaseInspection
        do {
            found = try DatabaseInspection.inspect(path: path)
        } catch var problem as DatabaseProblem {
            problem.attempted = attempted
            throw problem
        }
        func refuse(_ kind: DatabaseProblem.Kind, _ words: String, _ remedy: String) -> DatabaseProblem {
            DatabaseProblem(kind, attempted: attempted, path: path, found: words, remedy: remedy)
        }
        if change.journalMode == .wal, let type = NetworkFileSystem.name(of: path) {
            throw refuse(
                .logOnNetwork,
                "it lies on a network file system (\(type)), where readers and writers of a log cannot "
                    + "share memory", "Move the database to a local disk.")
        }
        for place in [path, HoneDatabase.folder(of: path)] where !surroundings.isWritable(place) {
            throw refuse(.readOnly, "\(place) cannot be written", "Let this user write to the file and its folder.")
        }
        let writing = try DatabaseProblem.told(attempted, path) {
            try Connection(path: path, mode: .readOnly).someoneIsWriting()
        }
        if writing, found.journalMode != "wal" { throw DatabaseProblem.locked(attempted: attempted, path: path) }
        // The nearest folder that exists tells the file system, so that nothing is made before all is known.
        var existing = workFolder
        while FileStatus(existing) == nil, existing != "/", existing != "." {
            existing = HoneDatabase.folder(of: existing)
        }
        guard FileStatus(existing)?.device == FileStatus(path)?.device else {
            throw refuse(
                .otherFileSystem, "the work folder \(workFolder) is on another file system",
                "Choose a work folder beside the database.")
        }
        let needed = copies * Int64(found.totalSize)
        if let free = surroundings.freeSpace(existing), free < needed {
            throw refuse(
                .diskFull, "\(needed / 1_048_576) MiB are needed for its copies, and \(free / 1_048_576) MiB are free",
                "Free some room; nothing was touched.")
        }
        // Twice, since the change may make it grow. Beyond the limit the system would kill the process (SIGXFSZ).
        if let largest = surroundings.largestFile(), largest < 2 * Int64(found.totalSize) {
            throw refuse(
                .diskFull,
                "a file of this process may have at most \(largest / 1_024) KiB, and twice the database is "
                    + "\(2 * found.totalSize / 1_024)", "Raise the limit (ulimit -f); nothing was touched.")
        }
        return found
    }

    private static func freeID(_ change: DatabaseChange, in workFolder: String) -> String {
        let base = change.pattern.isEmpty ? "change" : change.pattern
        let numbers = (1...).lazy.map { "\(base)-\($0)" }
        return numbers.first { FileStatus(workFolder + "/" + $0) == nil } ?? base
    }
}
