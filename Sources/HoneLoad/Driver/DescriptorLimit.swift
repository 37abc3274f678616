#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Too many users for the number of files (sockets) this process may open.
public struct DescriptorLimitError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Descriptors the run needs.
    public var needed: Int
    /// Descriptors the process may have at most (the hard limit).
    public var limit: Int

    /// One line for a person.
    public var description: String {
        "the run needs \(needed) open files (a connection per user) but this process may open \(limit): use fewer "
            + "users, or raise the hard limit (ulimit -Hn, /etc/security/limits.conf)"
    }
}

enum DescriptorLimit {
    /// What a run needs beside its connections and loops: logs, standard streams, and what the process has open.
    static let reserve = 128
    /// What an event loop has open for itself.
    static let perLoop = 4
    /// As many as anybody needs; some systems refuse what they call unlimited.
    private static let enough = 1_048_576

    /// Raises the soft limit as far as it goes.
    /// - Returns: how many connections fit.
    /// - Throws: ``DescriptorLimitError`` when those are fewer than `connections`.
    static func ensure(connections: Int, loops: Int) throws(DescriptorLimitError) -> Int {
        var limit = rlimit()
        guard getrlimit(descriptors, &limit) == 0 else { return connections }
        let soft = Int(clamping: limit.rlim_cur)
        let wanted = min(enough, Int(clamping: limit.rlim_max))
        if soft < wanted {
            limit.rlim_cur = rlim_t(wanted)
            if setrlimit(descriptors, &limit) != 0 { limit.rlim_cur = rlim_t(soft) }
        }
        return try room(within: Int(clamping: limit.rlim_cur), connections: connections, loops: loops)
    }

    /// How many connections fit within a limit.
    static func room(within limit: Int, connections: Int, loops: Int) throws(DescriptorLimitError) -> Int {
        let others = loops * perLoop + reserve
        guard limit >= connections + others else {
            throw DescriptorLimitError(needed: connections + others, limit: limit)
        }
        return limit - others
    }

    #if canImport(Glibc)
        private static let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let descriptors = RLIMIT_NOFILE
    #endif
}
