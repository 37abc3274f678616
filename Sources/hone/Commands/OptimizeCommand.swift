import ArgumentParser
import Foundation
import HoneAgent
import HoneReport

struct OptimizeCommand: TargetCommand {
    static let configuration = CommandConfiguration(
        commandName: "optimize",
        abstract: "All of it: baseline, diagnosis, plan, trials under load, verification, report.",
        discussion: """
            Ctrl-C stops the application, puts the database back, and leaves a report of what was done.

            Examples:
              hone optimize
              hone optimize --rate 80 --json
            """)

    @OptionGroup var options: TargetOptions
    @OptionGroup var measure: MeasureOptions

    func run() async throws {
        let workspace = try options.workspace()
        let agent = try measure.agent(workspace)
        let files = ReportFiles(workspace: workspace)
        let run = try await agent.optimize { run in
            let folder = try files.write(run)
            if run.interrupted { Console.error("What is done so far: \(folder.appending(path: "report.html").path)") }
        }
        Console.endProgress()
        if options.json {
            try Console.json(run)
        } else {
            print(Console.renderer.optimize(run))
            print("\nReport: \(workspace.run(run.id).appending(path: "report.html").path)")
        }
        if !run.isMet { throw Ended(status: .notMet) }
    }
}
