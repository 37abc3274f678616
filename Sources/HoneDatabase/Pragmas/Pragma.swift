/// The settings of SQLite that Hone proposes or sets: a closed list, so that nothing else can be slipped into an app.
public enum Pragma: String, Sendable, Codable, CaseIterable {
    /// How a commit becomes durable: a rollback journal or a write-ahead log.
    case journalMode = "journal_mode"
    /// How often the disk is waited for.
    case synchronous
    /// Milliseconds that a statement waits for a lock.
    case busyTimeout = "busy_timeout"
    /// Pages (or, when negative, KiB) of the page cache.
    case cacheSize = "cache_size"
    /// Bytes of the file that are read through memory mapping.
    case mmapSize = "mmap_size"
    /// Bytes to which a log or journal is cut after use.
    case journalSizeLimit = "journal_size_limit"
    /// Where temporary tables and sorts go.
    case tempStore = "temp_store"
    /// Whether foreign keys are enforced.
    case foreignKeys = "foreign_keys"
    /// Bytes of a page.
    case pageSize = "page_size"
    /// Statistics on every index, gathered anew.
    case analyze
    /// Statistics where they are missing or out of date.
    case optimize

    /// Where a setting lives.
    public enum Place: String, Sendable, Codable {
        /// In the file: set once, it holds for every connection to come.
        case file
        /// In a connection: each one that opens begins with the default.
        case connection
    }

    /// Where the setting lives.
    public var place: Place {
        switch self {
        case .journalMode, .pageSize, .analyze, .optimize: .file
        case .synchronous, .busyTimeout, .cacheSize, .mmapSize, .journalSizeLimit, .tempStore, .foreignKeys: .connection
        }
    }

    /// The page of SQLite's documentation.
    public var documentation: String {
        switch self {
        case .analyze: "https://www.sqlite.org/lang_analyze.html"
        default: "https://www.sqlite.org/pragma.html#pragma_\(rawValue)"
        }
    }

    /// The values that are let through, in words for a person.
    var values: String {
        switch self {
        case .journalMode: "wal or delete"
        case .synchronous: "NORMAL, FULL or EXTRA (OFF may damage the database in a power cut)"
        case .busyTimeout: "milliseconds from 0 to 600000"
        case .cacheSize: "a number of pages, or of KiB when it is negative, up to 16 GiB"
        case .mmapSize: "bytes from 0 to 1099511627776"
        case .journalSizeLimit: "bytes from 0, or -1 for no limit"
        case .tempStore: "DEFAULT, FILE or MEMORY"
        case .foreignKeys: "ON or OFF"
        case .pageSize: "512, 1024, 2048 … 65536"
        case .analyze, .optimize: "no value"
        }
    }

    /// Whether a value is let through.
    func allows(_ value: String) -> Bool {
        func number(_ range: ClosedRange<Int>) -> Bool { Int(value).map(range.contains) ?? false }
        func word(_ words: String...) -> Bool { words.contains(value.uppercased()) }
        return switch self {
        case .journalMode: word("WAL", "DELETE")
        case .synchronous: word("NORMAL", "FULL", "EXTRA")
        case .busyTimeout: number(0...600_000)
        case .cacheSize: number(-16_777_216...16_777_216)
        case .mmapSize: number(0...1_099_511_627_776)
        case .journalSizeLimit: number(-1...1_099_511_627_776)
        case .tempStore: word("DEFAULT", "FILE", "MEMORY")
        case .foreignKeys: word("ON", "OFF")
        case .pageSize: number(512...65_536) && Int(value).map { $0.nonzeroBitCount == 1 } == true
        case .analyze, .optimize: value.isEmpty
        }
    }

    /// The preloaded library may set it on the connections of an app that nobody changes.
    public var isPreloadable: Bool { place == .connection }
}
