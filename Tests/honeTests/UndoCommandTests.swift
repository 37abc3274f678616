import Foundation
import HoneDatabase
import HoneTesting
import Testing

/// Whatever step of a change Hone was killed at, `hone undo` puts the database back as it was.
@Suite("hone undo after a kill")
struct UndoCommandTests {
    private func target() throws -> (program: Program, database: String) {
        let program = try Program()
        try program.write("target:\n  url: http://127.0.0.1:9\ndatabase:\n  path: app.db\n", to: "hone.yaml")
        let rows = """
            CREATE TABLE booking (id INTEGER PRIMARY KEY, chef INTEGER NOT NULL);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
            INSERT INTO booking SELECT i, i % 7 FROM n;
            """
        #expect(try ChildProcess.run(["sqlite3", "app.db", rows], in: program.folder.path).ending == .exited(0))
        return (program, program.folder.appending(path: "app.db").path)
    }

    private func fixture(_ arguments: String..., in program: Program) async throws -> ChildProcess.Ending {
        let path = Program.executable.deletingLastPathComponent().appending(path: "hone-change-fixture").path
        return try await ChildProcess([path] + arguments, in: program.folder.path).ending()
    }

    @Test("A change that was killed is finished or given up, and undone", arguments: ChangeStep.allCases)
    func change(_ step: ChangeStep) async throws {
        let (program, database) = try target()
        defer { program.remove() }
        let old = try DatabaseFingerprint.of(path: database)
        let killed = try await fixture("apply", step.rawValue, database, ".hone/changes", in: program)
        #expect(killed == .killed(by: SIGKILL))
        let wasChanged = try DatabaseFingerprint.of(path: database) != old

        let undone = try await program.run("undo")
        #expect(undone.status == 0, "\(undone.errors)")
        #expect(undone.output == (wasChanged ? "Undone: PAT-016\n" : "There was nothing to undo.\n"))
        // The last step is past every danger: nothing is left to put right.
        #expect(undone.errors.contains("was interrupted") == (step != .swappedRecorded))
        #expect(try DatabaseFingerprint.of(path: database) == old)
        #expect(try DatabaseInspection.inspect(path: database).journalMode == "delete")
        #expect(try await program.run("undo").output == "There was nothing to undo.\n")
    }

    @Test("An undoing that was killed is finished", arguments: ChangeStep.allCases)
    func undoing(_ step: ChangeStep) async throws {
        let (program, database) = try target()
        defer { program.remove() }
        let old = try DatabaseFingerprint.of(path: database)
        #expect(try await fixture("apply", "none", database, ".hone/changes", in: program) == .exited(0))
        #expect(try DatabaseFingerprint.of(path: database) != old)
        let killed = try await fixture("undo", step.rawValue, database, ".hone/changes", in: program)
        #expect(killed == .killed(by: SIGKILL))

        #expect(try await program.run("undo").status == 0)
        #expect(try DatabaseFingerprint.of(path: database) == old)
        #expect(try await program.run("undo").output == "There was nothing to undo.\n")
    }
}
