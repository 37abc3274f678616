import Foundation

/// How much of a write-ahead log waits to be checkpointed, read from its index beside the database while the
/// application runs. The layout is SQLite's (<https://www.sqlite.org/walformat.html>, section 2).
public struct WriteAheadLogState: Sendable, Codable, Equatable {
    /// The database file.
    public var path: String
    /// Bytes of the `-wal` file; it does not shrink when it is checkpointed.
    public var fileBytes: Int
    /// Pages written to the log since it last began anew.
    public var frames: Int
    /// How many of them are in the database file already.
    public var backfilled: Int

    /// A state from its parts.
    public init(path: String, fileBytes: Int, frames: Int, backfilled: Int) {
        self.path = path
        self.fileBytes = fileBytes
        self.frames = frames
        self.backfilled = backfilled
    }

    /// Pages that a checkpoint still has to copy.
    public var waiting: Int { max(0, frames - backfilled) }

    /// Reads the state. `nil` when the database has no open write-ahead log, or its index cannot be read.
    ///
    /// The index is read as a plain file: this process must have no connection to the database, or its locks on the
    /// index would go with the descriptor (<https://www.sqlite.org/howtocorrupt.html>, 2.2).
    public init?(path: String) {
        guard let index = FileHandle(forReadingAtPath: path + "-shm") else { return nil }
        defer { try? index.close() }
        guard let bytes = try? index.read(upToCount: 136), bytes.count == 136 else { return nil }
        func word(_ offset: Int) -> UInt32 {
            bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
        }
        // The version of the format, and the flag that the header is in use.
        guard word(0) == 3_007_000, bytes[12] != 0 else { return nil }
        let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
        self.init(
            path: path, fileBytes: log ?? 0, frames: Int(word(16)), backfilled: Int(word(96)))
    }
}
