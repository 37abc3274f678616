import Foundation
import HoneCore
import HoneTesting
import Testing

@testable import HoneDatabase

/// Everything that Hone may be pointed at and must leave alone: each is recognised by every entrance, told with what to
/// do about it, and has the same bytes afterwards.
@Suite struct BadInputTests {
    /// A file that is not fit, made in a folder; what holds it stays alive as long as the result.
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var kind: DatabaseProblem.Kind
        /// What the remedy or the finding speaks of.
        var words: String
        /// Only changes are refused; reading is as it should be.
        var isReadable = false
        var make: @Sendable (TestFolder) throws -> Made
        var testDescription: String { name }
    }

    struct Made {
        var path: String
        /// What stands in the way: another process, or another connection.
        var holder: ChildProcess?
    }

    static let cases: [Case] = [
        Case(name: "a text file", kind: .notADatabase, words: "a text file") { folder in
            Made(path: try folder.file("app.db", Array("id,name\n1,chef\n".utf8)))
        },
        Case(name: "an empty file", kind: .notADatabase, words: "an empty file") { folder in
            Made(path: try folder.file("app.db", []))
        },
        Case(name: "an encrypted database", kind: .encryptedOrNotADatabase, words: "decrypted copy") { folder in
            var random = SeededGenerator(seed: 11)
            return Made(
                path: try folder.file("app.db", (0..<65_536).map { _ in UInt8(truncatingIfNeeded: random.next()) }))
        },
        Case(name: "a newer format", kind: .newerFormat, words: "newer libsqlite3") { folder in
            let path = try folder.database(bookings(50))
            return Made(path: try patched(path) { $0[18...19] = [4, 4] })
        },
        Case(name: "a damaged page", kind: .corrupted, words: ".recover") { folder in
            let path = try folder.database(bookings(2_000))
            return Made(
                path: try patched(path) { bytes in
                    for index in 8_192..<8_192 + 512 { bytes[index] = 0xa5 }
                })
        },
        Case(name: "a file cut short", kind: .corrupted, words: "backup") { folder in
            let path = try folder.database(bookings(2_000))
            return Made(path: try patched(path) { $0.removeLast($0.count / 2) })
        },
        Case(name: "a hot journal", kind: .hotJournal, words: "rolls the journal back") { folder in
            Made(path: try hotJournal(of: try folder.database(named: "source.db", bookings(500)), in: folder).database)
        },
        Case(name: "a lock of another process", kind: .locked, words: "python") { folder in
            let path = try folder.database(bookings(50))
            return Made(path: path, holder: try holder(path, "BEGIN EXCLUSIVE"))
        },
        Case(name: "a writer in another process", kind: .locked, words: "transaction", isReadable: true) { folder in
            let path = try folder.database(bookings(50))
            return Made(path: path, holder: try holder(path, "BEGIN IMMEDIATE"))
        },
        Case(name: "a folder", kind: .notAFile, words: "database file itself") { folder in Made(path: folder.path) },
        Case(name: "nothing", kind: .notFound, words: "no such file") { folder in Made(path: folder("none.db")) },
    ]

    @Test(arguments: cases) func isToldAndLeftAlone(_ given: Case) async throws {
        let folder = try TestFolder()
        let made = try given.make(folder)
        let before = try folder.contents
        for (name, attempt) in Self.attempts(folder) where !(given.isReadable && name != "change") {
            let problem = try #require(throws: DatabaseProblem.self, "\(name)") { try attempt(made.path) }
            #expect(problem.kind == given.kind, "\(name): \(problem)")
            #expect(problem.description.contains(given.words), "\(name): \(problem)")
            #expect(problem.path == made.path || problem.path == resolvedPath(made.path))
            #expect(try folder.contents == before, "\(name)")
        }
        if !given.isReadable {
            let problem = await #expect(throws: DatabaseProblem.self) {
                try await ConcurrencyDoctor(levels: [1], seconds: 0.1).examine(
                    made.path, modes: [], workFolder: folder("doctor"))
            }
            #expect(problem?.kind == given.kind)
            #expect(try folder.contents == before)
        }
        if let holder = made.holder { #expect(try holder.finish().ending == .exited(0)) }
    }

    /// Looking, and changing; a file system that cannot be written and a log on a network have tests of their own.
    static func attempts(_ folder: TestFolder) -> [(String, (String) throws -> Void)] {
        [
            ("inspect", { _ = try DatabaseInspection.inspect(path: $0) }),
            ("change", { _ = try SafeChange.prepare(.wal, database: $0, workFolder: folder("work")) }),
        ]
    }

    private static func patched(_ path: String, _ change: (inout [UInt8]) -> Void) throws -> String {
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        change(&bytes)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }
}

/// A process that holds a lock on a database, until its input ends.
private func holder(_ path: String, _ statement: String) throws -> ChildProcess {
    let script = """
        import sqlite3, sys
        db = sqlite3.connect(sys.argv[1], isolation_level=None)
        db.execute(sys.argv[2])
        print('ready', flush=True)
        sys.stdin.read()
        """
    let process = try ChildProcess(["python3", "-c", script, path, statement], input: .pipe, output: .pipe)
    #expect(process.nextOutput().hasPrefix("ready"))
    return process
}

extension TestFolder {
    /// Every file with its bytes.
    var contents: [String: Data] {
        get throws {
            var found: [String: Data] = [:]
            for name in files {
                // A database's shared memory is scratch space, and changes with every look.
                guard !name.hasSuffix("-shm") else { continue }
                found[name] = (try? Data(contentsOf: URL(fileURLWithPath: self(name)))) ?? Data()
            }
            return found
        }
    }
}
