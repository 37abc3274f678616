extension PragmaAdviser {
    /// What a connection gets that sets nothing: 2,000 KiB (<https://www.sqlite.org/pragma.html#pragma_cache_size>).
    private static let defaultCache = 2_000 << 10

    /// The whole database, at most 64 MiB a connection, and all connections together at most a sixteenth of the memory:
    /// beyond, the operating system's own cache does as well.
    static func cacheSize(_ facts: PragmaFacts) -> PragmaAdvice? {
        let share = facts.memoryBytes / 16 / facts.connections
        let bytes = min(roundedUp(facts.databaseBytes, to: 1 << 20), 64 << 20, share)
        guard bytes > defaultCache, facts.databaseBytes > defaultCache else { return nil }
        let holds = bytes >= facts.databaseBytes ? "the whole database" : "\(bytes / facts.pageSize) pages"
        return PragmaAdvice(
            .init(.cacheSize, number: -(bytes >> 10)), found: "-2000 (2 MiB)",
            reason: "The database has \(mebibytes(facts.databaseBytes)), the default cache 2. \(mebibytes(bytes)) hold "
                + "\(holds); \(facts.connections) connections then use at most "
                + "\(mebibytes(bytes * facts.connections)) of \(mebibytes(facts.memoryBytes)).")
    }

    /// Twice the database, so that it may grow; at most half of the memory, and what SQLite is built for (2 GiB less
    /// 64 KiB, <https://www.sqlite.org/mmap.html>).
    static func mmapSize(_ facts: PragmaFacts) -> PragmaAdvice? {
        guard facts.networkFileSystem == nil, facts.databaseBytes > defaultCache else { return nil }
        let bytes = min(roundedUp(2 * facts.databaseBytes, to: 64 << 20), facts.memoryBytes / 2, 0x7fff_0000)
        guard bytes > 0 else { return nil }
        return PragmaAdvice(
            .init(.mmapSize, number: bytes), found: "0",
            reason: "Pages then are read where the system's cache has them, without a call and a copy each. The first "
                + "\(mebibytes(bytes)) of the file are mapped; it costs addresses, not memory. A read error of the disk "
                + "ends the process then (SIGBUS).")
    }

    static func tempStore(_ facts: PragmaFacts) -> PragmaAdvice? {
        // The largest sort holds about what the database holds.
        guard facts.databaseBytes <= facts.memoryBytes / 4 else { return nil }
        return PragmaAdvice(
            .init(.tempStore, word: "MEMORY"), found: "DEFAULT (a file)",
            reason: "Sorts and temporary tables stay in memory. The database has \(mebibytes(facts.databaseBytes)) and "
                + "the machine \(mebibytes(facts.memoryBytes)), so that even the largest fits.")
    }

    private static func roundedUp(_ number: Int, to step: Int) -> Int { (number + step - 1) / step * step }
}
