import Foundation

extension SafeChange {
    /// Takes the change back and keeps what was written since: the inverse statements and the old journal mode,
    /// applied by the same procedure as the change was. When nothing was written since, the database has the same
    /// fingerprint as before. The app is to be stopped. A change that was not yet in place is given up; one that was
    /// taken back already stays so.
    /// - Throws: `DatabaseProblem`; the change then is still in place.
    public func undo(progress: (String, Double) -> Void = { _, _ in }) throws {
        var state = try state()
        switch state.stage {
        case .preparing, .ready:
            try giveUp(&state)
        case .swapping:
            _ = try recoverOne()
            try undo(progress: progress)
        case .swapped:
            let back = DatabaseChange(
                name: "the undoing of \(state.change.name)", pattern: state.change.pattern,
                statements: state.change.inverse, journalMode: state.journalModeBefore,
                inverse: state.change.statements)
            let undoing = try SafeChange.prepare(
                back, database: state.database, workFolder: HoneDatabase.folder(of: folder), id: state.id + "-undo",
                undoes: state.id, surroundings: surroundings, progress: progress)
            do {
                try undoing.swapIn()
            } catch {
                var given = try undoing.state()
                if given.stage == .ready { try undoing.giveUp(&given) }
                throw error
            }
            try undoing.finishUndo()
        case .reverted, .undone, .restored:
            return
        }
    }

    /// What `recover(workFolder:)` did about one change.
    public struct Recovery: Sendable, Codable, Equatable {
        /// The change.
        public var id: String
        /// Its database.
        public var database: String
        /// Its stage now.
        public var stage: ChangeState.Stage
    }

    /// After a kill: every change that was half done is finished when the rename had happened, and given up when it
    /// had not. Changes that are settled are left alone. Call it before anything else is done with the work folder.
    /// - Returns: the changes that were half done.
    /// - Throws: `DatabaseProblem`.
    public static func recover(
        workFolder: String, surroundings: ChangeSurroundings = .real
    ) throws -> [Recovery] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: workFolder)) ?? []
        return try names.sorted().compactMap { name in
            let folder = workFolder + "/" + name
            guard FileStatus(ChangeState.file(in: folder)) != nil else {
                // Killed before the state was written: nothing was done, but the folder may hold a part of it.
                if FileStatus(folder + "/change.json.partial") != nil {
                    try? FileManager.default.removeItem(atPath: folder)
                }
                return nil
            }
            return try SafeChange(folder: folder, surroundings: surroundings).recoverOne()
        }
    }

    /// The changes of a work folder that are in place and not taken back, by name. A process that was killed right
    /// after a swap has told nobody of it; here it is found.
    /// - Throws: `DatabaseProblem` when a state file cannot be read.
    public static func inPlace(workFolder: String) throws -> [SafeChange] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: workFolder)) ?? []
        return try names.sorted().compactMap { name in
            let change = SafeChange(folder: workFolder + "/" + name, surroundings: .real)
            guard FileStatus(ChangeState.file(in: change.folder)) != nil else { return nil }
            let state = try change.state()
            return state.stage == .swapped && state.undoes == nil ? change : nil
        }
    }

    func recoverOne() throws -> Recovery? {
        var state = try state()
        switch state.stage {
        case .preparing, .ready:
            try giveUp(&state)
        case .swapping:
            let isSwapped =
                FileStatus(candidate) == nil && FileStatus(state.database)?.inode == state.candidateInode
            if isSwapped {
                try DurableFile.sync(HoneDatabase.folder(of: state.database))
                state.stage = .swapped
                try state.save(to: folder)
                if state.undoes != nil { try finishUndo() }
            } else {
                try restoreJournalMode(state)
                try giveUp(&state)
            }
        case .swapped where state.undoes != nil:
            try finishUndo()
        case .swapped, .reverted, .undone, .restored:
            return nil
        }
        return Recovery(id: state.id, database: state.database, stage: state.stage)
    }

    /// The lock takes a database out of WAL mode; a kill before the rename leaves it so.
    private func restoreJournalMode(_ state: ChangeState) throws {
        guard state.journalModeBefore == .wal else { return }
        try DatabaseProblem.told("put back the journal mode of", state.database) {
            let db = try Connection(path: state.database, mode: .readWrite, busyTimeout: .seconds(5))
            _ = try db.text("PRAGMA journal_mode = WAL")
        }
    }

    private func giveUp(_ state: inout ChangeState) throws {
        state.stage = .reverted
        try state.save(to: folder)
        for name in ["candidate", "inverse", "backup", "backup.sqlite.partial"] {
            DurableFile.removeDatabase("\(folder)/\(name)\(name.hasSuffix("partial") ? "" : ".sqlite")")
        }
        if state.undoes != nil { try FileManager.default.removeItem(atPath: folder) }
    }

    /// The undoing is in place: the change that it takes back is `undone`, and the folder of the undoing goes.
    private func finishUndo() throws {
        let own = try state()
        guard let id = own.undoes else { return }
        let parent = HoneDatabase.folder(of: folder) + "/" + id
        var state = try ChangeState.load(from: parent)
        state.stage = .undone
        try state.save(to: parent)
        try FileManager.default.removeItem(atPath: folder)
    }
}
