import Foundation
import GRDB
import HoneDatabase
import HoneTesting
import Testing

@Suite("Signs of SQLite in a process")
struct SQLiteSightingTests {
    @Test("this process has SQLite and the database that it opened")
    func own() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "hone-\(UUID().uuidString).db").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "CREATE TABLE t(a)") }
        let process = ProcessInfo.processInfo.processIdentifier
        let sighting = SQLiteSighting(process: process)
        #expect(sighting.databases.contains(path))
        #expect(!sighting.engines.isEmpty)
        #expect(sighting.explanation?.hasPrefix("process \(process) has ") == true)
        try queue.close()
        #expect(!SQLiteSighting(process: process).databases.contains(path))
    }

    @Test("a process without SQLite, and one that is not there, show none")
    func none() throws {
        let other = try ChildProcess(["sleep", "60"])
        defer { other.end() }
        #expect(SQLiteSighting(process: other.processIdentifier).explanation == nil)
        let nobody = SQLiteSighting(process: .max)
        #expect(nobody.databases.isEmpty && nobody.engines.isEmpty && nobody.explanation == nil)
    }
}
