import Foundation
import Testing

@testable import HoneDatabase

/// The advisor on real files of 30,000 bookings.
@Suite(.serialized) struct IndexAdvisorTests {
    static let rows = 30_000

    private func advise(
        _ sql: String, _ statements: [Workload.Statement], settings: AdvisorSettings = quick
    ) throws -> IndexAdvice {
        let folder = try TestFolder()
        let path = try folder.database(sql)
        let before = try DatabaseFingerprint.of(path: path)
        let advice = try IndexAdvisor.advise(
            database: path, workload: Workload(statements: statements), workFolder: folder("work"), settings: settings)
        #expect(try DatabaseFingerprint.of(path: path) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder("work")) == [])
        return advice
    }

    static let quick: AdvisorSettings = {
        var settings = AdvisorSettings()
        settings.secondsPerMeasurement = 0.06
        return settings
    }()

    private func statement(_ sql: String, _ sets: [[SQLValue]], calls: Double = 1) -> Workload.Statement {
        Workload.Statement(sql: sql, parameters: sets, calls: calls, endpoints: ["GET /api/test"])
    }

    private let three: [[SQLValue]] = [[.integer(3)], [.integer(50)], [.integer(120)]]

    @Test func equality() throws {
        let advice = try advise(
            bookings(Self.rows), [statement("SELECT * FROM booking WHERE chef = ?", three, calls: 8)])
        let index = try #require(advice.indexes.first)
        #expect(advice.indexes.count == 1)
        #expect(index.columns == ["chef"])
        #expect(index.name == "hone_booking_chef")
        #expect(index.createSQL == "CREATE INDEX \"hone_booking_chef\" ON \"booking\" (\"chef\")")
        #expect(index.bytes > 100_000)
        #expect(index.buildMilliseconds > 0)
        #expect(index.writes.microsecondsPerRow >= 0)
        #expect(index.mayReorder == [])
        let served = try #require(index.serves.first)
        #expect(served.planBefore == "SCAN booking")
        #expect(served.planAfter == "SEARCH booking USING INDEX hone_booking_chef (chef=?)")
        #expect(served.millisecondsAfter < served.millisecondsBefore)
        #expect(served.calls == 8)
        #expect(advice.endpoints.map(\.endpoint) == ["GET /api/test"])
        #expect(advice.endpoints[0].millisecondsAfter < advice.endpoints[0].millisecondsBefore)
        #expect(advice.gain > 0.5)
        #expect(try JSONDecoder().decode(IndexAdvice.self, from: JSONEncoder().encode(advice)) == advice)
    }

    @Test func equalityAndRange() throws {
        let advice = try advise(
            bookings(Self.rows, chefs: 10),
            [
                statement(
                    "SELECT count(*), sum(length(note)) FROM booking WHERE guest > ? AND chef = ?",
                    [[.integer(900), .integer(3)], [.integer(905), .integer(7)]])
            ])
        let index = try #require(advice.indexes.first)
        #expect(index.columns.prefix(2) == ["chef", "guest"])
    }

    @Test func orderAndLimit() throws {
        let advice = try advise(
            bookings(Self.rows), [statement("SELECT id, note FROM booking ORDER BY price, id LIMIT 10", [])])
        let index = try #require(advice.indexes.first)
        #expect(index.columns == ["price"])
        #expect(index.mayReorder == [])
    }

    @Test func filterThenOrder() throws {
        let advice = try advise(
            bookings(Self.rows, chefs: 100),
            [
                statement(
                    "SELECT * FROM booking WHERE chef = ? ORDER BY day DESC LIMIT 5", [[.integer(2)], [.integer(4)]])
            ])
        #expect(advice.indexes.map(\.columns) == [["chef", "day"]])
    }

    @Test func join() throws {
        let advice = try advise(
            bookings(Self.rows, chefs: 2000),
            [
                statement(
                    """
                    SELECT c.name, b.note FROM chef AS c JOIN booking AS b ON b.chef = c.id
                    WHERE c.id BETWEEN ? AND ?
                    """, [[.integer(3), .integer(8)], [.integer(900), .integer(905)]])
            ])
        #expect(advice.indexes.first?.table == "booking")
        #expect(advice.indexes.first?.columns.first == "chef")
    }

    @Test func adviseNothingWhereNothingHelps() throws {
        let existing =
            bookings(Self.rows) + "; CREATE INDEX mine ON booking (chef); CREATE TABLE tiny (a, b);"
            + "INSERT INTO tiny SELECT i, i FROM \(numbers(50))"
        let advice = try advise(
            existing,
            [
                statement("SELECT * FROM booking WHERE chef = ?", three),
                statement("SELECT * FROM booking WHERE id = ?", three),
                statement("SELECT * FROM tiny WHERE a = ?", three),
                statement("SELECT sum(length(note) + price + day + guest + chef + id) FROM booking", []),
            ])
        #expect(advice.indexes == [])
        #expect(advice.statements.count == 4)
        #expect(advice.millisecondsAfter == advice.millisecondsBefore)
    }

    @Test func rejectsWhatMatchesMostOfTheTable() throws {
        let advice = try advise(
            bookings(Self.rows)
                + "; ALTER TABLE booking ADD COLUMN state INTEGER DEFAULT 1; UPDATE booking SET state = 0 WHERE id < 30",
            [
                statement(
                    "SELECT sum(length(note)), count(guest), max(price) FROM booking WHERE state = ? AND day >= 0",
                    [[.integer(1)]])
            ])
        #expect(advice.indexes.allSatisfy { $0.columns != ["state"] })
        #expect(advice.rejected.contains { $0.columns == ["state"] })
    }

    @Test func flagsAnOrderThatChanges() throws {
        let advice = try advise(
            bookings(Self.rows),
            [
                statement("SELECT id, note FROM booking WHERE guest < ?", [[.integer(30)]]),
                statement("SELECT id, note FROM booking WHERE guest > ? LIMIT 3", [[.integer(995)]], calls: 0.001),
            ])
        let index = try #require(advice.indexes.first { $0.columns.first == "guest" })
        let flagged = Dictionary(uniqueKeysWithValues: index.mayReorder.map { ($0.sql, $0.kind) })
        #expect(flagged["SELECT id, note FROM booking WHERE guest < ?"] == .order)
        #expect(flagged["SELECT id, note FROM booking WHERE guest > ? LIMIT 3"] == .rows)
    }

    @Test func weighsWrites() throws {
        let insert = "INSERT INTO booking (chef, guest, day, price, note) VALUES (?, 1, 1, 1.0, 'x')"
        let advice = try advise(
            bookings(Self.rows),
            [
                statement("SELECT * FROM booking WHERE chef = ?", three, calls: 100),
                statement(insert, three, calls: 10),
                statement("UPDATE booking SET note = 'y' WHERE guest = ?", three, calls: 1),
                statement("INSERT INTO chef VALUES (?, 'again', 'x')", three, calls: 1),
            ])
        #expect(advice.indexes.contains { $0.columns == ["chef"] })
        #expect(advice.statements.filter(\.writes).count == 2)
        #expect(advice.skipped.count == 1)
        #expect(advice.skipped[0].reason.contains("in the copy already"))
    }

    @Test func worksOnOddNames() throws {
        let table = "the \"odd\" table (x=?)"
        let column = "a column, AND more"
        let advice = try advise(
            """
            CREATE TABLE \(quoted(table)) (\(quoted(column)) INTEGER, "select" TEXT, note TEXT);
            INSERT INTO \(quoted(table)) SELECT i % 3000, 'x' || i, 'a note that makes the row longer ' || i FROM \(numbers(Self.rows));
            CREATE TABLE hone_note (a)
            """,
            [statement("SELECT * FROM \(quoted(table)) WHERE \(quoted(column)) = :wanted", three)])
        let index = try #require(advice.indexes.first)
        #expect(index.table == table)
        #expect(index.columns.first == column)
        #expect(index.name.allSatisfy { $0.isLetter || $0 == "_" })
        let db = try Connection(path: ":memory:", mode: .create)
        try db.execute(
            "CREATE TABLE \(quoted(table)) (\(quoted(column)), \"select\", note); \(index.createSQL); \(index.dropSQL)")
    }

    @Test func skipsWhatItCannotExecuteAndSaysWhy() throws {
        let folder = try TestFolder()
        let cases: [(sql: String, sets: [[SQLValue]], words: String)] = [
            ("VACUUM", [], "neither a query nor a write"),
            ("VACUUM INTO '\(folder("written"))'", [], "neither a query nor a write"),
            ("REINDEX", [], "neither a query nor a write"),
            ("SELECT * FROM nowhere", [], "does not compile"),
            ("SELEC", [], "does not compile"),
            ("SELECT * FROM booking WHERE chef = ?", [], "no values were recorded"),
            ("SELECT * FROM booking WHERE chef = ? AND day = ?", [[.null]], "2 placeholders, and 1 values"),
            ("BEGIN", [], "neither a query nor a write"),
            ("PRAGMA user_version", [], "neither a query nor a write"),
            ("CREATE INDEX x ON booking (day)", [], "neither a query nor a write"),
            ("SELECT abs(-9223372036854775808)", [], "fails on a copy"),
        ]
        let advice = try advise(bookings(600), cases.map { statement($0.sql, $0.sets) })
        #expect(advice.skipped.map(\.sql) == cases.map(\.sql))
        for (skipped, expected) in zip(advice.skipped, cases) {
            #expect(skipped.reason.contains(expected.words), "\(skipped)")
        }
        #expect(advice.statements == [])
        #expect(advice.indexes == [])
        #expect(!FileManager.default.fileExists(atPath: folder("written")))
    }

    @Test func endsInTimeAndSaysWhatItDidNotTry() throws {
        var settings = Self.quick
        settings.maximumSeconds = 0
        let advice = try advise(
            bookings(Self.rows), [statement("SELECT * FROM booking WHERE chef = ?", three)], settings: settings)
        #expect(advice.indexes == [])
        #expect(advice.notes.contains { $0.contains("1 of 1 statements were not measured") })
    }

    @Test func interruptsAStatementThatNeverEnds() throws {
        var settings = Self.quick
        settings.statementLimit = 0.05
        let advice = try advise(
            bookings(2000),
            [statement("SELECT count(*) FROM booking a, booking b, booking c WHERE a.note < b.note || c.note", [])],
            settings: settings)
        #expect(advice.notes.contains { $0.contains("interrupted after") })
        #expect(advice.statements[0].millisecondsBefore == 50)
    }

    @Test func mixedDirections() throws {
        let advice = try advise(
            bookings(Self.rows),
            [statement("SELECT * FROM booking ORDER BY day DESC, guest LIMIT 5", [])])
        let index = try #require(advice.indexes.first)
        #expect(Array(index.columns.prefix(2)) == ["day", "guest"])
        #expect(index.descending == ["day"] || index.descending == ["guest"])
        #expect(advice.gain > 0.5)
    }

    @Test func partialWhereItServesAsWellAsAWiderOne() throws {
        let table = """
            CREATE TABLE job (id INTEGER PRIMARY KEY, state TEXT NOT NULL, due INTEGER NOT NULL, body TEXT NOT NULL);
            INSERT INTO job SELECT i, CASE WHEN i % 50 = 0 THEN 'open' ELSE 'done' END, (i * 7919) % 100000,
                'what is to be done, in so many words ' || i FROM \(numbers(Self.rows))
            """
        let advice = try advise(
            table, [statement("SELECT * FROM job WHERE state = 'open' ORDER BY due LIMIT 5", [], calls: 10)])
        let index = try #require(advice.indexes.first)
        #expect(index.columns == ["due"])
        #expect(index.filter == "\"state\" = 'open'")
        #expect(index.createSQL.hasSuffix("WHERE \"state\" = 'open'"))
        #expect(advice.gain > 0.5)
    }

    @Test func noPartialIndexForValuesThatUsersChoose() throws {
        let statements = (1...6).map {
            statement("SELECT id, note FROM booking WHERE chef = \($0) AND note > 'note 2'", [])
        }
        let advice = try advise(bookings(Self.rows), statements)
        #expect(!advice.indexes.isEmpty)
        #expect(advice.indexes.allSatisfy { $0.filter == nil })
    }

    @Test func saysWhatACallAndAnEndpointGainAndHowOftenItIsCalled() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(Self.rows))
        var served = statement("SELECT * FROM booking WHERE chef = ?", three, calls: 30)
        served.endpoints = ["GET /a", "GET /b"]
        let advice = try IndexAdvisor.advise(
            database: path, workload: Workload(statements: [served], minutes: 2), workFolder: folder("work"),
            settings: Self.quick)
        let index = try #require(advice.indexes.first)
        #expect(index.serves.map(\.callsPerMinute) == [15])
        #expect(abs(index.millisecondsSavedPerCall * 30 - index.millisecondsSaved) < 1e-6)
        #expect(index.endpoints.map(\.endpoint) == ["GET /a", "GET /b"])
        #expect(index.endpoints.allSatisfy { $0.millisecondsAfter < $0.millisecondsBefore })
    }

    @Test func proposesToDropWhatIsUnusedOrRedundant() throws {
        let advice = try advise(
            bookings(Self.rows) + """
                ; CREATE TABLE part (id INTEGER PRIMARY KEY, booking INTEGER REFERENCES booking (id), code TEXT, UNIQUE (code));
                INSERT INTO part SELECT i, i, 'code ' || i FROM \(numbers(1000));
                CREATE INDEX unused ON booking (price); CREATE INDEX used ON booking (chef);
                CREATE INDEX wide ON booking (guest, day); CREATE INDEX narrow ON booking (guest);
                CREATE INDEX other_order ON booking (guest COLLATE NOCASE);
                CREATE UNIQUE INDEX one_each ON booking (id, price); CREATE INDEX part_booking ON part (booking)
                """,
            [
                statement("SELECT * FROM booking WHERE chef = ?", three),
                statement("SELECT * FROM booking WHERE guest = ?", three),
                statement("INSERT INTO booking (chef, guest, day, price, note) VALUES (?, 1, 1, 1.0, 'x')", three),
            ])
        let reasons = Dictionary(uniqueKeysWithValues: advice.drops.map { ($0.name, $0.reason) })
        #expect(reasons["unused"] == .unused)
        #expect(reasons["other_order"] == .unused)
        #expect(reasons["narrow"] == .redundant(with: "wide"))
        #expect(Set(reasons.keys).isDisjoint(with: ["used", "wide", "one_each", "part_booking"]))
        let unused = try #require(advice.drops.first { $0.name == "unused" })
        #expect(unused.bytes > 100_000)
        #expect(unused.dropSQL == "DROP INDEX \"unused\"")
        #expect(unused.createSQL == "CREATE INDEX unused ON booking (price)")
        #expect(advice.millisecondsAfter <= advice.millisecondsBefore * 1.05)
    }

    @Test func keepsWhatAStatementNames() throws {
        let advice = try advise(
            bookings(Self.rows) + "; CREATE INDEX named ON booking (price); CREATE INDEX named_too ON booking (day)",
            [
                statement("SELECT count(*) FROM booking INDEXED BY named WHERE price > 3", []),
                statement("SELECT count(*) FROM booking INDEXED BY named_too WHERE day > ?", []),
            ])
        #expect(advice.drops == [])
        #expect(advice.skipped.count == 1)
    }

    @Test func joinsThatPayOnlyTogether() throws {
        let advice = try advise(
            bookings(Self.rows, chefs: 2000) + "; CREATE TABLE visit (booking INTEGER, shown INTEGER, note TEXT);"
                + "INSERT INTO visit SELECT i, i % 7, 'seen by somebody ' || i FROM \(numbers(Self.rows))",
            [
                statement(
                    """
                    SELECT count(*), max(visit.note) FROM chef JOIN booking ON booking.chef = chef.id
                    JOIN visit ON visit.booking = booking.id WHERE chef.city = ?
                    """, [[.text("city 3")], [.text("city 7")]])
            ])
        #expect(Set(advice.indexes.map(\.table)) == ["chef", "booking", "visit"])
        #expect(advice.millisecondsAfter < advice.millisecondsBefore)
        #expect(try JSONDecoder().decode(IndexAdvice.self, from: JSONEncoder().encode(advice)) == advice)
    }

    @Test func aCancelledTaskEndsAndLeavesNothing() async throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(600))
        let work = folder("work")
        let served = statement("SELECT * FROM booking WHERE chef = ?", three)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try IndexAdvisor.advise(
                database: path, workload: Workload(statements: [served]), workFolder: work, settings: Self.quick)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try FileManager.default.contentsOfDirectory(atPath: work) == [])
    }

    @Test func adviceBecomesAChangeThatIsTakenBack() throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(Self.rows))
        let before = try DatabaseFingerprint.of(path: path)
        let advice = try IndexAdvisor.advise(
            database: path,
            workload: Workload(statements: [statement("SELECT * FROM booking WHERE chef = ?", three)]),
            workFolder: folder("work"), settings: Self.quick)
        let change = try SafeChange.prepare(.indexes(advice.indexes), database: path, workFolder: folder("changes"))
        try change.swapIn()
        let plan = try QueryPlan.explain("SELECT * FROM booking WHERE chef = ?", path: path)
        #expect(plan.indexes == ["hone_booking_chef"])
        try change.undo()
        #expect(try DatabaseFingerprint.of(path: path) == before)
    }
}
