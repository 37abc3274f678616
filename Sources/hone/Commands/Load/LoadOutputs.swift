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

    /// Writes the files that were asked for, and prints the JSON or the table.
    func write(_ result: LoadResult) throws {
        if let save { try LoadFile.write(String(decoding: JSONCoding.encoder.encode(result), as: UTF8.self), to: save) }
        if let html { try LoadFile.write(HTMLRenderer().load(result), to: html) }
        if let csv {
            let renderer = CSVRenderer()
            try LoadFile.write(renderer.loadStats(result), to: "\(csv)_stats.csv")
            try LoadFile.write(renderer.loadFailures(result), to: "\(csv)_failures.csv")
            try LoadFile.write(renderer.loadHistory(result), to: "\(csv)_stats_history.csv")
        }
        if let junit { try LoadFile.write(JUnitRenderer().load(result), to: junit) }
        if json { try Console.json(result) } else { print(Console.renderer.load(result)) }
    }
}
