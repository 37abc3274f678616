import ArgumentParser
import HoneAgent
import HoneCore
import HoneReport

struct PatternsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patterns",
        abstract: "What is known of each pattern: problem, when, how, code, risk, effort.",
        discussion: """
            Examples:
              hone patterns
              hone patterns PAT-012
            """)

    @Argument(help: ArgumentHelp("A pattern such as PAT-012; all when left out.", valueName: "pattern"))
    var pattern: PatternID?

    @Flag(name: .long, help: "Print as JSON on standard output.")
    var json = false

    func run() throws {
        guard let pattern else {
            return json ? try Console.json(Pattern.all) : print(Console.renderer.patterns(Pattern.all))
        }
        let found = Pattern.of(pattern)
        return json ? try Console.json(found) : print(Console.renderer.pattern(found))
    }
}
