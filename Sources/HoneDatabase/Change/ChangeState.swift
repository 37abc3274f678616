import Foundation

/// How far a change is, as its state file `change.json` says; written whole and durable before each step that counts.
public struct ChangeState: Sendable, Codable, Equatable {
    /// What is certain when this is in the file.
    public enum Stage: String, Sendable, Codable {
        /// The database is untouched; backup and candidate may be there in part.
        case preparing
        /// The database is untouched; backup and candidate are whole and checked.
        case ready
        /// The rename is about to happen, or has happened: the inode at the path tells.
        case swapping
        /// The change is in place.
        case swapped
        /// The change was given up before it was in place.
        case reverted
        /// The change was taken back.
        case undone
        /// The backup was put back.
        case restored
    }

    /// The name of its folder.
    public var id: String
    /// What is changed.
    public var change: DatabaseChange
    /// The database file, links resolved.
    public var database: String
    /// How far.
    public var stage: Stage
    /// The journal mode that was found.
    public var journalModeBefore: JournalMode
    /// The content before, once it is known.
    public var before: DatabaseFingerprint?
    /// The content after, once it is known.
    public var after: DatabaseFingerprint?
    /// Inode of the candidate, from `swapping` on.
    public var candidateInode: UInt64?
    /// The change that this one takes back.
    public var undoes: String?

    static func file(in folder: String) -> String { folder + "/change.json" }

    static func load(from folder: String) throws -> ChangeState {
        let path = file(in: folder)
        do {
            return try JSONDecoder().decode(ChangeState.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw DatabaseProblem(
                .unreadable, attempted: "read the state of a change from", path: path, found: "\(error)",
                remedy: "Check the path; `hone undo` lists the changes it knows.")
        }
    }

    func save(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try DurableFile.write(try encoder.encode(self), to: ChangeState.file(in: folder))
    }
}

/// A point between two acts of a change, where a test kills the process.
public enum ChangeStep: String, Sendable, CaseIterable {
    /// The work folder is there with its state file.
    case stateWritten
    /// The backup is whole.
    case backupCopied
    /// The candidate is a copy of the backup.
    case candidateCopied
    /// The change has been applied to the candidate.
    case candidateChanged
    /// The candidate passed every check.
    case candidateChecked
    /// The state says `ready`.
    case readyRecorded
    /// The state says `swapping`.
    case swappingRecorded
    /// The database is locked (and, if it was in WAL mode, out of it).
    case locked
    /// It is proven that nobody wrote since the backup.
    case compared
    /// The candidate bears the name of the database.
    case renamed
    /// The lock is gone.
    case released
    /// The state says `swapped`.
    case swappedRecorded
}

/// What a change meets outside: replaced in tests.
public struct ChangeSurroundings: Sendable {
    /// Free bytes on the file system of a path; nil when unknown.
    public var freeSpace: @Sendable (String) -> Int64?
    /// Bytes that a file of this process may have at most (`ulimit -f`); nil when there is no limit.
    public var largestFile: @Sendable () -> Int64?
    /// Whether this user may write to a file or folder.
    public var isWritable: @Sendable (String) -> Bool
    /// Called after each step.
    public var onStep: @Sendable (ChangeStep) throws -> Void

    /// The real ones.
    public static let real = ChangeSurroundings(
        freeSpace: { HoneDatabase.freeSpace(at: $0) }, largestFile: HoneDatabase.largestFile,
        isWritable: { access($0, W_OK) == 0 }, onStep: { _ in })

    /// Surroundings from their parts.
    public init(
        freeSpace: @escaping @Sendable (String) -> Int64?, largestFile: @escaping @Sendable () -> Int64? = { nil },
        isWritable: @escaping @Sendable (String) -> Bool,
        onStep: @escaping @Sendable (ChangeStep) throws -> Void
    ) {
        self.freeSpace = freeSpace
        self.largestFile = largestFile
        self.isWritable = isWritable
        self.onStep = onStep
    }
}
