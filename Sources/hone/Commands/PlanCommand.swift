import ArgumentParser
import HoneAgent
import HoneReport

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Lays out what to do in three phases, with effort, expected gain and risk.",
        discussion: """
            Examples:
              hone plan
              hone plan --json
            """)

    @OptionGroup var options: TargetOptions
    @OptionGroup var measure: MeasureOptions

    func run() async throws {
        let workspace = try options.workspace()
        var run = try workspace.load()
        try measure.agent(workspace).diagnose(&run)
        try workspace.save(run)
        if options.json { try Console.json(run.plan) } else { print(Console.renderer.plan(run.plan)) }
    }
}
