import ArgumentParser
import HoneAgent
import HoneCore
import HoneReport

struct ApplyCommand: TargetCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Tries fixes of the plan under load and keeps those whose gain is proven.",
        discussion: """
            Examples:
              hone apply PAT-016
              hone apply --phase 1
              hone apply --all
            """)

    @OptionGroup var options: TargetOptions
    @OptionGroup var measure: MeasureOptions

    @Argument(help: ArgumentHelp("Patterns such as PAT-016.", valueName: "pattern"))
    var patterns: [PatternID] = []

    @Option(name: .long, help: "All patterns of a phase: 1 database, 2 API, 3 front end.")
    var phase: Int?

    @Flag(name: .long, help: "All patterns of the plan.")
    var all = false

    func validate() throws {
        let ways = (patterns.isEmpty ? 0 : 1) + (phase == nil ? 0 : 1) + (all ? 1 : 0)
        guard ways == 1 else { throw ValidationError("Name patterns, or --phase, or --all: one of them.") }
        if let phase, PatternID.Phase(rawValue: phase) == nil { throw ValidationError("--phase takes 1, 2 or 3.") }
    }

    func run() async throws {
        let workspace = try options.workspace()
        let agent = try measure.agent(workspace)
        var run = try workspace.load()
        let tasks = run.plan.tasks.filter { task in
            all || patterns.contains(task.pattern) || task.phase.rawValue == phase
        }
        let missing = patterns.filter { pattern in !tasks.contains { $0.pattern == pattern } }
        guard missing.isEmpty else {
            throw AgentError(
                .usage,
                "\(missing.map(\.rawValue).joined(separator: ", ")) is not in the plan: the baseline shows no need for it.",
                remedy: "See `hone plan`, or measure again with `hone baseline`.")
        }
        let before = run.verdicts.count
        try await agent.apply(tasks, to: &run)
        Console.endProgress()
        try ReportFiles(workspace: workspace).write(run)
        if options.json {
            try Console.json(Array(run.verdicts[before...]))
        } else {
            print(Console.renderer.trials(of: run))
            print("\nMeasure what it comes to with `hone verify`; take it back with `hone undo`.")
        }
    }
}

extension PatternID: ExpressibleByArgument {
    /// Reads `PAT-016` in capitals or not.
    public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}
