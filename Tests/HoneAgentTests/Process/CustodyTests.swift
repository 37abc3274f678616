import Foundation
import GRDB
import HoneDatabase
import HoneTesting
import Testing

@testable import HoneAgent

@Suite("Custody of the database")
struct CustodyTests {
    private let folder: TemporaryFolder
    private let workspace: Workspace
    private let database: URL

    init() throws {
        folder = try TemporaryFolder()
        database = folder.url.appending(path: "app.db")
        let queue = try DatabaseQueue(path: database.path)
        try queue.write { try $0.execute(sql: "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)") }
        try queue.close()
        var target = Target(url: "http://127.0.0.1:1")
        target.start = "true"
        target.database = "app.db"
        workspace = Workspace(folder: folder.url, target: target)
    }

    private func rows(_ file: URL) throws -> Int {
        let queue = try DatabaseQueue(path: file.path)
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") } ?? -1
    }

    private func insert() throws {
        let queue = try DatabaseQueue(path: database.path)
        try queue.write { try $0.execute(sql: "INSERT INTO t VALUES (3)") }
        try queue.close()
    }

    @Test("What load writes is gone afterwards, and the file is the very same one")
    func untouched() async throws {
        let before = try #require(folder.contents("app.db"))
        let node = try FileManager.default.attributesOfItem(atPath: database.path)[.systemFileNumber] as? Int
        let custody = Custody(workspace)
        try await custody.during {
            #expect(custody.isHeld)
            try insert()
            #expect(try rows(database) == 3)
            try custody.reset()
            #expect(try rows(database) == 2)
            try insert()
        }
        #expect(folder.contents("app.db") == before)
        #expect(try FileManager.default.attributesOfItem(atPath: database.path)[.systemFileNumber] as? Int == node)
        #expect(!custody.isHeld)
        #expect(folder.names == [".hone", "app.db"])
    }

    @Test("An error in between puts it back too")
    func thrown() async throws {
        let before = folder.contents("app.db")
        await #expect(throws: CancellationError.self) {
            try await Custody(workspace).during {
                try insert()
                throw CancellationError()
            }
        }
        #expect(folder.contents("app.db") == before)
    }

    @Test("After a kill at any point of taking or giving back, the next command puts the original back")
    func recovered() async throws {
        // The states that the file system can be in when Hone is killed: what is aside, and what stands in its place.
        for (aside, placed) in [
            ([], [""]), (["-wal"], [""]), (["-wal", ""], []), (["-wal", ""], ["", "-wal"]), (["-wal"], ["", ""]),
        ] {
            let folder = try TemporaryFolder()
            let path = folder.url.appending(path: "app.db").path
            let workspace = Workspace(folder: folder.url, target: self.workspace.target)
            for suffix in ["", "-wal"] {
                let name = aside.contains(suffix) ? path + ".hone-original" + suffix : path + suffix
                try Data("original\(suffix)".utf8).write(to: URL(fileURLWithPath: name))
            }
            for suffix in placed where aside.contains("") {
                try Data("copy\(suffix)".utf8).write(to: URL(fileURLWithPath: path + suffix))
            }
            try workspace.write(
                Data(#"{"database":"\#(path)"}"#.utf8), to: workspace.custody.appending(path: "custody.json"))
            _ = try Custody(workspace).recover()
            #expect(folder.contents("app.db") == Data("original".utf8), "\(aside) \(placed)")
            #expect(folder.contents("app.db-wal") == Data("original-wal".utf8), "\(aside) \(placed)")
            #expect(folder.names == [".hone", "app.db", "app.db-wal"])
            #expect(try Custody(workspace).recover() == nil)
        }
    }

    @Test("A database that somebody has open is refused before anything is touched")
    func open() async throws {
        let before = folder.contents("app.db")
        let holder = try ChildProcess(
            ["sh", "-c", "exec 3<app.db; echo open; exec cat"], in: folder.url.path, input: .pipe, output: .pipe)
        _ = try holder.output?.read(upToCount: 5)
        let error = await #expect(throws: AgentError.self) { try await Custody(workspace).during {} }
        #expect(try holder.finish().ending == .exited(0))
        #expect(error?.status == .refused)
        #expect(error?.problem.contains("process \(holder.processIdentifier)") ?? false)
        #expect(folder.contents("app.db") == before)
    }

    @Test("A file that is no database is refused")
    func notADatabase() async throws {
        try Data("name,age\nAda,36\n".utf8).write(to: database)
        let problem = await #expect(throws: DatabaseProblem.self) { try await Custody(workspace).during {} }
        #expect(problem?.kind == .notADatabase)
        #expect(folder.contents("app.db") == Data("name,age\nAda,36\n".utf8))
    }

    @Test("Without a start command there is nothing to keep")
    func nothing() async throws {
        var target = workspace.target
        target.start = nil
        let custody = Custody(Workspace(folder: folder.url, target: target))
        let held = try await custody.during { custody.isHeld }
        #expect(!held)
    }
}
