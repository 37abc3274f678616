import Foundation
import GRDB
import HoneCore

@testable import HoneAgent

/// The application of `habits.py`, each of whose endpoints has one bad habit, with a database that has some too.
struct Habits {
    let folder: TemporaryFolder
    var target: Target

    var workspace: Workspace { Workspace(folder: folder.url, target: target) }

    /// - Parameter endpoints: `GET /scan` and so on.
    init(_ endpoints: [String]) throws {
        folder = try TemporaryFolder()
        let port = try Shop.freePort()
        target = Target(url: "http://127.0.0.1:\(port)")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "habits.py")
        target.start = "python3 '\(script.path)' \(port) habits.db"
        target.database = "habits.db"
        target.endpoints = endpoints.map { name in
            let parts = name.split(separator: " ").map(String.init)
            return .init(method: parts[0], template: parts[1], body: parts[0] == "POST" ? "{}" : nil)
        }
        target.load.users = [2]
        target.load.reference = 4
        target.load.seconds = 1
        target.load.thinkTime = 1...5
        let queue = try DatabaseQueue(path: folder.url.appending(path: "habits.db").path)
        try queue.writeWithoutTransaction { try $0.execute(sql: Self.schema) }
        try queue.close()
    }

    private static let schema = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT NOT NULL);
        CREATE TABLE sale (id INTEGER PRIMARY KEY, item INTEGER NOT NULL, price INTEGER NOT NULL, note TEXT NOT NULL);
        CREATE TABLE visit (item INTEGER NOT NULL, day INTEGER NOT NULL);
        CREATE TABLE stock (id INTEGER PRIMARY KEY, stock INTEGER NOT NULL);
        CREATE TABLE page (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
        INSERT INTO stock VALUES (1, 1000000);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO item SELECT i, 'item ' || i, CASE i % 9 WHEN 0 THEN 'Porto' ELSE 'Lisbon' END FROM n;
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
        INSERT INTO sale SELECT i, i * 7919 % 2000 + 1, i * 104729 % 100000, hex(i * 104729) FROM n;
        INSERT INTO visit SELECT item, id FROM sale WHERE id <= 20000;
        CREATE INDEX item_city ON item (city);
        CREATE INDEX item_city_name ON item (city, name);
        CREATE INDEX sale_note ON sale (note);
        """

    /// What the probes see of the application, without the advisor.
    func evidence() async throws -> Evidence {
        try await Agent(workspace).survey.gather(applied: AppliedFixes(), advises: false).evidence
    }
}
