import HoneCore
import HoneTesting
import Testing

@testable import HoneMonitor

/// What the detectors find in a request, and what they leave alone.
struct LiveDetectionTests {
    /// Something that a request does: a statement, how long it takes, its values, and what passes before it.
    struct Step: Sendable {
        var sql: String
        var milliseconds = 2.0
        var values: UInt64?
        var before = 0.1
        var place = 1
        var isBeside = false
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var steps: [Step]
        /// The time of the rest of the request, ms.
        var rest = 5.0
        var finds: Set<String> = []
        var testDescription: String { name }
    }

    private static let list = Step(sql: "SELECT * FROM chef", values: 1)

    private static func one(_ sql: String, _ milliseconds: Double = 2, values: UInt64? = nil) -> Step {
        Step(sql: sql, milliseconds: milliseconds, values: values)
    }

    /// A row by row: each time with other values.
    private static func loop(_ count: Int, milliseconds: Double = 2) -> [Step] {
        var steps: [Step] = []
        for index in 0..<count {
            steps.append(one("SELECT * FROM cuisine WHERE id = ?", milliseconds, values: UInt64(100 + index)))
        }
        return steps
    }

    /// A statement and an inner loop of a length of its own, again and again.
    private static func rounds(_ count: Int, inner: (Int) -> Int) -> [Step] {
        var steps: [Step] = []
        for round in 0..<count {
            steps.append(one("SELECT a WHERE id = ?", values: UInt64(round + 1)))
            for index in 0..<inner(round) {
                steps.append(one("SELECT b WHERE id = ?", values: UInt64(100 + round * 10 + index)))
            }
        }
        return steps
    }

    /// Different statements, one for each text.
    private static func each(
        _ texts: [String], _ milliseconds: Double = 2, values: (Int) -> UInt64? = { _ in nil }
    ) -> [Step] {
        texts.enumerated().map { index, text in one(text, milliseconds, values: values(index)) }
    }

    private static let tables = ["SELECT * FROM a", "SELECT * FROM b", "SELECT * FROM c"]
    private static let keyed = tables.map { $0 + " WHERE id = ?" }
    private static let user = "SELECT user WHERE id = ?"

    private static func changed(_ steps: [Step], _ change: (inout Step, Int) -> Void) -> [Step] {
        var steps = steps
        for index in steps.indices { change(&steps[index], index) }
        return steps
    }

    static let positives: [Case] = [
        Case(name: "a row by row behind a list", steps: [list] + loop(20), finds: ["n-plus-one"]),
        Case(name: "exactly as many calls as count", steps: [list] + loop(5), finds: ["n-plus-one"]),
        Case(
            name: "a row by row of a layer that tells no values",
            steps: [list] + changed(loop(8)) { step, _ in step.values = nil }, finds: ["n-plus-one"]),
        Case(
            name: "a slow row by row in a slow request", steps: [list] + loop(10, milliseconds: 5), rest: 1_000,
            finds: ["n-plus-one"]),
        Case(name: "two statements by turns", steps: [list] + rounds(6) { _ in 1 }, finds: ["m-n-plus-one"]),
        Case(name: "an inner loop of any length", steps: [list] + rounds(5) { $0 + 1 }, finds: ["m-n-plus-one"]),
        Case(
            name: "the same with the same values", steps: [list, one(user, values: 7), one(user, values: 7)],
            finds: ["duplicate-query"]),
        Case(name: "a statement of 100 ms", steps: [one("SELECT slow", 100)], finds: ["slow-query"]),
        Case(name: "three that need nothing of each other", steps: each(tables, 60), finds: ["consecutive-queries"]),
        Case(name: "three of the same values", steps: each(keyed, 60) { _ in 9 }, finds: ["consecutive-queries"]),
    ]

    static let decoys: [Case] = [
        Case(name: "nothing", steps: []),
        Case(
            name: "a loop of different queries",
            steps: [list] + each((0..<20).map { "SELECT c\($0) FROM t WHERE id = ?" }) { UInt64($0 + 1) }),
        Case(name: "a batch of five genuine point reads", steps: loop(5)),
        Case(name: "five point reads of five tables", steps: each(keyed + tables) { UInt64($0 + 1) }),
        Case(
            name: "the same statement at five places",
            steps: [list] + changed(loop(5)) { step, index in step.place = index + 1 }),
        Case(
            name: "point reads side by side", steps: [list] + changed(loop(8)) { step, _ in step.isBeside = true }),
        Case(name: "four of a row by row", steps: [list] + loop(4)),
        Case(name: "a row by row that costs next to nothing", steps: [list] + loop(20, milliseconds: 0.1), rest: 100),
        Case(
            name: "writes one by one",
            steps: [list] + changed(loop(20)) { step, _ in step.sql = "INSERT INTO line VALUES (?)" }),
        Case(name: "the same with other values", steps: [list, one(user, values: 7), one(user, values: 8)]),
        Case(
            name: "the same again after a write",
            steps: [list, one(user, values: 7), one("UPDATE user SET a = ?", values: 1), one(user, values: 7)]),
        Case(name: "the same of a layer that tells no values", steps: [list, one(user), one(user)]),
        Case(name: "a statement of 99.9 ms", steps: [one("SELECT slow", 99.9)]),
        Case(
            name: "three that take what the one before found", steps: each(keyed, 60) { UInt64($0 + 1) }),
        Case(
            name: "three that run side by side",
            steps: changed(each(tables, 60)) { step, _ in step.isBeside = true }),
        Case(name: "three of which little can be saved", steps: each(tables, 20)),
        Case(name: "two that are slow", steps: each(["SELECT * FROM a", "SELECT * FROM b"], 99)),
    ]

    /// Runs a case's steps in a request of a monitor.
    static func found(_ some: Case) -> Set<String> {
        let clock = ManualClock()
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil), clock: clocks(clock))
        var recording = monitor.begin(method: "GET", route: "/a")
        for step in some.steps {
            if !step.isBeside { clock.advance(by: .microseconds(Int((step.before + step.milliseconds) * 1_000))) }
            recording.trace?.observe(
                RanQuery(
                    sql: step.sql, nanoseconds: UInt64(step.milliseconds * 1e6),
                    place: SourcePlace(fileID: "App/Routes.swift", line: step.place), parameters: step.values))
        }
        clock.advance(by: .microseconds(Int(some.rest * 1_000)))
        monitor.end(&recording, status: 200, responseBytes: 1)
        return Set(monitor.findings().map(\.detector))
    }

    @Test(arguments: positives)
    func finds(some: Case) {
        #expect(Self.found(some) == some.finds)
    }

    @Test(arguments: decoys)
    func leavesAlone(some: Case) {
        #expect(Self.found(some) == [])
    }

    @Test func saysWhatWhereAndHowMuch() throws {
        let clock = ManualClock()
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil), clock: clocks(clock))
        var recording = monitor.begin(method: "GET", route: "/chefs", requestID: "shown")
        for index in 0..<9 {
            clock.advance(by: .milliseconds(10))
            recording.trace?.observe(
                RanQuery(
                    sql: index == 0 ? "SELECT list" : "SELECT one", nanoseconds: 10_000_000,
                    place: SourcePlace(fileID: "App/Chefs.swift", line: 12)))
        }
        clock.advance(by: .milliseconds(10))
        monitor.end(&recording, status: 200, responseBytes: 1)
        let finding = try #require(monitor.findings().first)
        #expect(finding.title == "N+1: one statement runs 8 times in a request")
        #expect(finding.location == "GET /chefs" && finding.place == "App/Chefs.swift:12")
        #expect(finding.detail == "80 ms of 100 ms: SELECT one")
        #expect(finding.severity == .high && finding.requestID == "shown")
    }

    @Test func nothingIsLookedForWhenSwitchedOff() {
        let clock = ManualClock()
        let monitor = PerformanceMonitor(
            configuration: .init(detectors: .off, lookEverySeconds: nil), clock: clocks(clock))
        var recording = monitor.begin(method: "GET", route: "/a")
        recording.trace?.recordQuery(sql: "SELECT slow", nanoseconds: 5_000_000_000)
        monitor.end(&recording, status: 200, responseBytes: 10_000_000)
        monitor.recordEventLoopLag(nanoseconds: 1_000_000_000)
        monitor.look()
        #expect(monitor.findings().isEmpty)
    }
}
