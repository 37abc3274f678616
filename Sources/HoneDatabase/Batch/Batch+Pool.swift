import GRDB

extension Batch {
    /// A loader that reads from a pool, a call of `pool.read` for each `maximumKeys` keys.
    /// - Parameters:
    ///   - pool: where it reads.
    ///   - maximumKeys: keys of one query at most.
    ///   - tick: how long keys are gathered.
    ///   - fileID: the place that its queries are told under; so is `line`.
    ///   - line: see `fileID`.
    ///   - fetch: reads the values of keys.
    public convenience init(
        _ pool: ConnectionPool, maximumKeys: Int = Batch.defaultMaximumKeys, tick: Duration = .milliseconds(1),
        fileID: String = #fileID, line: Int = #line,
        fetch: @escaping @Sendable (Database, [Key]) throws -> [Key: Value]
    ) {
        self.init(maximumKeys: maximumKeys, tick: tick) { keys in
            try await pool.read(fileID: fileID, line: line) { try fetch($0, keys) }
        }
    }
}
