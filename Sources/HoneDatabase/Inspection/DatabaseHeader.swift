/// The first 100 bytes of a database file (<https://www.sqlite.org/fileformat2.html>, 1.3).
struct DatabaseHeader: Equatable {
    /// The first 16 bytes of every database: the words "SQLite format 3" and a zero byte.
    static let magic: [UInt8] = Array("SQLite format 3".utf8) + [0]

    /// Bytes of a page: a power of two from 512 to 65536.
    let pageSize: Int
    /// 1 for a rollback journal, 2 for WAL, more for formats to come; a library that does not know it may not write.
    let writeVersion: UInt8
    /// The same for reading.
    let readVersion: UInt8
    /// Pages of the file, as the header says.
    let pageCount: Int

    /// Reads a header.
    /// - Returns: nil when the bytes are not those of a database.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 100, Array(bytes[0..<16]) == DatabaseHeader.magic else { return nil }
        let size = Int(bytes[16]) << 8 | Int(bytes[17])
        pageSize = size == 1 ? 65536 : size
        writeVersion = bytes[18]
        readVersion = bytes[19]
        pageCount = bytes[28..<32].reduce(0) { $0 << 8 | Int($1) }
    }

    /// A version of the format that SQLite 3.40 does not read: more than 2 (1.3.3 of the page above).
    var isNewerFormat: Bool { readVersion > 2 || writeVersion > 2 }

    /// The file says of itself that it is in WAL mode.
    var isWAL: Bool { readVersion == 2 }
}
