import Foundation

/// Proves that a locked database still is what was backed up. Counters do not prove it: in WAL mode SQLite need not
/// move the change counter (<https://www.sqlite.org/fileformat2.html>, 1.3.8), and times can be set; the pages are the
/// proof. A backup copies pages as they are, but for the fields of the first page below.
enum PageComparison {
    /// Fields of the header that say nothing of the content: format versions (18, 19; leaving WAL mode changes them),
    /// change counter (24–27), schema cookie (40–43; a backup raises it), and the two numbers that go with the change
    /// counter (92–99).
    private static let ignored: [Range<Int>] = [18..<20, 24..<28, 40..<44, 92..<100]
    /// The page that holds this offset is used for locks and never for content (1.1 of the page above).
    private static let lockByte = 0x4000_0000
    private static let chunk = 1 << 20

    static func isUnchanged(_ lock: ExclusiveLock, since backup: String) throws -> Bool {
        guard let file = FileHandle(forReadingAtPath: backup) else { throw DurableFile.Failure("open", backup) }
        defer { try? file.close() }
        var offset = 0
        while let bytes = try file.read(upToCount: chunk), !bytes.isEmpty {
            var then = [UInt8](bytes)
            var now = try lock.fileBytes(at: Int64(offset), count: then.count)
            guard now.count == then.count else { return false }
            if offset == 0 {
                for range in ignored where range.upperBound <= now.count {
                    for index in range { (now[index], then[index]) = (0, 0) }
                }
            }
            // The lock page lies at a chunk's beginning, since chunks divide its offset.
            if offset == lockByte {
                let page = DatabaseHeader(try lock.fileBytes(at: 0, count: 100))?.pageSize ?? 4096
                for index in 0..<min(page, now.count) { (now[index], then[index]) = (0, 0) }
            }
            guard now == then else { return false }
            offset += then.count
        }
        return true
    }
}
