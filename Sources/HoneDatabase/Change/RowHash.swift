import GRDBSQLite

/// A 128-bit hash of a sequence of values, in order: two lanes, each multiplying and rotating eight bytes at a time.
/// It tells accidents apart, not adversaries: two databases that differ by chance collide with probability 2^-128.
struct RowHash {
    private var low: UInt64 = 0x9e37_79b9_7f4a_7c15  // the golden ratio, as good a start as any
    private var high: UInt64 = 0xc2b2_ae3d_27d4_eb4f

    /// Takes eight bytes in.
    @inline(__always)
    mutating func add(_ word: UInt64) {
        low = (low ^ word) &* 0xff51_afd7_ed55_8ccd
        low ^= low >> 32
        high = (high &+ word) &* 0xc4ce_b9fe_1a85_ec53
        high = (high << 29 | high >> 35) ^ low
    }

    /// Takes bytes in, with their count, so that "ab", "c" and "a", "bc" differ.
    mutating func add(bytes: UnsafeRawBufferPointer) {
        add(UInt64(bytes.count))
        var offset = 0
        while offset + 8 <= bytes.count {
            add(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var last: UInt64 = 0
        while offset < bytes.count {
            last = last << 8 | UInt64(bytes[offset])
            offset += 1
        }
        add(last)
    }

    /// Takes the current row of a statement in: each column's storage class and value.
    mutating func add(rowOf statement: OpaquePointer, columns: Int32) {
        for column in 0..<columns {
            let type = sqlite3_column_type(statement, column)
            add(UInt64(type))
            switch type {
            case SQLITE_INTEGER: add(UInt64(bitPattern: sqlite3_column_int64(statement, column)))
            case SQLITE_FLOAT: add(sqlite3_column_double(statement, column).bitPattern)
            case SQLITE_NULL: break
            default:
                // For text, sqlite3_column_blob gives the bytes as they are stored.
                let bytes = sqlite3_column_blob(statement, column)
                add(
                    bytes: UnsafeRawBufferPointer(
                        start: bytes, count: bytes == nil ? 0 : Int(sqlite3_column_bytes(statement, column))))
            }
        }
    }

    /// 32 hexadecimal digits.
    var text: String {
        var last = self
        last.add(0)
        return [last.high, last.low].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// The low lane, mixed once more.
    var word: UInt64 {
        var last = self
        last.add(0)
        return last.low ^ last.high
    }
}
