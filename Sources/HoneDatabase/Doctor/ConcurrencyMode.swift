/// How a database is used while the concurrency doctor writes and reads: the journal of the file, and what each
/// connection sets and how it begins a transaction.
public struct ConcurrencyMode: Sendable, Codable, Equatable {
    /// What it is called: "as found", "with the pragmas", ….
    public var name: String
    /// The journal.
    public var journalMode: JournalMode
    /// What each connection sets.
    public var settings: [PragmaSetting]
    /// Transactions that read and then write begin with BEGIN IMMEDIATE, as only the app's code can have it.
    public var isImmediate: Bool

    /// A mode from its parts.
    public init(name: String, journalMode: JournalMode, settings: [PragmaSetting], isImmediate: Bool) {
        self.name = name
        self.journalMode = journalMode
        self.settings = settings
        self.isImmediate = isImmediate
    }

    /// Milliseconds that a statement waits for a lock: SQLite's default, 0, unless a setting says so.
    var busyTimeout: Int {
        settings.last { $0.pragma == .busyTimeout }.flatMap { Int($0.value) } ?? 0
    }

    /// The mode found and what is advised: the pragmas alone, which need no change of the app, and with them the way to
    /// begin a transaction, which does.
    /// - Parameter app: what the app itself sets on its connections; nothing is SQLite's defaults.
    public static func modes(for facts: PragmaFacts, app: [PragmaSetting] = []) -> [ConcurrencyMode] {
        let advice = PragmaAdviser.advise(facts).filter { !$0.changesBehaviour }.map(\.setting)
        let journal = advice.contains { $0.pragma == .journalMode } ? JournalMode.wal : facts.journalMode
        let settings = app.overridden(by: advice.filter(\.pragma.isPreloadable))
        return [
            ConcurrencyMode(name: "as found", journalMode: facts.journalMode, settings: app, isImmediate: false),
            ConcurrencyMode(name: "pragmas advised", journalMode: journal, settings: settings, isImmediate: false),
            ConcurrencyMode(
                name: "and BEGIN IMMEDIATE", journalMode: journal, settings: settings, isImmediate: true),
        ]
    }
}
