import ArgumentParser
import HoneAgent
import HoneLoad

struct LoadMergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Adds up the results of shards of one scenario, without loss; sends no traffic.",
        discussion: """
            Exit status: that of `hone load run` for the sum; 6 too when the generator of one shard did not keep up.

            Examples:
              hone load merge shard-*.json
              hone load merge shard-*.json --json > whole.json
            """)

    @Argument(help: ArgumentHelp("What `hone load --shard … --json` wrote.", valueName: "results"))
    var files: [String]

    @OptionGroup var outputs: LoadOutputs

    func run() throws {
        let results = try files.map(SavedResult.read)
        for (file, result) in zip(files, results) where result.isInvalid {
            Console.error("\(file): INVALID, its generator did not keep up.")
        }
        let merged: LoadResult
        do {
            merged = try LoadResult.merged(results)
        } catch .differs(let place, let what, let expected, let found) {
            throw AgentError(
                .usage,
                "\(files[place - 1]) does not belong to \(files[0]): its \(what) is \(found), not \(expected).",
                remedy: "Merge only shards of one scenario.")
        } catch {
            throw AgentError(.usage, "\(error)", remedy: "Name at least one result.")
        }
        try outputs.write(merged)
        try merged.end(parts: results)
    }
}
