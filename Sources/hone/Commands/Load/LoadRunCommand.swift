import ArgumentParser
import Foundation
import HoneAgent
import HoneLive
import HoneLoad
import HoneReport

struct LoadRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a URL or a scenario (the default of `hone load`).",
        discussion: """
            Ctrl-C ends the run and reports what there is; a second one ends it at once.

            Exit status: 0 every threshold is met, 1 one is not, 2 wrong use, 3 no answer at all, 6 the generator could
            not keep up and the figures say nothing, 130 interrupted. Of --find-capacity: 1 a threshold breaks at the
            lowest level there is, 6 the generator could not keep up, 130 interrupted, 0 otherwise.

            Examples:
              hone load http://127.0.0.1:8000/api/products --users 200 --duration 30s
              hone load http://127.0.0.1:8000/ --rate 500 --duration 1min --threshold 'p99 < 200ms'
              hone load https://127.0.0.1:8443/ --http 2 --insecure --json
              hone load scenario.yaml --threshold 'error_rate < 0.1%' --abort-on-fail --junit thresholds.xml
              hone load scenario.yaml --find-capacity --most 2000
              hone load scenario.yaml --web
              hone load scenario.yaml --shard 3/8 --start-at 2026-11-22T15:00:00Z --save shard-3.json
            """)

    @OptionGroup(title: "Traffic") var traffic: TrafficOptions
    @OptionGroup(title: "Capacity") var capacity: CapacityOptions
    @OptionGroup(title: "Results") var outputs: LoadOutputs

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

    @Option(
        name: .long,
        help: ArgumentHelp("Write the intervals as an HdrHistogram log while the run goes on.", valueName: "path"))
    var hdrLog: String?

    @Flag(name: .long, help: "Serve a page on loopback with live charts and controls, until Ctrl-C.")
    var web = false

    @Option(name: .long, help: ArgumentHelp("The page's port; 0 takes a free one (8089).", valueName: "number"))
    var webPort: Int?

    @Flag(name: .long, help: "Show nothing while the run goes on.")
    var quiet = false

    func validate() throws {
        guard [web, capacity.isAsked, hdrLog != nil].filter(\.self).count <= 1 else {
            throw ValidationError("Give one of --web, --find-capacity and --hdr-log at a time.")
        }
        guard !web || (shard == nil && startAt == nil) else {
            throw ValidationError("--web starts runs when its page says so; leave --shard and --start-at out.")
        }
        guard web || webPort == nil else { throw ValidationError("--web-port is of --web: add it.") }
        guard !capacity.isAsked || withoutMeaningInASearch.isEmpty else {
            throw ValidationError(
                "--find-capacity makes many runs, each as long as --level-duration says, and prints what they came to "
                    + "(as JSON with --json). It has no use for \(withoutMeaningInASearch.joined(separator: ", ")); "
                    + "leave that out.")
        }
    }

    /// The flags given that belong to a single run.
    private var withoutMeaningInASearch: [String] {
        outputs.fileFlags
            + [
                ("--shard", shard != nil), ("--start-at", startAt != nil), ("--abort-on-fail", abortOnFail),
                ("--duration", traffic.duration != nil), ("--ramp", traffic.ramp != nil),
                ("--warm-up", traffic.warmUp != nil),
            ].filter(\.1).map(\.0)
    }

    func run() async throws {
        let scenario = try traffic.scenario()
        if capacity.isAsked { return try await findCapacity(scenario) }
        if web { return try await serve(scenario) }
        let driver = try Driver(
            scenario: scenario, loops: loops, shard: try parsedShard(), limits: limits)
        let start = try parsedStart()
        let log = try hdrLog.map {
            try HdrLogWriter(path: $0, startedAt: (start ?? Date().timeIntervalSince1970) + scenario.warmUp)
        }
        let console = quiet ? nil : LiveConsole(scenario: scenario)
        let failure = FirstError()
        let result = try await driver.run(startAt: start) { progress in
            console?.show(progress)
            failure.note { try log?.write(progress) }
        }
        console?.end()
        try outputs.write(result)
        try failure.rethrow()
        try result.end()
    }

    private var limits: Driver.Limits { .init(abortsOnThreshold: abortOnFail) }

    private func findCapacity(_ scenario: Scenario) async throws {
        let found = try await HoneLoad.findCapacity(
            scenario: scenario, plan: capacity.plan,
            onMeasurement: { measurement in
                guard !quiet else { return }
                let held = measurement.isInvalid ? "invalid" : measurement.isPassed ? "held" : "broke"
                Console.error("\(measurement.level): \(held), \(Int(measurement.requestsPerSecond)) requests/s")
            },
            run: { scenario in
                let result = try await Driver(scenario: scenario, loops: loops, limits: .init(errorShare: 0.5)).run()
                return result
            })
        if outputs.json { try Console.json(found) } else { print(Console.renderer.capacity(found)) }
        try found.end()
    }

    private func serve(_ scenario: Scenario) async throws {
        let (loops, limits) = (loops, limits)
        let session = LiveSession(scenario: scenario) { control, onProgress in
            try await Driver(scenario: scenario, loops: loops, limits: limits)
                .run(control: control, onProgress: onProgress)
        }
        try session.start()
        try await LiveServer(session: session, port: webPort ?? 8_089).run { url in
            Console.error("Watch and steer the run at \(url); Ctrl-C ends it.")
        }
        guard let result = session.lastResult else { throw Ended(status: .interrupted) }
        try outputs.write(result)
        if result.ending != .cancelled { try result.end() }
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
