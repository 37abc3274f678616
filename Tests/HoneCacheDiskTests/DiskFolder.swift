import Foundation
import GRDB
import HoneCache
import HoneTesting
import Logging
import Synchronization

@testable import HoneCacheDisk

/// A folder that goes with its last user, and tiers in it.
final class DiskFolder: Sendable {
    static let now: Int64 = 1_700_000_000_000

    let path = FileManager.default.temporaryDirectory.appendingPathComponent("hone-cache-\(UUID().uuidString)").path
    /// The time of day, milliseconds since 1970.
    let time = Mutex<Int64>(DiskFolder.now)

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The file that tiers use unless they are told another.
    var file: String { path + "/test.cache.sqlite" }

    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    var clock: WallClock { WallClock { self.time.withLock { $0 } } }

    /// Has the file hold so many small rows, whose keys begin with some letters and whose checksums do not hold.
    func fill(_ count: Int, prefix: String) async throws {
        await tier().close()
        let queue = try DatabaseQueue(path: file)
        try await queue.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
                    INSERT INTO entry SELECT CAST(? || n AS BLOB), zeroblob(10), x'', 0, 0, ?, 1, 0, n, 140 FROM number
                    """, arguments: [count, prefix, Int64.max])
        }
        try queue.close()
    }

    /// What a statement says of the file: one number.
    func number(_ statement: String) async throws -> Int? {
        let queue = try DatabaseQueue(path: file)
        let number = try await queue.read { try Int.fetchOne($0, sql: statement) }
        try queue.close()
        return number
    }

    func tier(_ file: String? = nil, bytes: Int = 64 << 20, log: KeptLog = KeptLog()) -> DiskTier {
        DiskTier(path: file ?? self.file, bytes: bytes, clock: clock, logger: log.logger)
    }
}

extension TierWrite {
    /// A write of bytes that tell the key, as of the tests' time.
    static func made(
        _ key: String, bytes: Int = 10, tags: [String] = [], fresh: Int64 = .max - DiskFolder.now,
        lease: TierLease? = nil
    ) -> Self {
        let value = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &+ key.utf8.reduce(0) { $0 &* 31 &+ Int($1) }) }
        return TierWrite(
            key: key,
            entry: TierEntry(
                value: value, tags: tags, storedAt: DiskFolder.now, freshUntil: DiskFolder.now + fresh,
                end: DiskFolder.now + fresh), lease: lease)
    }
}
