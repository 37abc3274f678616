import HoneLoad
import HoneTesting

/// What describing users costs: nine weighted tasks with three checks each and think time, beside the plain GET.
///
/// Users who think are idle most of the time, so a comparison with 50 connections that never pause needs more of them.
/// 500 users think for as long as makes them offer the rate that the 50 reach: then the kernel hands over about as many
/// answers at a time, which is most of what a request costs. The same users with the plain GET show which part is the
/// think time's.
struct ReferenceScenarioSection: Section {
    let name = "scenario"
    let title =
        "nine weighted tasks with checks and think time, against the plain GET, \(plainBytes) bytes of JSON each"

    static let users = 500
    static let share = 1.0
    /// The reference scenario's weights, by what users of the booking platform ask for.
    static let tasks: [(name: String, weight: Double)] = [
        ("products", 5), ("chefs", 3), ("reviews", 2), ("search", 3), ("bookings", 2), ("dashboard", 2),
        ("profile", 1), ("explore", 2), ("health", 1),
    ]

    func run(_ options: Options) async throws -> SectionReport {
        let server = try await NginxServer.start(
            .init(
                files: Dictionary(uniqueKeysWithValues: Self.tasks.map { ("/api/\($0.name).json", Self.body($0.name)) })
            ))
        defer { server.stop() }
        let path = "/api/\(Self.tasks[0].name).json"
        let plain = Hone(name: "plain", scenario: .plain(server.url, path: path, seconds: options.seconds))
        // The rate that 50 connections reach here; thrown away otherwise.
        let reached = try plain.measure().requestsPerSecond
        let think = Double(Self.users) / (Self.share * reached)
        let thinkTime = Scenario.ThinkTime.uniform(from: 0, to: 2 * think)
        var paused = plain
        paused.name = "plain, thinking"
        paused.scenario.load = .users(Self.users, duration: Double(options.seconds))
        paused.scenario.classes[0].thinkTime = thinkTime
        var nine = paused
        nine.name = "nine tasks"
        nine.scenario.classes[0].tasks = Self.scenarioTasks
        var restless = nine
        restless.name = "nine, no think"
        restless.scenario.load = plain.scenario.load
        restless.scenario.classes[0].thinkTime = .none
        let locust = Locust(
            name: "locust, nine", url: server.url, seconds: options.seconds,
            tasks: Self.tasks.map { "\($0.name):\(Int($0.weight))" }.joined(separator: ","))
        let series = try alternate([plain, nine, paused, restless, locust], rounds: options.rounds)
        let costs = series.map(\.microsecondsPerRequest)
        return SectionReport(
            figures: [
                Figure(
                    "nine tasks, checks, think time against plain GET", costs[1] / costs[0], "×", bar: 1.5, goal: 1.2),
                Figure("nine tasks and checks alone (both think)", costs[1] / costs[2], "×"),
                Figure("think time alone (both plain)", costs[2] / costs[0], "×"),
                Figure("nine tasks and checks, nobody thinks, against the plain GET", costs[3] / costs[0], "×"),
                Figure("the same against Locust running the same", costs[3] / costs[4], "×", bar: 0.05),
                Figure("rate of the nine tasks against the plain GET's", series[1].requestsPerSecond / reached, "×"),
            ], series: series)
    }

    static var scenarioTasks: [Scenario.Task] {
        tasks.map { task in
            Scenario.Task(
                "GET", "/api/\(task.name).json", weight: task.weight,
                checks: [
                    .status([200...200]), .value(.json("/name"), .equal(task.name)),
                    .value(.header("Content-Type"), .contains("application/json")),
                ])
        }
    }

    /// An answer of the plain GET's size. The value that is checked stands in the middle, as no application puts it
    /// first to please its tests.
    static func body(_ name: String) -> [UInt8] {
        let start = #"{"count":20,"items":[{"id":1,"title":""#
        let end = #""}],"name":"\#(name)","page":1}"#
        let filling = String(repeating: "x", count: plainBytes - start.utf8.count - end.utf8.count)
        return Array((start + filling + end).utf8)
    }
}
