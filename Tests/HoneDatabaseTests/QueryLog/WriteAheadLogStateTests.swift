import Foundation
import HoneDatabase
import HoneTesting
import Testing

@Suite("The state of a write-ahead log")
struct WriteAheadLogStateTests {
    @Test("tells what waits to be checkpointed, and what a checkpoint took")
    func waits() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "hone-wal-\(UUID().uuidString).db").path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        #expect(WriteAheadLogState(path: path) == nil)
        // The shell, so that the connection is another process's, as an application's is.
        let shell = try ChildProcess(["sqlite3", path], input: .pipe, output: .pipe)
        func ask(_ sql: String) throws -> String {
            try shell.input?.write(contentsOf: Data((sql + "\nSELECT 'done';\n").utf8))
            var said = ""
            while !said.contains("done\n") {
                let new = shell.nextOutput()
                try #require(!new.isEmpty, "the shell ended")
                said += new
            }
            return said
        }
        _ = try ask("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a);")
        _ = try ask(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
                + "INSERT INTO t SELECT randomblob(500) FROM n;")
        let before = try #require(WriteAheadLogState(path: path))
        #expect(before.frames > 200 && before.backfilled == 0 && before.waiting == before.frames)
        #expect(before.fileBytes > before.frames * 4_096)
        #expect(try ask("PRAGMA wal_checkpoint(PASSIVE);").contains("0|\(before.frames)|\(before.frames)"))
        let after = try #require(WriteAheadLogState(path: path))
        #expect((after.waiting, after.backfilled, after.fileBytes) == (0, before.frames, before.fileBytes))
        #expect(try shell.finish().ending == .exited(0))
        #expect(WriteAheadLogState(path: path) == nil)
    }

    @Test("is unknown where the index is none", arguments: [0, 100, 136, 4_096])
    func unreadable(bytes: Int) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "hone-wal-\(UUID().uuidString).db").path
        defer { try? FileManager.default.removeItem(atPath: path + "-shm") }
        try Data(repeating: 7, count: bytes).write(to: URL(fileURLWithPath: path + "-shm"))
        #expect(WriteAheadLogState(path: path) == nil)
    }
}
