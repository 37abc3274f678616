import Foundation
import Testing

@testable import HoneDatabase

@Suite("Plans of a recorded workload")
final class WorkloadPlansTests {
    let path = FileManager.default.temporaryDirectory.appending(path: "hone-plans-\(UUID().uuidString).db").path

    init() throws {
        let db = try Connection(path: path, mode: .create)
        try db.execute(
            """
            CREATE TABLE chef (id INTEGER PRIMARY KEY, name TEXT, city TEXT COLLATE NOCASE);
            CREATE TABLE dish (id INTEGER PRIMARY KEY, chef INTEGER REFERENCES chef (id), name TEXT UNIQUE, price INT);
            CREATE TABLE note (id INTEGER PRIMARY KEY, dish INT, text TEXT);
            CREATE INDEX chef_city ON chef (city DESC, name);
            CREATE INDEX dish_chef ON dish (chef);
            CREATE INDEX dish_cheap ON dish (price) WHERE price < 10;
            CREATE INDEX dish_lower ON dish (lower(name));
            CREATE INDEX note_dish ON note (dish);
            CREATE TRIGGER gone AFTER DELETE ON dish BEGIN DELETE FROM note WHERE dish = old.id; END;
            """)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func read(_ statements: String...) throws -> WorkloadPlans {
        try WorkloadPlans.read(Dictionary(uniqueKeysWithValues: statements.map { ($0, [$0]) }), path: path)
    }

    @Test("say what each statement scans, sorts and uses")
    func statements() throws {
        let plans = try read(
            "SELECT * FROM dish ORDER BY price", "SELECT * FROM chef WHERE city = ?",
            "SELECT count(*) FROM chef a JOIN note b ON a.name = b.text")
        let sorted = try #require(plans.plan(of: "SELECT * FROM dish ORDER BY price"))
        #expect((sorted.scannedTables, sorted.temporaryBTrees, sorted.indexes) == (["dish"], ["ORDER BY"], []))
        let found = try #require(plans.plan(of: "SELECT * FROM chef WHERE city = ?"))
        #expect((found.scannedTables, found.temporaryBTrees, found.indexes) == ([], [], ["chef_city"]))
        let joined = try #require(plans.plan(of: "SELECT count(*) FROM chef a JOIN note b ON a.name = b.text"))
        #expect(joined.automaticIndexes.count == 1)
        #expect(plans.plan(of: "SELECT 1") == nil)
    }

    @Test("tell which indexes are read, by triggers too; that a write keeps one up is no use of it")
    func readers() throws {
        func read(_ sql: String) throws -> Set<String> {
            Set(try self.read(sql).indexes.filter { $0.readers > 0 }.map(\.name))
        }
        #expect(try read("INSERT INTO dish (chef, name, price) VALUES (?, ?, ?)").isDisjoint(with: ["dish_chef"]))
        #expect(try read("SELECT * FROM dish WHERE chef = ?") == ["dish_chef"])
        #expect(try read("SELECT * FROM dish WHERE price < 10") == ["dish_cheap"])
        #expect(try read("SELECT id FROM dish WHERE lower(name) = ?") == ["dish_lower"])
        #expect(try read("DELETE FROM note WHERE dish = ?") == ["note_dish"])
        #expect(try read("SELECT price FROM dish WHERE id = ?").isEmpty)
    }

    @Test("take every text of a statement, as literals can change the plan")
    func texts() throws {
        let plans = try WorkloadPlans.read(
            [
                "SELECT * FROM dish WHERE price < ?": [
                    "SELECT * FROM dish WHERE price < 50", "SELECT * FROM dish WHERE price < 10",
                ]
            ],
            path: path)
        #expect(plans.indexes.first { $0.name == "dish_cheap" }?.readers == 1)
        #expect(plans.statements.count == 1)
    }

    @Test("describe the indexes: terms with collation and order, constraints, foreign keys")
    func indexes() throws {
        let indexes = try read().indexes
        func index(_ name: String) throws -> WorkloadPlans.Index { try #require(indexes.first { $0.name == name }) }
        #expect(try index("chef_city").terms == ["city NOCASE DESC", "name BINARY ASC"])
        #expect(try index("dish_lower").terms == [nil])
        #expect(try index("dish_cheap").isPartial)
        #expect(try index("dish_chef").servesForeignKey)
        #expect(try !index("note_dish").servesForeignKey)
        let constraint = try #require(indexes.first { $0.isOfConstraint })
        #expect(constraint.isUnique && constraint.table == "dish")
    }

    @Test("count the statements of each table, and those that do not compile")
    func counts() throws {
        let plans = try read(
            "SELECT * FROM chef", "SELECT name FROM chef WHERE id = ?", "SELECT nothing FROM chef", "SEL")
        #expect((plans.statementsOfTable["chef"], plans.statements.count, plans.skipped) == (2, 2, 2))
    }

    @Test("refuse a file that is no database")
    func noDatabase() throws {
        try Data(repeating: 1, count: 5_000).write(to: URL(fileURLWithPath: path))
        #expect(throws: DatabaseProblem.self) { try read("SELECT 1") }
    }
}
