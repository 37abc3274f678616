import ArgumentParser
import Foundation
import HoneAgent
import HoneLoad

/// What traffic is sent: a URL or a scenario, and the flags that change it.
struct TrafficOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp("A URL, or a scenario file; without, the GET endpoints of hone.yaml by their weights."))
    var target: String?

    @Option(name: .long, help: ArgumentHelp("The target's description, when there is no target.", valueName: "path"))
    var file = "hone.yaml"

    @Option(
        name: .long, help: ArgumentHelp("Users at once, each of whom waits for its answers (10).", valueName: "number"))
    var users: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Arrivals per second instead, whether or not earlier ones were answered.", valueName: "number"))
    var rate: Double?

    @Flag(name: .long, help: "With --rate: random gaps (a Poisson process) instead of even ones.")
    var poisson = false

    @Option(
        name: .long, help: ArgumentHelp("With --rate: connections there may be at most (1000).", valueName: "number"))
    var maxUsers: Int?

    @Option(name: .long, help: ArgumentHelp("How long: 30s, 2min, or seconds (10s).", valueName: "time"))
    var duration: Seconds?

    @Option(name: .long, help: ArgumentHelp("In which the users start, or the rate is reached.", valueName: "time"))
    var ramp: Seconds?

    @Option(name: .long, help: ArgumentHelp("Traffic before the recording starts.", valueName: "time"))
    var warmUp: Seconds?

    @Option(
        name: .long,
        help: ArgumentHelp("Between an answer and the user's next request: 500ms, or 200ms-1s.", valueName: "time"))
    var thinkTime: SecondsRange?

    @Option(name: .long, help: ArgumentHelp("Until a request counts as timed out (30s).", valueName: "time"))
    var timeout: Seconds?

    @Option(name: .long, help: ArgumentHelp("Fixes every random choice.", valueName: "number"))
    var seed: UInt64?

    @Option(name: [.customShort("X"), .long], help: ArgumentHelp("Of a URL: the request method.", valueName: "method"))
    var method: String?

    @Option(
        name: [.customShort("H"), .long],
        help: ArgumentHelp("Sent with every request; repeatable.", valueName: "name: value"))
    var header: [String] = []

    @Option(name: [.customShort("d"), .long], help: ArgumentHelp("Of a URL: the request body.", valueName: "text"))
    var body: String?

    @Option(
        name: .long, help: ArgumentHelp("HTTP version: 1.1, 2, or auto (what TLS agrees on).", valueName: "version"))
    var http: String?

    @Flag(name: .long, help: "Make a connection for every request.")
    var noKeepAlive = false

    @Option(name: .long, help: ArgumentHelp("Connect to a Unix domain socket.", valueName: "path"))
    var unixSocket: String?

    @Flag(name: .long, help: "Accept a certificate that no authority vouches for.")
    var insecure = false

    @Option(
        name: .customLong("ca"), help: ArgumentHelp("Trust the authorities in this PEM file too.", valueName: "path"))
    var authorities: String?

    @Flag(name: .long, help: "Send load to an address that is not of this machine.")
    var allowRemote = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What must hold, such as 'p95 < 150ms' or 'GET /x: error_rate < 1%'; repeatable.", valueName: "threshold"))
    var threshold: [String] = []

    /// Whether the target is a URL, and not a file.
    private var isURL: Bool { target?.contains("://") ?? false }

    func validate() throws {
        guard users == nil || rate == nil else {
            throw ValidationError("Give --users (a closed model) or --rate (an open one), not both.")
        }
        guard !poisson || rate != nil else {
            throw ValidationError("--poisson says how the arrivals of --rate come: add it.")
        }
        guard maxUsers == nil || users == nil else {
            throw ValidationError("--max-users is of --rate; with --users there are as many as that says.")
        }
        guard isURL || (method == nil && body == nil) else {
            throw ValidationError(
                "--method and --body are of a URL; the requests of \(target ?? file) stand in that file.")
        }
    }

    /// The scenario as the file and the flags say, checked.
    func scenario() throws -> Scenario {
        var problem: (any Error)?
        func adjusted(_ scenario: inout Scenario) {
            do { try adjust(&scenario) } catch { problem = error }
        }
        var scenario: Scenario
        if let target, isURL {
            scenario = try ofURL(target)
        } else if let target {
            guard FileManager.default.fileExists(atPath: target) else {
                throw ValidationError(
                    "There is no scenario file '\(target)'; write a URL with its scheme, such as "
                        + "http://127.0.0.1:8000/, or the path of a file.")
            }
            scenario = try Scenario(contentsOf: target, adjusting: adjusted)
            if let problem { throw problem }
            return scenario
        } else {
            scenario = try Workspace(file: file).target.readingScenario(users: 10, seconds: 10, seed: 1)
        }
        try adjust(&scenario)
        try scenario.validate()
        return scenario
    }

    private func ofURL(_ text: String) throws -> Scenario {
        let url = try ParsedURL(text, field: "URL")
        let task = Scenario.Task(method?.uppercased() ?? (body == nil ? "GET" : "POST"), url.path, body: body)
        return Scenario(target: url.origin.url, tasks: [task])
    }

    private func adjust(_ scenario: inout Scenario) throws {
        try adjustLoad(&scenario.load)
        if let warmUp { scenario.warmUp = warmUp.value }
        if let thinkTime {
            for index in scenario.classes.indices {
                scenario.classes[index].thinkTime =
                    thinkTime.low == thinkTime.high
                    ? .constant(seconds: thinkTime.low) : .uniform(from: thinkTime.low, to: thinkTime.high)
            }
        }
        if let timeout { scenario.timeout = timeout.value }
        if let seed { scenario.seed = seed }
        if let http {
            guard let version = Scenario.Transport.Version(rawValue: http) else {
                throw ValidationError("--http is 1.1, 2 or auto.")
            }
            scenario.transport.version = version
        }
        if noKeepAlive { scenario.transport.keepAlive = false }
        if let unixSocket { scenario.transport.unixSocket = unixSocket }
        if insecure { scenario.transport.insecure = true }
        if let authorities { scenario.transport.authorities = authorities }
        if allowRemote { scenario.allowRemote = true }
        let headers = try header.map(parsedHeader)
        for index in scenario.classes.indices {
            let names = Set(headers.map { $0.name.lowercased() })
            scenario.classes[index].headers.removeAll { names.contains($0.name.lowercased()) }
            scenario.classes[index].headers += headers
        }
        do {
            scenario.thresholds += try threshold.map { try LoadThreshold(parsing: $0) }
        } catch {
            throw ValidationError("--threshold: \(error)")
        }
    }

    private func parsedHeader(_ text: String) throws -> Scenario.Header {
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else {
            throw ValidationError("--header '\(text)' has no colon; write for example 'Accept: application/json'.")
        }
        let value = text[text.index(after: colon)...].drop { $0 == " " }
        return Scenario.Header(String(text[..<colon]), String(value))
    }

    private func adjustLoad(_ load: inout Scenario.Load) throws {
        if let level = users.map(Double.init) ?? rate {
            let length = duration?.value ?? load.stages.reduce(0) { $0 + $1.hold }
            load = Scenario.Load(
                rate == nil ? .closed : poisson ? .poisson : .open,
                stages: [.init(level, ramp: ramp?.value ?? 0, hold: length > 0 ? length : 10)],
                mostUsers: maxUsers ?? (load.isOpen ? load.mostUsers : 1_000))
        } else if duration != nil || ramp != nil {
            guard load.stages.count == 1 else {
                throw ValidationError("The scenario has stages of its own; give --users or --rate with a new length.")
            }
            if let duration { load.stages[0].hold = duration.value }
            if let ramp { load.stages[0].ramp = ramp.value }
        }
        if let maxUsers { load.mostUsers = maxUsers }
    }
}
