import Foundation
import GRDB
import HoneCache

/// One row of a cache's file.
struct DiskRow {
    /// What a row takes beside key, value and tags, by estimate: its numbers and its places in three indices.
    static let overhead = 120

    var key: [UInt8]
    var value: [UInt8]
    var tags: [UInt8]
    var stored: Int64
    var fresh: Int64
    var over: Int64
    /// The generation when the value was asked for where it comes from.
    var generation: Int64

    init(_ write: TierWrite, generation: Int64) {
        key = [UInt8](write.key.utf8)
        value = write.entry.value
        tags = TagList.bytes(of: write.entry.tags)
        stored = write.entry.storedAt
        fresh = write.entry.freshUntil
        over = write.entry.end
        self.generation = generation
    }

    /// What the row takes in the file, by estimate: of a page (4,096 bytes), whole ones when it does not share one.
    var size: Int {
        let bytes = key.count + value.count + tags.count + Self.overhead
        return bytes <= 2_000 ? bytes : (bytes + 4_095) / 4_096 * 4_096
    }

    var checksum: Int64 {
        var checksum = RowChecksum()
        checksum.add(key)
        checksum.add(value)
        checksum.add(tags)
        for number in [stored, fresh, over, generation] { checksum.add(number) }
        return checksum.signed
    }

    static let columns = "value, tags, stored, fresh, over, generation, checksum"

    /// The row of a key; nil when its checksum, which takes in the key, does not hold.
    init?(_ row: Row, key: [UInt8]) {
        guard let value = try? row.withUnsafeData(atIndex: 0, { $0.map { [UInt8]($0) } }),
            let tags = try? row.withUnsafeData(atIndex: 1, { $0.map { [UInt8]($0) } })
        else { return nil }
        self.key = key
        self.value = value
        self.tags = tags
        guard let stored = Int64.fromDatabaseValue(row[2]), let fresh = Int64.fromDatabaseValue(row[3]),
            let over = Int64.fromDatabaseValue(row[4]), let generation = Int64.fromDatabaseValue(row[5]),
            let checksum = Int64.fromDatabaseValue(row[6])
        else { return nil }
        self.stored = stored
        self.fresh = fresh
        self.over = over
        self.generation = generation
        guard self.checksum == checksum else { return nil }
    }
}
