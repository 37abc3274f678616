/// What the first bytes of a file that is not a database look like, told to a person.
enum FirstBytes {
    /// Well-known beginnings of files; each from the specification of its format.
    private static let known: [(bytes: [UInt8], name: String)] = [
        ([0x1f, 0x8b], "a gzip archive"),
        ([0x50, 0x4b, 0x03, 0x04], "a zip archive"),
        ([0x28, 0xb5, 0x2f, 0xfd], "a zstd archive"),
        ([0x42, 0x5a, 0x68], "a bzip2 archive"),
        ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "an xz archive"),
        ([0x89, 0x50, 0x4e, 0x47], "a PNG image"),
        ([0xff, 0xd8, 0xff], "a JPEG image"),
        (Array("%PDF".utf8), "a PDF document"),
        ([0x7f, 0x45, 0x4c, 0x46], "a program (ELF)"),
        (Array("#!".utf8), "a script"),
        (Array("PAR1".utf8), "a Parquet file"),
        ([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7], "a rollback journal of SQLite"),
        ([0x37, 0x7f, 0x06, 0x82], "a write-ahead log of SQLite"),
        ([0x37, 0x7f, 0x06, 0x83], "a write-ahead log of SQLite"),
        (Array("** This file contains an SQLite 2".utf8), "a database of SQLite 2"),
    ]

    /// What the bytes look like, and whether they could be an encrypted database.
    static func describe(_ bytes: [UInt8]) -> (words: String, mayBeEncrypted: Bool) {
        if bytes.isEmpty { return ("an empty file", false) }
        if let match = known.first(where: { bytes.starts(with: $0.bytes) }) { return (match.name, false) }
        // DuckDB: the word lies after an eight-byte checksum.
        if bytes.count >= 12, Array(bytes[8..<12]) == Array("DUCK".utf8) { return ("a DuckDB database", false) }
        if bytes.allSatisfy({ $0 == 0 }) { return ("a file of zero bytes", false) }
        let printable = bytes.filter { ($0 >= 0x20 && $0 != 0x7f) || $0 == 9 || $0 == 10 || $0 == 13 }.count
        if printable == bytes.count, let text = String(validating: bytes, as: UTF8.self) ?? textWithoutTail(bytes) {
            let start = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            let shown = start.count > 40 ? String(start.prefix(40)) + "…" : start
            switch start.first {
            case "{", "[": return ("a JSON file that begins with \"\(shown)\"", false)
            case "<": return ("an HTML or XML file that begins with \"\(shown)\"", false)
            default: return ("a text file that begins with \"\(shown)\"", false)
            }
        }
        let shown = bytes.prefix(8).map(hexadecimal).joined(separator: " ")
        return ("a file of unknown kind that begins with \(shown)", Set(bytes).count > bytes.count / 3)
    }

    // The cut after 100 bytes may fall inside a character of several bytes.
    private static func textWithoutTail(_ bytes: [UInt8]) -> String? {
        (1...3).lazy.compactMap { String(validating: bytes.dropLast($0), as: UTF8.self) }.first
    }
}
