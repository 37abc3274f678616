import Foundation
import GRDBSQLite

/// A fingerprint of the values that a read runs with, as `RanQuery.parameters` describes it: seeded anew in each
/// process, so that a repeat is told from a row by row and no value can be guessed from it. For reads: what writes
/// store may be long.
enum ValueFingerprint {
    /// The upper half is of the text with its values, the lower of the values that are bound, whatever the text.
    /// - Returns: nil when SQLite has no memory for the text.
    static func of(_ statement: OpaquePointer) -> UInt64? {
        guard let sql = sqlite3_sql(statement) else { return nil }
        guard sqlite3_bind_parameter_count(statement) > 0 else { return whole(bytes(sql)) }
        guard let expanded = sqlite3_expanded_sql(statement) else { return nil }
        defer { sqlite3_free(expanded) }
        let text = bytes(UnsafePointer(expanded))
        let bound = StatementText.literals(in: text) &- StatementText.literals(in: bytes(sql))
        // NULL is a word and no literal: where nothing else is bound the half would be that of a text that binds
        // nothing.
        return whole(text) | UInt64(bound == 0 ? 1 : bound)
    }

    /// Never zero, which stands for none.
    private static func whole(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(text))
        return UInt64(UInt32(truncatingIfNeeded: hasher.finalize()) | 1) << 32
    }

    private static func bytes(_ text: UnsafePointer<CChar>) -> UnsafeBufferPointer<UInt8> {
        let raw = UnsafeRawBufferPointer(start: text, count: strlen(text))
        return raw.bindMemory(to: UInt8.self)
    }
}
