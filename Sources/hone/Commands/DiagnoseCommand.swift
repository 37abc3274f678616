import ArgumentParser
import HoneAgent
import HoneReport

struct DiagnoseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnose",
        abstract: "Says what is slow and why, from the newest baseline; sends no traffic.",
        discussion: """
            Examples:
              hone diagnose
              hone diagnose --run 2026-11-22T15-04-05 --json
            """)

    @OptionGroup var options: TargetOptions
    @OptionGroup var measure: MeasureOptions

    @Option(name: .customLong("run"), help: ArgumentHelp("Another run than the newest.", valueName: "id"))
    var id: String?

    func run() async throws {
        let workspace = try options.workspace()
        var found = try workspace.load(run: id)
        try measure.agent(workspace).diagnose(&found)
        try workspace.save(found)
        if options.json {
            try Console.json(Diagnosis(found.baseline))
        } else {
            print(Console.renderer.findings(found.findings))
            for (detector, reason) in Diagnosis(found.baseline).skipped.sorted(by: { $0.key < $1.key }) {
                Console.error("\(detector) could not look: \(reason)")
            }
        }
    }
}
