import ArgumentParser
import Foundation
import HoneAgent
import HoneLoad
import HoneReport

struct LoadRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a URL or a scenario (the default of `hone load`).",
        discussion: """
            Ctrl-C ends the run and reports what there is; a second one ends it at once.

            Exit status: 0 every threshold is met, 1 one is not, 2 wrong use, 3 no answer at all, 6 the generator could
            not keep up and the figures say nothing, 130 interrupted.

            Examples:
              hone load http://127.0.0.1:8000/api/products --users 200 --duration 30s
              hone load http://127.0.0.1:8000/ --rate 500 --duration 1min --threshold 'p99 < 200ms'
              hone load https://127.0.0.1:8443/ --http 2 --insecure --json
              hone load scenario.yaml --threshold 'error_rate < 0.1%' --abort-on-fail --junit thresholds.xml
              hone load scenario.yaml --shard 3/8 --start-at 2026-11-22T15:00:00Z --save shard-3.json
            """)

    @OptionGroup(title: "Traffic") var traffic: TrafficOptions

    @Option(name: .long, help: ArgumentHelp("Event loops, a thread each.", valueName: "number"))
    var loops = 1

    @Flag(name: .long, help: "End the run as soon as a threshold is not met.")
    var abortOnFail = false

    @Option(name: .long, help: ArgumentHelp("Run a part of the scenario, such as 3/8.", valueName: "part/parts"))
    var shard: String?

    @Option(
        name: .long,
        help: ArgumentHelp("When to start: an ISO 8601 time, or seconds since 1970.", valueName: "time"))
    var startAt: String?

    @Flag(name: .long, help: "Print the result as JSON on standard output.")
    var json = false

    func run() async throws {
        let scenario = try traffic.scenario()
        let driver = try Driver(
            scenario: scenario, loops: loops, shard: try parsedShard(),
            limits: .init(abortsOnThreshold: abortOnFail))
        let result = try await driver.run(startAt: try parsedStart()) { progress in
            Console.observer(
                .init(
                    "load",
                    "\(progress.point.users) users, \(progress.point.requests) requests/s, \(progress.point.failures) failed",
                    fraction: min(0.99, progress.elapsed / progress.whole)))
        }
        Console.endProgress()
        if json { try Console.json(result) } else { print(Console.renderer.load(result)) }
        try end(result, scenario)
    }

    private func end(_ result: LoadResult, _ scenario: Scenario) throws {
        if result.ending == .cancelled { throw Ended(status: .interrupted) }
        if result.total.successes == 0 {
            throw AgentError(
                .unreachable, "No request succeeded.", remedy: "Check that \(scenario.target) is up, and the path.")
        }
        if result.isInvalid { throw Ended(status: .inconclusive) }
        if !result.isPassed { throw Ended(status: .notMet) }
    }

    private func parsedShard() throws -> Shard {
        guard let shard else { return .whole }
        guard let parsed = Shard(shard) else {
            throw ValidationError("--shard is a part and how many there are, such as 3/8; '\(shard)' is not.")
        }
        return parsed
    }

    private func parsedStart() throws -> Double? {
        guard let startAt else { return nil }
        let time = Double(startAt) ?? ISO8601DateFormatter().date(from: startAt)?.timeIntervalSince1970
        guard let time else {
            throw ValidationError(
                "--start-at is a time such as 2026-11-22T15:00:00Z, or seconds since 1970; '\(startAt)' is neither.")
        }
        guard time > Date().timeIntervalSince1970 else {
            throw ValidationError("--start-at \(startAt) is over. Give a time in the future, the same to every shard.")
        }
        return time
    }
}
