import HoneCore
import HoneMonitor

/// A request that a monitor's detectors are tried on, and what they are to find in it. The tests and the benchmark that
/// prints precision and recall have the same.
public struct DetectionCase: Sendable, CustomStringConvertible {
    /// What the request does, in words.
    public let name: String
    /// The detectors that are to find something, by their ids.
    public let finds: Set<String>
    private let steps: [Step]
    /// The time of the request beside its queries, ms.
    private let rest: Double

    private init(name: String, steps: [Step], rest: Double = 5, finds: Set<String> = []) {
        self.name = name
        self.steps = steps
        self.rest = rest
        self.finds = finds
    }

    /// Its name.
    public var description: String { name }

    /// What a statement of the request is, how long it takes, its values, and what passes before it.
    private struct Step: Sendable {
        var sql: String
        var milliseconds = 2.0
        var values: UInt64?
        var before = 0.1
        var place = 1
        var isBeside = false
    }

    /// What a monitor finds when a request does this, by the detectors' ids.
    public func found() -> Set<String> {
        let clock = ManualClock()
        let monitor = PerformanceMonitor(
            configuration: .init(lookEverySeconds: nil),
            clock: MonitorClock(nanoseconds: { clock.nanoseconds }, unixMilliseconds: { 0 }))
        var recording = monitor.begin(method: "GET", route: "/a")
        for step in steps {
            if !step.isBeside { clock.advance(by: .microseconds(Int((step.before + step.milliseconds) * 1_000))) }
            recording.trace?.observe(
                RanQuery(
                    sql: step.sql, nanoseconds: UInt64(step.milliseconds * 1e6),
                    place: SourcePlace(fileID: "App/Routes.swift", line: step.place), parameters: step.values))
        }
        clock.advance(by: .microseconds(Int(rest * 1_000)))
        monitor.end(&recording, status: 200, responseBytes: 1)
        return Set(monitor.findings().map(\.detector))
    }
}

extension DetectionCase {
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

    /// Requests in which something is to be found.
    public static let positives: [DetectionCase] = [
        DetectionCase(name: "a row by row behind a list", steps: [list] + loop(20), finds: ["n-plus-one"]),
        DetectionCase(
            name: "a row by row while the list is still being read",
            steps: loop(20) + changed([one("SELECT * FROM chef", 45, values: 1)]) { step, _ in step.isBeside = true },
            finds: ["n-plus-one"]),
        DetectionCase(name: "exactly as many calls as count", steps: [list] + loop(5), finds: ["n-plus-one"]),
        DetectionCase(
            name: "a row by row of a layer that tells no values",
            steps: [list] + changed(loop(8)) { step, _ in step.values = nil }, finds: ["n-plus-one"]),
        DetectionCase(
            name: "a slow row by row in a slow request", steps: [list] + loop(10, milliseconds: 5), rest: 1_000,
            finds: ["n-plus-one"]),
        DetectionCase(name: "two statements by turns", steps: [list] + rounds(6) { _ in 1 }, finds: ["m-n-plus-one"]),
        DetectionCase(
            name: "an inner loop of any length", steps: [list] + rounds(5) { $0 + 1 }, finds: ["m-n-plus-one"]),
        DetectionCase(
            name: "the same with the same values", steps: [list, one(user, values: 7), one(user, values: 7)],
            finds: ["duplicate-query"]),
        DetectionCase(name: "a statement of 100 ms", steps: [one("SELECT slow", 100)], finds: ["slow-query"]),
        DetectionCase(
            name: "three that need nothing of each other", steps: each(tables, 60), finds: ["consecutive-queries"]),
        DetectionCase(
            name: "three of the same values", steps: each(keyed, 60) { _ in 9 }, finds: ["consecutive-queries"]),
        DetectionCase(
            name: "three of the same values, each with a text of its own",
            steps: each(keyed, 60) { UInt64($0 + 1) << 32 | 9 }, finds: ["consecutive-queries"]),
        DetectionCase(
            name: "three with values that a query before them had",
            steps: [one(user, values: 1 << 32 | 9), one(user, values: 1 << 32 | 8)]
                + each(keyed, 60) { UInt64($0 + 2) << 32 | ($0 == 1 ? 8 : 9) }, finds: ["consecutive-queries"]),
        DetectionCase(
            name: "three that take only constants", steps: each(keyed, 60) { UInt64($0 + 1) << 32 },
            finds: ["consecutive-queries"]),
    ]

    /// Requests that look like it and in which nothing is wrong.
    public static let decoys: [DetectionCase] = [
        DetectionCase(name: "nothing", steps: []),
        DetectionCase(
            name: "a loop of different queries",
            steps: [list] + each((0..<20).map { "SELECT c\($0) FROM t WHERE id = ?" }) { UInt64($0 + 1) }),
        DetectionCase(name: "a batch of five genuine point reads", steps: loop(5)),
        DetectionCase(name: "five point reads of five tables", steps: each(keyed + tables) { UInt64($0 + 1) }),
        DetectionCase(
            name: "the same statement at five places",
            steps: [list] + changed(loop(5)) { step, index in step.place = index + 1 }),
        DetectionCase(
            name: "point reads side by side", steps: [list] + changed(loop(8)) { step, _ in step.isBeside = true }),
        DetectionCase(name: "four of a row by row", steps: [list] + loop(4)),
        DetectionCase(
            name: "a row by row that costs next to nothing", steps: [list] + loop(20, milliseconds: 0.1), rest: 100),
        DetectionCase(
            name: "writes one by one",
            steps: [list] + changed(loop(20)) { step, _ in step.sql = "INSERT INTO line VALUES (?)" }),
        DetectionCase(name: "the same with other values", steps: [list, one(user, values: 7), one(user, values: 8)]),
        DetectionCase(
            name: "the same again after a write",
            steps: [list, one(user, values: 7), one("UPDATE user SET a = ?", values: 1), one(user, values: 7)]),
        DetectionCase(name: "the same of a layer that tells no values", steps: [list, one(user), one(user)]),
        DetectionCase(name: "a statement of 99.9 ms", steps: [one("SELECT slow", 99.9)]),
        DetectionCase(
            name: "three that take what the one before found", steps: each(keyed, 60) { UInt64($0 + 1) }),
        DetectionCase(
            name: "two of the same values and two of what they found",
            steps: each(keyed + ["SELECT * FROM d WHERE id = ?"], 60) { UInt64($0 < 2 ? 7 : 8) }),
        DetectionCase(
            name: "a loop of different slow queries",
            steps: [list] + each((0..<20).map { "SELECT c\($0) FROM t WHERE id = ?" }, 60) { UInt64($0 + 2) }),
        DetectionCase(
            name: "a batch of five genuine slow point reads", steps: loop(5, milliseconds: 60)),
        DetectionCase(
            name: "three of the same values around writes",
            steps: each(keyed, 60) { _ in 9 }.flatMap { [$0, one("UPDATE user SET a = ?", values: 9)] }),
        DetectionCase(name: "three of a layer that tells no values", steps: each(keyed, 60)),
        DetectionCase(
            name: "three that run side by side",
            steps: changed(each(tables, 60)) { step, _ in step.isBeside = true }),
        DetectionCase(name: "three of which little can be saved", steps: each(tables, 20)),
        DetectionCase(name: "two that are slow", steps: each(["SELECT * FROM a", "SELECT * FROM b"], 99)),
    ]
}
