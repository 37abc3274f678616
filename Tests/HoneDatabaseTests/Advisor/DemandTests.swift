import Testing

@testable import HoneDatabase

@Suite struct DemandTests {
    private func listener(views: [String] = []) throws -> DemandListener {
        let db = try Connection(path: ":memory:", mode: .create)
        try db.execute(bookings(10) + "; CREATE TABLE \"odd \"\"name\" (\"a b\" INTEGER, hidden TEXT)")
        return try DemandListener(tables: try SchemaReader(db).tables(exactRows: 1000), views: views)
    }

    @Test func hearsPredicatesOrderAndColumns() throws {
        let demands = try listener().demands(
            "SELECT note FROM booking WHERE chef = ? AND day > 3 AND guest IN (1, 2) ORDER BY price DESC, id")
        let demand = try #require(demands.first { $0.table == "booking" })
        #expect(Set(demand.equalities) == ["chef", "guest"])
        #expect(demand.ranges == ["day"])
        #expect(
            demand.order == [.init(column: "price", isDescending: true), .init(column: "id", isDescending: false)])
        #expect(Set(demand.used).isSuperset(of: ["chef", "guest", "day", "price", "note"]))
        #expect(!demand.used.contains("nothing"))
    }

    @Test func hearsBothSidesOfAJoin() throws {
        let demands = try listener().demands(
            "SELECT * FROM chef JOIN booking ON booking.chef = chef.id WHERE chef.city = 'x'")
        #expect(demands.contains { $0.table == "booking" && $0.equalities == ["chef"] })
        #expect(demands.contains { $0.table == "chef" && $0.equalities == ["city"] })
    }

    @Test(
        arguments: [
            ("city = 'it''s'", ["\"city\" = 'it''s'"]), ("city = 7", ["\"city\" = 7"]),
            ("city IS NULL", ["\"city\" IS NULL"]), ("city IS NOT NULL", ["\"city\" IS NOT NULL"]), ("city = ?", []),
            ("city = :c", []), ("city IN ('a', 'b')", []), ("city = upper('x')", []), ("city > 'a'", []),
        ] as [(String, [String])])
    func hearsLiteralsAndNoValuesOfUsers(_ condition: String, _ expected: [String]) throws {
        let demands = try listener().demands("SELECT * FROM chef WHERE \(condition)")
        #expect(demands.first?.literals.map(\.sql) ?? [] == expected)
    }

    @Test func seesThroughViewsAndWritesAndOddNames() throws {
        let listener = try listener(views: ["CREATE VIEW late AS SELECT * FROM booking WHERE day > 300"])
        #expect(listener.demands("SELECT * FROM late WHERE chef = ?").contains { $0.equalities == ["chef"] })
        #expect(listener.demands("UPDATE booking SET note = ? WHERE guest = ?").contains { $0.equalities == ["guest"] })
        #expect(listener.demands("DELETE FROM booking WHERE day < ?").contains { $0.ranges == ["day"] })
        #expect(
            listener.demands("SELECT * FROM \"odd \"\"name\" WHERE \"a b\" = 1").first?.equalities == ["a b"])
        #expect(listener.demands("SELECT * FROM nowhere") == [])
        #expect(listener.demands("not SQL") == [])
    }

    private static func asc(_ column: String) -> Demand.Order { .init(column: column, isDescending: false) }
    private static func desc(_ column: String) -> Demand.Order { .init(column: column, isDescending: true) }

    private func words(_ demand: Demand, _ literals: Set<Demand.Literal> = []) -> [String] {
        demand.candidates(keyColumns: 3, widest: 4, literals: literals).map(\.words)
    }

    @Test func equalFirstThenRangeOrOrder() {
        var demand = Demand(
            table: "t", equalities: ["a"], ranges: ["r"], order: [Self.desc("o")], used: ["a", "r", "o"])
        #expect(words(demand) == ["t (a)", "t (a, r, o)", "t (a, r)", "t (a, o)", "t (a, o, r)", "t (o)"])
        demand.order = [Self.desc("o"), Self.asc("p")]
        #expect(words(demand).contains("t (a, o DESC, p)"))
        demand.order = [Self.desc("o"), Self.desc("p")]
        #expect(words(demand).contains("t (a, o, p)"))
    }

    @Test func severalEqualitiesInBothOrdersAndAlone() {
        let found = words(Demand(table: "t", equalities: ["a", "b"], used: ["a", "b"]))
        #expect(found == ["t (a, b)", "t (b, a)", "t (a)", "t (b)"])
    }

    @Test func partialOnesForOfferedLiteralsOnly() {
        let open = Demand.Literal(column: "state", sql: "\"state\" = 'open'")
        let demand = Demand(
            table: "t", equalities: ["state"], literals: [open], order: [Self.asc("day")], used: ["state", "day"])
        #expect(!words(demand).contains { $0.contains("WHERE") })
        #expect(words(demand, [open]).contains("t (day) WHERE \"state\" = 'open'"))
        let alone = Demand(table: "t", equalities: ["state"], literals: [open], used: ["state"])
        #expect(words(alone, [open]).contains("t (state) WHERE \"state\" = 'open'"))
    }

    @Test func nothingWiderThanAllowed() {
        let demand = Demand(table: "t", equalities: ["a"], used: ["a", "b", "c", "d", "e"])
        #expect(words(demand) == ["t (a)"])
    }

    @Test func candidatesMakeStatements() throws {
        let candidate = Candidate(
            table: "booking", columns: ["chef", "day"], descending: [1], filter: "\"note\" IS NOT NULL")
        #expect(
            candidate.createSQL("i")
                == "CREATE INDEX \"i\" ON \"booking\" (\"chef\", \"day\" DESC) WHERE \"note\" IS NOT NULL")
        #expect(candidate.name(avoiding: []) == "hone_booking_chef_day_desc_partial")
        let db = try Connection(path: ":memory:", mode: .create)
        try db.execute(bookings(10))
        try db.execute(candidate.createSQL("i"))
        #expect(try db.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'i'") == 1)
    }

    @Test func aPartialIndexIsServedByAFullOneAndNotTheOtherWayRound() {
        let full = Candidate(table: "t", columns: ["a"])
        let partial = Candidate(table: "t", columns: ["a"], filter: "b = 1")
        #expect(partial.isPrefix(of: full))
        #expect(!full.isPrefix(of: partial))
        #expect(
            !Candidate(table: "t", columns: ["a"], descending: [0]).isPrefix(
                of: Candidate(table: "t", columns: ["a", "b"])))
        #expect(full.isPrefix(of: Candidate(table: "t", columns: ["a", "b"], descending: [1])))
    }
}
