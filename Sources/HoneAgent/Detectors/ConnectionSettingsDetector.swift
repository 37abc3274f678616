import HoneCore
import HoneDatabase

/// Connections of an application whose SQL the tracer sees, on a database for which SQLite's defaults are small: the
/// cache holds 2 MiB, nothing is mapped, and who finds a lock taken may fail at once. What the application sets itself
/// is not known from outside; it holds, and the trial then shows no gain.
/// Source: SQLite, "Pragma statements" (sqlite.org/pragma.html); the rules are those of `PragmaAdviser`.
struct ConnectionSettingsDetector: Detector {
    static let id = "connection-settings"
    static let needs: [Evidence.Part] = [.database, .queries]

    func findings(in evidence: Evidence) -> [Finding] {
        guard let database = evidence.database.value, let queries = evidence.queries.value else { return [] }
        let asking = queries.endpoints.filter { $0.queries > 0 }
        let writing = asking.filter { $0.statements.contains(where: \.writes) }
        let facts = PragmaFacts(
            databaseBytes: database.totalSize, walBytes: database.walSize, pageSize: database.pageSize,
            journalMode: database.journalMode == "wal" ? .wal : .rollback,
            memoryBytes: Int(evidence.machine.memory * 1e6))
        let settings = PragmaAdviser.connectionSettings(facts)
        // A small database that nobody writes to has nothing to gain.
        let pays = settings.contains { $0.pragma == .cacheSize } || !writing.isEmpty
        guard !asking.isEmpty, !settings.isEmpty, pays else { return [] }
        return [
            Finding(
                detector: Self.id, severity: writing.isEmpty ? .low : .medium,
                title: "SQLite's connections can be set better: \(settings.map(\.description).joined(separator: ", "))",
                location: database.path,
                evidence: [
                    .init("database", Double(database.totalSize) / 1e6, "MB"),
                    .init("endpoints that ask it", Double(asking.count), "of \(queries.endpoints.count)"),
                    .init("endpoints that write", Double(writing.count), "of \(queries.endpoints.count)"),
                ],
                pattern: .connectionSettings, estimate: nil, effortHours: 0.5)
        ]
    }
}
