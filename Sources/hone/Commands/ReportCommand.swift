import ArgumentParser
import Foundation
import HoneAgent
import HoneReport

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes the reports of a run again, or prints one of them; sends no traffic.",
        discussion: """
            Examples:
              hone report
              hone report --markdown > summary.md
              hone report --html --run 2026-11-22T15-04-05 > report.html
            """)

    @OptionGroup var options: TargetOptions

    @Option(name: .customLong("run"), help: ArgumentHelp("Another run than the newest.", valueName: "id"))
    var id: String?

    @Flag(name: .long, help: "Print the page.")
    var html = false

    @Flag(name: .long, help: "Print the summary as Markdown.")
    var markdown = false

    @Flag(name: .long, help: "Print the thresholds as JUnit XML, for CI.")
    var junit = false

    @Flag(name: .long, help: "Print the levels of load as CSV.")
    var csv = false

    func validate() throws {
        guard [html, markdown, junit, csv, options.json].filter(\.self).count <= 1 else {
            throw ValidationError("Name one form: --html, --markdown, --json, --junit or --csv.")
        }
    }

    func run() throws {
        let workspace = try options.workspace()
        let found = try workspace.load(run: id)
        if html { return print(HTMLRenderer().report(found)) }
        if markdown { return print(MarkdownRenderer().summary(found)) }
        if junit { return print(JUnitRenderer().thresholds(found)) }
        if csv { return print(CSVRenderer().loadLevels(found.current ?? found.baseline)) }
        if options.json { return try Console.json(found) }
        let folder = try ReportFiles(workspace: workspace).write(found)
        print(Console.renderer.optimize(found))
        print("\nReports: \(folder.path)")
    }
}
