import HoneCore
import HoneDatabase

/// A transaction that reads first and then writes: it has to turn its read lock into the write lock, and when another
/// connection writes meanwhile SQLite refuses at once with "database is locked", whatever the busy timeout.
/// Source: SQLite, "Transaction" (sqlite.org/lang_transaction.html), section 2.1, and SQLITE_BUSY_SNAPSHOT
/// (sqlite.org/rescode.html#busy_snapshot).
struct DeferredUpgradeDetector: Detector {
    static let id = "deferred-upgrade"
    static let needs: [Evidence.Part] = [.queries]

    func findings(in evidence: Evidence) -> [Finding] {
        guard let queries = evidence.queries.value else { return [] }
        let upgrading = queries.endpoints.filter { $0.use.upgrades > 0 }
        let load = queries.contention
        guard !upgrading.isEmpty || load?.use.upgrades ?? 0 > 0 else { return [] }
        let (upgrades, requests) = upgrading.reduce((0, 0)) { ($0.0 + $1.use.upgrades, $0.1 + $1.requests) }
        var figures: [Finding.Figure] = [
            .init("upgrades", requests > 0 ? Double(upgrades) / Double(requests) : 0, "per request"),
            .init("endpoints", Double(upgrading.count), "of \(queries.endpoints.count)"),
        ]
        if let load {
            figures += [
                .init("upgrades with \(load.users) users", Double(load.use.upgrades), "in \(rounded(load.seconds)) s"),
                .init("refused as locked", Double(load.use.refusals), "statements"),
                .init("connections that write", Double(load.use.writers), "connections"),
            ]
        }
        // With one connection that writes there is nobody to collide with, but for another process.
        let alone = load.map { $0.use.writers <= 1 } ?? false
        return [
            Finding(
                detector: Self.id, severity: load?.use.refusals ?? 0 > 0 ? .high : alone ? .low : .medium,
                title:
                    "Transactions read before they write: begin them with BEGIN IMMEDIATE, or SQLite refuses them as "
                    + "locked when two come together",
                location: upgrading.isEmpty ? "under load" : list(upgrading.map(\.name)), evidence: figures,
                pattern: .connectionPooling, estimate: nil, effortHours: 1)
        ]
    }
}
