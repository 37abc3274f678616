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
    /// What a run needs beside its connections: loops, logs, standard streams, and what the process has open.
    static let reserve = 128

    /// Raises the soft limit as far as `users` connections need it.
    /// - Throws: ``DescriptorLimitError`` when the hard limit does not allow that.
    static func ensure(users: Int) throws(DescriptorLimitError) {
        var limit = rlimit()
        guard getrlimit(descriptors, &limit) == 0 else { return }
        let needed = users + reserve
        guard let wanted = try raise(soft: Int(clamping: limit.rlim_cur), hard: Int(clamping: limit.rlim_max), needed)
        else { return }
        limit.rlim_cur = rlim_t(wanted)
        guard setrlimit(descriptors, &limit) == 0 else {
            throw DescriptorLimitError(needed: needed, limit: Int(clamping: limit.rlim_max))
        }
    }

    /// The soft limit to set; nil when it suffices.
    static func raise(soft: Int, hard: Int, _ needed: Int) throws(DescriptorLimitError) -> Int? {
        if soft >= needed { return nil }
        guard hard >= needed else { throw DescriptorLimitError(needed: needed, limit: hard) }
        return needed
    }

    #if canImport(Glibc)
        private static let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let descriptors = RLIMIT_NOFILE
    #endif
}
