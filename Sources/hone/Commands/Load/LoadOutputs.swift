import ArgumentParser
import Foundation
import HoneAgent
import HoneLoad
import HoneReport

/// The forms a load result can be given in; each goes to a file of its own, `--json` to standard output.
struct LoadOutputs: ParsableArguments {
    @Flag(name: .long, help: "Print the result as JSON on standard output.")
    var json = false

    @Option(name: .long, help: ArgumentHelp("Write a page with charts.", valueName: "path"))
    var html: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write PREFIX_stats.csv, PREFIX_failures.csv and PREFIX_stats_history.csv in Locust's columns.",
            valueName: "prefix"))
    var csv: String?

    @Option(name: .long, help: ArgumentHelp("Write thresholds and checks as JUnit XML, for CI.", valueName: "path"))
    var junit: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Write the whole result, for `hone load report`, `compare` and `merge`.", valueName: "path"))
    var save: String?

    /// The flags among them that name files.
    var fileFlags: [String] {
        [("--html", html), ("--csv", csv), ("--junit", junit), ("--save", save)].filter { $0.1 != nil }.map(\.0)
    }

    /// Writes the files that were asked for, and prints the JSON or the table.
    func write(_ result: LoadResult) throws {
        if let save {
            try OutputFile.write(String(decoding: JSONCoding.encoder.encode(result), as: UTF8.self), to: save)
        }
        if let html { try OutputFile.write(HTMLRenderer().load(result), to: html) }
        if let csv {
            let renderer = CSVRenderer()
            try OutputFile.write(renderer.loadStats(result), to: "\(csv)_stats.csv")
            try OutputFile.write(renderer.loadFailures(result), to: "\(csv)_failures.csv")
            try OutputFile.write(renderer.loadHistory(result), to: "\(csv)_stats_history.csv")
        }
        if let junit { try OutputFile.write(JUnitRenderer().load(result), to: junit) }
        if json { try Console.json(result) } else { print(Console.renderer.load(result)) }
    }
}
