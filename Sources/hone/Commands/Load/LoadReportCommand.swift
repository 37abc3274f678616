import ArgumentParser
import HoneReport

struct LoadReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Shows a saved load result again, in any form; sends no traffic.",
        discussion: """
            Examples:
              hone load report result.json
              hone load report result.json --html result.html --csv result --junit result.xml
            """)

    @Argument(help: ArgumentHelp("What `hone load --json` wrote; - is standard input.", valueName: "result"))
    var file: String

    @OptionGroup var outputs: LoadOutputs

    func run() throws { try outputs.write(SavedResult.read(file)) }
}
