import ArgumentParser
import HoneAgent
import HoneCore

struct UndoCommand: TargetCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Takes back what was applied, and finishes or reverts what was interrupted.",
        discussion: """
            The application has to be stopped. Rows that were written since stay.

            Examples:
              hone undo
              hone undo PAT-016
            """)

    @OptionGroup var options: TargetOptions

    @Argument(help: ArgumentHelp("Patterns such as PAT-016; all when left out.", valueName: "pattern"))
    var patterns: [PatternID] = []

    func run() async throws {
        let workspace = try options.workspace()
        let undone = try Agent(workspace, observe: Console.observer).undo(patterns)
        Console.endProgress()
        if options.json { return try Console.json(undone) }
        print(
            undone.isEmpty ? "There was nothing to undo." : "Undone: \(undone.map(\.rawValue).joined(separator: ", "))")
    }
}
