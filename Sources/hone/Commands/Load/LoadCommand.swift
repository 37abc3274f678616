import ArgumentParser

/// The load generator's commands. What is none of their names is what `hone load run` is to run.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Puts load on an application and says how it answered.",
        discussion: """
            `hone load URL` and `hone load FILE` are short for `hone load run …`; see `hone load run --help` for all
            flags.

            Examples:
              hone load http://127.0.0.1:8000/api/products --users 200 --duration 30s
              hone load http://127.0.0.1:8000/ --rate 500 --duration 1min --threshold 'p99 < 200ms'
              hone load scenario.yaml --html report.html --save b.json
              hone load scenario.yaml --find-capacity
              hone load import visit.har > scenario.yaml
              hone load compare a.json b.json
            """,
        subcommands: [
            LoadRunCommand.self, LoadImportCommand.self, LoadReportCommand.self, LoadCompareCommand.self,
            LoadMergeCommand.self,
        ], defaultSubcommand: LoadRunCommand.self)
}
