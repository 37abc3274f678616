/// Proposes SQLite's settings for a database: a pure function of what was found. It proposes nothing that holds
/// already, and nothing without a number behind it.
public enum PragmaAdviser {
    /// The proposals, those of the file first.
    public static func advise(_ facts: PragmaFacts) -> [PragmaAdvice] {
        [
            journalMode(facts), statistics(facts), pageSize(facts), synchronous(facts), busyTimeout(facts),
            cacheSize(facts), mmapSize(facts), journalSizeLimit(facts), tempStore(facts), foreignKeys(facts),
        ].compactMap(\.self)
    }

    /// What the preloaded library may set on the connections of an app that nobody changes, with the database as it is
    /// now: nothing that changes what the app does, and nothing that is safe only in WAL mode where WAL is not yet
    /// (<https://www.sqlite.org/pragma.html#pragma_synchronous>).
    public static func connectionSettings(_ facts: PragmaFacts) -> [PragmaSetting] {
        let needsWAL: Set<Pragma> = [.synchronous, .journalSizeLimit]
        return advise(facts)
            .filter { !$0.changesBehaviour && $0.setting.pragma.isPreloadable }
            .map(\.setting)
            .filter { facts.journalMode == .wal || !needsWAL.contains($0.pragma) }
    }

    /// The database is in WAL mode, or will be when the advice is followed.
    private static func getsWAL(_ facts: PragmaFacts) -> Bool {
        facts.journalMode == .wal || facts.networkFileSystem == nil
    }

    private static func journalMode(_ facts: PragmaFacts) -> PragmaAdvice? {
        if let type = facts.networkFileSystem {
            guard facts.journalMode == .wal else { return nil }
            return PragmaAdvice(
                .init(.journalMode, word: "delete"), found: "wal",
                reason: "The file lies on a network file system (\(type)). A log's readers and writers share memory, "
                    + "which machines do not: the database can be damaged.",
                changesBehaviour: true)
        }
        guard facts.journalMode == .rollback else { return nil }
        return PragmaAdvice(
            .init(.journalMode, word: "wal"), found: "rollback journal",
            reason: "With a log, readers do not wait for the writer nor it for them, and a commit is one sequential "
                + "write instead of several in two files.")
    }

    private static func synchronous(_ facts: PragmaFacts) -> PragmaAdvice? {
        guard getsWAL(facts) else { return nil }
        return PragmaAdvice(
            .init(.synchronous, word: "NORMAL"), found: "FULL",
            reason: "In WAL mode the disk then is waited for at checkpoints and not at each commit. The database stays "
                + "whole; a power cut may take the last commits, so keep FULL where each is a promise (money).")
    }

    private static func busyTimeout(_ facts: PragmaFacts) -> PragmaAdvice? {
        PragmaAdvice(
            .init(.busyTimeout, number: 5_000), found: "0, or what the app's driver sets",
            reason: "There is one writer at a time. Whoever finds the lock taken waits up to 5 s instead of failing at "
                + "once with \"database is locked\".")
    }

    private static func journalSizeLimit(_ facts: PragmaFacts) -> PragmaAdvice? {
        guard getsWAL(facts) else { return nil }
        let large = facts.walBytes > walBytes ? " It has \(mebibytes(facts.walBytes)) now." : ""
        return PragmaAdvice(
            .init(.journalSizeLimit, number: walBytes), found: "no limit",
            reason: "The log keeps the largest size it ever had; after a checkpoint it is then cut to "
                + "\(mebibytes(walBytes)).\(large)")
    }

    private static func foreignKeys(_ facts: PragmaFacts) -> PragmaAdvice? {
        guard facts.foreignKeys > 0 else { return nil }
        let counted = facts.foreignKeyViolations
        let broken =
            counted == 0
            ? "No row breaks one today."
            : "\(counted >= 1_000 ? "1,000 or more" : "\(counted)") rows break one today (PRAGMA foreign_key_check lists "
                + "them): mend these first."
        return PragmaAdvice(
            .init(.foreignKeys, word: "ON"), found: "OFF",
            reason:
                "The schema declares \(facts.foreignKeys) foreign \(facts.foreignKeys == 1 ? "key" : "keys"), which "
                + "SQLite enforces only where a connection asks for it. \(broken) Writes that break one will fail.",
            changesBehaviour: true)
    }

    /// The log is cut to 64 MiB: sixteen times what is checkpointed by itself (1,000 pages of 4 KiB), so that cutting
    /// and growing do not take turns.
    private static let walBytes = 64 << 20

    /// Whole MiB, rounded up.
    static func mebibytes(_ bytes: Int) -> String { "\((bytes + (1 << 20) - 1) >> 20) MiB" }
}
