import ArgumentParser
import HoneAgent
import HoneLoad
import HoneReport

struct LoadCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Says whether load result B differs from A, by how much, and how sure that is; sends no traffic.",
        discussion: """
            Exit status: 0 B is the same or better, 1 B is worse, 6 the runs do not tell.

            Examples:
              hone load compare before.json after.json
              hone load compare before.json after.json --confidence 0.95 --tolerance 0.1 --json
            """)

    @Argument(help: ArgumentHelp("The result to compare with.", valueName: "A"))
    var a: String

    @Argument(help: ArgumentHelp("The result that is compared.", valueName: "B"))
    var b: String

    @Option(
        name: .long, help: ArgumentHelp("Of comparisons of equal runs, the share to be right.", valueName: "share"))
    var confidence = 0.99

    @Option(name: .long, help: ArgumentHelp("A change that does not matter, as a share.", valueName: "share"))
    var tolerance = 0.05

    @Option(name: .long, help: ArgumentHelp("A difference of error rates that does not matter.", valueName: "share"))
    var errorTolerance = 0.001

    @Option(name: .long, help: ArgumentHelp("Fixes every random choice.", valueName: "number"))
    var seed: UInt64 = 1

    @Flag(name: .long, help: "Print the comparison as JSON on standard output.")
    var json = false

    func validate() throws {
        guard (0.5...0.9999).contains(confidence) else {
            throw ValidationError("--confidence takes a share from 0.5 to 0.9999, such as 0.99.")
        }
        guard tolerance >= 0, tolerance < 1, errorTolerance >= 0, errorTolerance < 1 else {
            throw ValidationError("--tolerance and --error-tolerance take a share from 0 to 1, such as 0.05.")
        }
    }

    func run() throws {
        let (first, second) = (try SavedResult.read(a), try SavedResult.read(b))
        let comparison: LoadComparison
        do {
            comparison = try LoadComparison(
                a: first, b: second,
                options: .init(
                    confidence: confidence, tolerance: tolerance, errorTolerance: errorTolerance, seed: seed))
        } catch {
            throw AgentError(
                .usage, "\(a) (A) and \(b) (B) cannot be compared: \(error)",
                remedy: "Run both with one scenario, for a minute or more.")
        }
        if json { try Console.json(comparison) } else { print(Console.renderer.comparison(comparison)) }
        switch comparison.verdict {
        case .same, .better: break
        case .worse: throw Ended(status: .notMet)
        case .inconclusive: throw Ended(status: .inconclusive)
        }
    }
}
