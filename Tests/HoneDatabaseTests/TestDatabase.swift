import Foundation
import HoneTesting
import Testing

@testable import HoneDatabase

/// A folder of a test's own, removed when the test lets go of it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = resolvedPath(NSTemporaryDirectory()) + "/hone-database-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path in the folder.
    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// A file in the folder.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: self(name)))
        return self(name)
    }

    /// A database in the folder, made by some statements.
    func database(named name: String = "app.db", wal: Bool = false, _ sql: String) throws -> String {
        let db = try Connection(path: self(name), mode: .create)
        try db.execute("PRAGMA synchronous = OFF")
        if wal { try db.execute("PRAGMA journal_mode = WAL") }
        try db.execute("BEGIN; " + sql + "; COMMIT")
        return self(name)
    }

    /// The names of the files in the folder.
    var files: Set<String> { Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []) }
}

/// Numbers from 1 to a bound as a table expression.
func numbers(_ bound: Int) -> String {
    "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(bound)) SELECT i FROM n)"
}

/// A small booking platform: chefs, and bookings with a value, a day and a note.
func bookings(_ count: Int, chefs: Int = 200) -> String {
    """
    CREATE TABLE chef (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT NOT NULL);
    CREATE TABLE booking (
        id INTEGER PRIMARY KEY, chef INTEGER NOT NULL REFERENCES chef (id), guest INTEGER NOT NULL,
        day INTEGER NOT NULL, price REAL NOT NULL, note TEXT NOT NULL);
    INSERT INTO chef SELECT i, 'chef ' || i, 'city ' || (i % 20) FROM \(numbers(chefs));
    INSERT INTO booking
        SELECT i, 1 + (i * 7919) % \(chefs), 1 + (i * 104729) % 1000, (i * 31) % 365, (i % 97) * 1.5,
            'note ' || i || ' of a booking that somebody made'
        FROM \(numbers(count))
    """
}

/// The program `hone-change-fixture`.
enum ChangeFixture {
    /// The products of the build lie beside the test's own program.
    static var path: String {
        folder(of: resolvedPath("/proc/self/exe")) + "/hone-change-fixture"
    }

    static func start(_ arguments: String...) throws -> ChildProcess {
        try ChildProcess([path] + arguments, input: .pipe, output: .pipe)
    }
}
