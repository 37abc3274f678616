import ArgumentParser
import Foundation
import HoneAgent
import HoneLoad
import HoneReport

struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Puts users on a running application and says how it answered them.",
        discussion: """
            With an address, that one URL is asked for; without, the GET endpoints of hone.yaml are, by their weights.

            Examples:
              hone load http://127.0.0.1:8000/api/products --users 50 --duration 10
              hone load --users 200 --think-time 0.2-1
              hone load http://127.0.0.1:8000/ --json
            """)

    @Argument(help: "The URL that users ask for.")
    var url: String?

    @Option(name: .long, help: ArgumentHelp("The target's description, when no URL is given.", valueName: "path"))
    var file = "hone.yaml"

    @Option(name: .long, help: "Users at once.")
    var users = 10

    @Option(name: .long, help: ArgumentHelp("Seconds that are recorded.", valueName: "seconds"))
    var duration = 10.0

    @Option(
        name: .long,
        help: ArgumentHelp("Seconds between two requests of a user: one number, or low-high.", valueName: "seconds"))
    var thinkTime: String?

    @Option(name: .long, help: ArgumentHelp("Seconds in which the users start.", valueName: "seconds"))
    var ramp = 0.0

    @Option(name: .long, help: ArgumentHelp("Fixes every random choice.", valueName: "number"))
    var seed: UInt64 = 1

    @Flag(name: .long, help: "Accept a certificate that no authority vouches for.")
    var insecure = false

    @Flag(name: .long, help: "Send load to an address that is not of this machine.")
    var allowRemote = false

    @Flag(name: .long, help: "Print the result as JSON on standard output.")
    var json = false

    func run() async throws {
        var scenario = try scenario()
        scenario.load = .users(users, ramp: ramp, duration: duration)
        scenario.warmUp = ramp
        scenario.seed = seed
        if let thinkTime { scenario.classes[0].thinkTime = try parsed(thinkTime) }
        let whole = ramp + duration
        let result = try await Driver(scenario: scenario).run { progress in
            Console.observer(
                .init(
                    "load",
                    "\(progress.point.users) users, \(progress.point.requests) requests/s, \(progress.point.failures) failed",
                    fraction: min(0.99, progress.elapsed / whole)))
        }
        Console.endProgress()
        if json { try Console.json(result) } else { print(Console.renderer.load(result, users: users)) }
        if result.total.successes == 0 {
            throw AgentError(
                .unreachable, "No request succeeded.", remedy: "Check that \(scenario.target) is up, and the path.")
        }
    }

    private func scenario() throws -> Scenario {
        guard let url else {
            let workspace = try Workspace(file: file)
            var scenario = workspace.target.readingScenario(users: users, seconds: duration, seed: seed)
            scenario.transport.insecure = scenario.transport.insecure || insecure
            scenario.allowRemote = scenario.allowRemote || allowRemote
            return scenario
        }
        guard let parts = URL(string: url), let scheme = parts.scheme, ["http", "https"].contains(scheme),
            let host = parts.host
        else { throw ValidationError("'\(url)' is not a URL; write for example http://127.0.0.1:8000/api/products.") }
        let name = host.contains(":") ? "[\(host)]" : host
        let origin = "\(scheme)://\(name)\(parts.port.map { ":\($0)" } ?? "")"
        let path = (parts.path.isEmpty ? "/" : parts.path) + (parts.query.map { "?\($0)" } ?? "")
        return Scenario(
            target: origin, classes: [.init(tasks: [.init("GET", path)])], transport: .init(insecure: insecure),
            allowRemote: allowRemote)
    }

    private func parsed(_ text: String) throws -> Scenario.ThinkTime {
        let ends = text.split(separator: "-").map { Double($0) }
        guard let first = ends.first, let low = first, let last = ends.last, let high = last, ends.count <= 2,
            low <= high
        else { throw ValidationError("--think-time takes seconds, such as 0.5 or 0.2-1.") }
        return .uniform(from: low, to: high)
    }
}
