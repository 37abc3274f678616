import GRDB
import Testing

@testable import HoneDatabase

@Suite struct QueryPlanTests {
    static let details: [(detail: String, operation: PlanOperation)] = [
        ("SCAN booking", .scan(access("booking"))),
        ("SCAN TABLE booking AS b", .scan(access("b"))),
        ("SCAN b USING INDEX by_day", .scan(access("b", index: "by_day"))),
        ("SCAN b USING COVERING INDEX by_day", .scan(access("b", index: "by_day", covering: true))),
        ("SEARCH b USING INDEX by_chef (chef=?)", .search(access("b", index: "by_chef", terms: ["chef=?"]))),
        (
            "SEARCH b USING COVERING INDEX x (chef=? AND day>? AND day<?) LEFT-JOIN",
            .search(access("b", index: "x", covering: true, terms: ["chef=?", "day>?", "day<?"]))
        ),
        ("SEARCH c USING INTEGER PRIMARY KEY (rowid=?)", .search(access("c", primary: true, terms: ["rowid=?"]))),
        ("SEARCH w USING PRIMARY KEY (word=?)", .search(access("w", primary: true, terms: ["word=?"]))),
        (
            "SEARCH c USING AUTOMATIC COVERING INDEX (city=?)",
            .search(access("c", covering: true, automatic: true, terms: ["city=?"]))
        ),
        (
            "SEARCH c USING AUTOMATIC PARTIAL COVERING INDEX (city=?)",
            .search(access("c", covering: true, automatic: true, terms: ["city=?"]))
        ),
        ("SEARCH t USING INDEX i (ANY(a) AND b=?)", .search(access("t", index: "i", terms: ["b=?"]))),
        ("SCAN CONSTANT ROW", .other),
        ("SCAN 3 CONSTANT ROWS", .other),
        ("USE TEMP B-TREE FOR ORDER BY", .temporaryBTree("ORDER BY")),
        ("USE TEMP B-TREE FOR RIGHT PART OF ORDER BY", .temporaryBTree("RIGHT PART OF ORDER BY")),
        ("UNION USING TEMP B-TREE", .temporaryBTree("UNION")),
        ("CO-ROUTINE recent", .coroutine("recent")),
        ("MATERIALIZE recent", .materialize("recent")),
        ("CORRELATED SCALAR SUBQUERY 2", .subquery(isCorrelated: true)),
        ("LIST SUBQUERY 1", .subquery(isCorrelated: false)),
        ("MULTI-INDEX OR", .other),
        ("words that nobody wrote yet", .other),
    ]

    static func access(
        _ table: String, index: String? = nil, covering: Bool = false, automatic: Bool = false, primary: Bool = false,
        terms: [String] = []
    ) -> PlanAccess {
        PlanAccess(
            table: table, index: index, isCovering: covering, isAutomatic: automatic, usesPrimaryKey: primary,
            terms: terms)
    }

    @Test(arguments: details.indices) func readsADetail(_ index: Int) {
        let (detail, operation) = Self.details[index]
        #expect(PlanDetail.read(detail) == operation)
    }

    @Test func tellsEqualitiesFromRanges() {
        let access = Self.access("b", terms: ["chef=?", "day>?", "day<?"])
        #expect(access.equalities == ["chef"])
        #expect(access.ranges == ["day"])
    }

    @Test func explainsRealStatements() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(2000) + "; CREATE INDEX by_chef ON booking (chef)")
        let scan = try QueryPlan.explain("SELECT * FROM booking b WHERE b.day > ? ORDER BY price", path: path)
        #expect(scan.scannedTables == ["booking"])
        #expect(scan.temporaryBTrees == ["ORDER BY"])
        #expect(scan.text.contains("SCAN"))
        let search = try QueryPlan.explain("SELECT * FROM booking WHERE chef = ? AND day = ?", path: path)
        #expect(search.indexes == ["by_chef"])
        #expect(search.scannedTables == [])
        #expect(search.allSteps.first?.operation.access?.equalities == ["chef"])
        let greatest = try QueryPlan.explain("SELECT max(id) FROM booking", path: path)
        #expect(greatest.scannedTables == [])
        let update = try QueryPlan.explain("UPDATE booking SET note = ? WHERE guest = ?", path: path)
        #expect(update.scannedTables == ["booking"])
        #expect(throws: SQLiteError.self) { try QueryPlan.explain("SELECT missing FROM booking", path: path) }
    }

    @Test func keepsTheTree() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(2000))
        let plan = try QueryPlan.explain(
            """
            SELECT name, (SELECT count(*) FROM booking WHERE booking.chef = chef.id) FROM chef
            WHERE id IN (SELECT chef FROM booking WHERE day = ?)
            """, path: path)
        #expect(plan.scannedTables == ["booking"])
        let nested = try #require(plan.steps.first { $0.operation == .subquery(isCorrelated: true) })
        #expect(nested.children.count == 1)
        #expect(plan.text.contains("\n  "))
        #expect(plan.allSteps.count > plan.steps.count)
    }

    @Test func seesAnAutomaticIndex() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(2000))
        let plan = try QueryPlan.explain(
            "SELECT count(*) FROM booking a JOIN booking b ON a.guest = b.guest AND a.price < b.price", path: path)
        #expect(plan.buildsAutomaticIndex)
        #expect(plan.indexes == [])
    }

    @Test func explainsOnAConnectionOfGRDB() throws {
        let folder = try TestFolder()
        let queue = try DatabaseQueue(path: try folder.database(bookings(2000)))
        try queue.read { db in
            let plan = try QueryPlan.explain("SELECT * FROM booking WHERE guest = ?", in: db)
            #expect(plan.scannedTables == ["booking"])
            #expect(throws: DatabaseError.self) { try QueryPlan.explain("SELECT * FROM nowhere", in: db) }
        }
    }
}
