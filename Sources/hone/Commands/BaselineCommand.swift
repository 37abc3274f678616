import ArgumentParser
import Foundation
import HoneAgent
import HoneReport

struct BaselineCommand: TargetCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Measures the application as it is, and changes nothing.",
        discussion: """
            Examples:
              hone baseline
              hone baseline --json > baseline.json
            """)

    @OptionGroup var options: TargetOptions
    @OptionGroup var measure: MeasureOptions

    func run() async throws {
        let workspace = try options.workspace()
        let run = try await measure.agent(workspace).baseline()
        let folder = try ReportFiles(workspace: workspace).write(run)
        Console.endProgress()
        if options.json {
            try Console.json(run.baseline)
        } else {
            print(Console.renderer.baseline(run.baseline))
            print("\nSaved in \(folder.path)")
        }
        if !run.isMet { throw Ended(status: .notMet) }
    }
}
