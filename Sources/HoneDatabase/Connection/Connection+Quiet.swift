import GRDBSQLite

extension Connection {
    /// A reader that leaves no trace where that can be had: a WAL database without a log is read as an immutable file
    /// (an ordinary reader would make its shared memory and leave it there).
    /// - Throws: `SQLiteError`.
    static func quietReader(_ path: String, header: DatabaseHeader) throws -> Connection {
        let wal = FileStatus(path + "-wal")?.size ?? 0
        return try Connection(
            path: path, mode: header.isWAL && wal == 0 ? .immutable : .readOnly, busyTimeout: .seconds(5))
    }
}
