import HoneCore

/// What writers and readers met at a database, in several modes and with more and more of them.
public struct ConcurrencyReport: Sendable, Codable, Equatable {
    /// The database, of which a copy was used.
    public var path: String
    /// Seconds of each level.
    public var seconds: Double
    /// Milliseconds that each writer and reader rests between two transactions.
    public var restMilliseconds: Double
    /// The modes, in the order they were tried.
    public var modes: [Mode]

    /// A report from its parts.
    public init(path: String, seconds: Double, restMilliseconds: Double, modes: [Mode]) {
        self.path = path
        self.seconds = seconds
        self.restMilliseconds = restMilliseconds
        self.modes = modes
    }

    /// One mode.
    public struct Mode: Sendable, Codable, Equatable {
        /// The mode.
        public var mode: ConcurrencyMode
        /// In the order they were tried.
        public var levels: [Level]

        /// A mode with what was met in it.
        public init(mode: ConcurrencyMode, levels: [Level]) {
            self.mode = mode
            self.levels = levels
        }
    }

    /// One number of writers and readers.
    public struct Level: Sendable, Codable, Equatable {
        /// How many wrote.
        public var writers: Int
        /// How many read.
        public var readers: Int
        /// Seconds from the first transaction to the last.
        public var seconds: Double
        /// Transactions that SQLite said were committed.
        public var commits: Int
        /// Reads that came to their end.
        public var reads: Int
        /// Transactions and reads that ended with SQLITE_BUSY, by what they were at.
        public var refusals: [LockPhase: Int]
        /// Other errors, in SQLite's words, with how often.
        public var errors: [String: Int]
        /// Committed transactions that are not in the database afterwards. Anything but 0 is a fault of the disk or of
        /// SQLite.
        public var missing: Int
        /// Time of a write, from its beginning to its commit, waits included.
        public var writeLatency: LatencySnapshot
        /// Time of a read, waits included.
        public var readLatency: LatencySnapshot
        /// Times that a lock was waited for, by what was done.
        public var waits: [LockPhase: Wait]

        /// A level from its parts.
        public init(
            writers: Int, readers: Int, seconds: Double, commits: Int, reads: Int, refusals: [LockPhase: Int],
            errors: [String: Int], missing: Int, writeLatency: LatencySnapshot, readLatency: LatencySnapshot,
            waits: [LockPhase: Wait]
        ) {
            self.writers = writers
            self.readers = readers
            self.seconds = seconds
            self.commits = commits
            self.reads = reads
            self.refusals = refusals
            self.errors = errors
            self.missing = missing
            self.writeLatency = writeLatency
            self.readLatency = readLatency
            self.waits = waits
        }

        /// SQLITE_BUSY in all.
        public var busy: Int { refusals.values.reduce(0, +) }
        /// Writes that the app would have lost: refused, and not tried again; and those that are missing.
        public var lostWrites: Int { busy - refusals[.read, default: 0] + missing }
        /// Committed transactions a second.
        public var commitsPerSecond: Double { seconds > 0 ? Double(commits) / seconds : 0 }
        /// Reads a second.
        public var readsPerSecond: Double { seconds > 0 ? Double(reads) / seconds : 0 }
    }

    /// Waits for one kind of lock.
    public struct Wait: Sendable, Codable, Equatable {
        /// How many sleeps: SQLite looks again after 1, 2, 5 … 100 ms.
        public var sleeps: Int
        /// Seconds slept, over all connections together.
        public var seconds: Double

        /// Waits from their parts.
        public init(sleeps: Int, seconds: Double) {
            self.sleeps = sleeps
            self.seconds = seconds
        }
    }
}

/// What a connection is at when somebody else's lock stands in its way, which tells who waits for whom
/// (<https://www.sqlite.org/lockingv3.html>).
public enum LockPhase: String, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    /// A reader reads: a writer is putting its commit into the file.
    case read
    /// A writer begins: another writer has the lock.
    case begin
    /// A writer that began by reading wants to write: another one writes, or has written since. Waiting would not help.
    case upgrade
    /// A writer commits: readers have not finished yet.
    case commit

    /// Who waits for whom, or is refused because of whom.
    public var words: String {
        switch self {
        case .read: "readers, for a commit"
        case .begin: "writers, for another writer"
        case .upgrade: "writers that began by reading, for another writer"
        case .commit: "commits, for readers"
        }
    }
}
