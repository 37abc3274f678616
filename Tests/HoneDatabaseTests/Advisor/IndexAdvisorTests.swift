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
        let cases: [(sql: String, sets: [[SQLValue]], words: String)] = [
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
    }

    @Test func endsInTimeAndSaysWhatItDidNotTry() throws {
        var settings = Self.quick
        settings.maximumSeconds = 0
        let advice = try advise(
            bookings(Self.rows), [statement("SELECT * FROM booking WHERE chef = ?", three)], settings: settings)
        #expect(advice.indexes == [])
        #expect(advice.notes.contains { $0.contains("were not tried") })
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
