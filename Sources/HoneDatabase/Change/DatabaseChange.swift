/// The journal of a database file, as its header tells it.
public enum JournalMode: String, Sendable, Codable {
    /// A rollback journal, of whatever kind the app's connections set.
    case rollback
    /// A write-ahead log (<https://www.sqlite.org/wal.html>).
    case wal
}

/// A change of a database file and how it is taken back. It may add and remove indexes and statistics and set the
/// journal mode; a change that touches rows or tables is refused.
public struct DatabaseChange: Sendable, Codable, Equatable {
    /// What it is, for people: "two indexes on bookings".
    public var name: String
    /// The pattern it belongs to: "PAT-011", "PAT-016".
    public var pattern: String
    /// The statements that make it, executed in order.
    public var statements: [String]
    /// The journal mode it sets; nil leaves it as it is.
    public var journalMode: JournalMode?
    /// The statements that take it back, executed in order.
    public var inverse: [String]

    /// A change from its parts.
    public init(
        name: String, pattern: String, statements: [String], journalMode: JournalMode? = nil, inverse: [String]
    ) {
        self.name = name
        self.pattern = pattern
        self.statements = statements
        self.journalMode = journalMode
        self.inverse = inverse
    }

    /// PAT-011: the database in WAL mode.
    public static let wal = DatabaseChange(
        name: "WAL mode", pattern: "PAT-011", statements: [], journalMode: .wal, inverse: [])

    /// PAT-016: the indexes of an advice.
    public static func indexes(_ advised: [AdvisedIndex]) -> DatabaseChange {
        DatabaseChange(
            name: "\(advised.count) \(advised.count == 1 ? "index" : "indexes")", pattern: "PAT-016",
            statements: advised.map(\.createSQL), inverse: advised.reversed().map(\.dropSQL))
    }
}
