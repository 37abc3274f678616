import Foundation

/// A change of somebody's database file that leaves it old or new, and never anything between.
///
/// All work is done on copies: a backup is taken with SQLite's online backup, a candidate is made from the backup, the
/// change is applied to the candidate, and the candidate is checked (integrity, foreign keys, same content). Also
/// tried on a copy: that the inverse gives the old content back. Until then the database has only been read.
/// `swapIn()` then takes an exclusive lock, proves page by page that the database still is what was backed up, and
/// renames the candidate into place, which the file system does whole or not at all. Before the rename the state file
/// names the inode of the candidate, so that after a kill `recover(workFolder:)` knows from the inode at the path on
/// which side of the rename it happened.
///
///     let change = try SafeChange.prepare(.wal, database: "app.db", workFolder: ".hone/changes")
///     // stop the app
///     try change.swapIn()
///     // start the app; if it did not pay:
///     try change.undo()
public struct SafeChange: Sendable {
    /// The folder of this change: `change.json`, `backup.sqlite`, and `candidate.sqlite` until it is swapped in.
    public let folder: String
    let surroundings: ChangeSurroundings

    /// The copy of the database as it was; kept until a person removes it.
    public var backup: String { folder + "/backup.sqlite" }
    var candidate: String { folder + "/candidate.sqlite" }

    init(folder: String, surroundings: ChangeSurroundings) {
        self.folder = folder
        self.surroundings = surroundings
    }

    /// A change that was prepared before.
    /// - Throws: `DatabaseProblem` when there is none in the folder.
    public static func load(folder: String, surroundings: ChangeSurroundings = .real) throws -> SafeChange {
        _ = try ChangeState.load(from: folder)
        return SafeChange(folder: folder, surroundings: surroundings)
    }

    /// What the state file says now.
    /// - Throws: `DatabaseProblem`.
    public func state() throws -> ChangeState { try ChangeState.load(from: folder) }

    /// Puts the candidate in the place of the database. The app is to be stopped: a process that has the file open,
    /// idle or not, makes this refuse.
    /// - Throws: `DatabaseProblem`: `.openElsewhere`, `.locked`, `.changedSinceBackup`, ….
    public func swapIn() throws {
        var state = try state()
        let attempted = "swap a changed copy in for"
        guard state.stage == .ready, let new = FileStatus(candidate) else {
            throw DatabaseProblem(
                .changeRefused, attempted: attempted, path: state.database,
                found: "the change \(state.id) is \(state.stage.rawValue), not ready",
                remedy: "Prepare it again.")
        }
        do {
            try DatabaseCopy.refuseOpen(state.database, attempted: attempted)
            try DatabaseGate.refuseHotJournal(state.database, attempted: attempted)
            guard let old = FileStatus(state.database) else {
                _ = try DatabaseGate.header(of: state.database, attempted: attempted)
                return
            }
            try DurableFile.adopt(candidate, from: old)
            try DurableFile.sync(candidate)
            state.stage = .swapping
            state.candidateInode = new.inode
            try save(state, .swappingRecorded)
            do {
                try swapLocked(state, attempted: attempted)
            } catch {
                state.stage = .ready
                try state.save(to: folder)
                throw error
            }
            state.stage = .swapped
            try save(state, .swappedRecorded)
        } catch {
            throw DatabaseProblem.ofFile(error, attempted: attempted, path: state.database)
        }
    }

    private func swapLocked(_ state: ChangeState, attempted: String) throws {
        let lock = try ExclusiveLock(state.database, attempted: attempted)
        do {
            try surroundings.onStep(.locked)
            try DatabaseCopy.refuseOpen(state.database, attempted: attempted)
            guard try PageComparison.isUnchanged(lock, since: backup) else {
                throw DatabaseProblem(
                    .changedSinceBackup, attempted: attempted, path: state.database,
                    found: "somebody wrote to it after it was copied",
                    remedy: "Stop the app, prepare the change again and swap it in before the app is started.")
            }
            try surroundings.onStep(.compared)
            try DurableFile.replace(state.database, with: candidate)
        } catch {
            lock.release(restoring: true)
            throw error
        }
        // From here on the change is in place; nothing below may report otherwise. A folder that cannot be synced may
        // come back with the old name after a power cut, which `recover` tells by the inode.
        try? DurableFile.sync(HoneDatabase.folder(of: state.database))
        try? surroundings.onStep(.renamed)
        lock.release(restoring: false)
        try? surroundings.onStep(.released)
    }

    /// Puts the backup back, whatever has been written since: those writes are lost. `undo()` keeps them.
    /// - Throws: `DatabaseProblem`.
    public func restoreBackup() throws {
        var state = try state()
        try DatabaseCopy.place(backup, at: state.database)
        state.stage = .restored
        try state.save(to: folder)
    }

    func save(_ state: ChangeState, _ step: ChangeStep) throws {
        try state.save(to: folder)
        try surroundings.onStep(step)
    }
}
