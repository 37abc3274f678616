import ArgumentParser
import Foundation
import HoneAgent
import HoneReport

struct VerifyCommand: TargetCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Measures again and holds the result against baseline and thresholds.",
        discussion: """
            Examples:
              hone verify
              hone verify --json
            """)

    @OptionGroup var options: TargetOptions
    @OptionGroup var measure: MeasureOptions

    func run() async throws {
        let workspace = try options.workspace()
        var run = try workspace.load()
        try await measure.agent(workspace).verify(&run)
        let folder = try ReportFiles(workspace: workspace).write(run)
        Console.endProgress()
        if options.json {
            try Console.json(run.metrics)
        } else {
            print(Console.renderer.metrics(of: run))
            print("\nReport: \(folder.appending(path: "report.html").path)")
        }
        if !run.isMet { throw Ended(status: .notMet) }
    }
}
