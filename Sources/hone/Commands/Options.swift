import ArgumentParser
import Foundation
import HoneAgent

/// A command that may start the application of `hone.yaml` and change its database.
protocol TargetCommand: AsyncParsableCommand {}

/// Flags that every command about a target has.
struct TargetOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The target's description.", valueName: "path"))
    var file = "hone.yaml"

    @Flag(name: .long, help: "Print the result as JSON on standard output.")
    var json = false

    func workspace() throws -> Workspace { try Workspace(file: file) }
}

/// Flags of the commands that measure.
struct MeasureOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Fixes every random choice, so that a run can be repeated.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        name: .long,
        help: ArgumentHelp("The cost of an hour of work, for the return on investment.", valueName: "money"))
    var rate = 50.0

    func agent(_ workspace: Workspace) throws -> Agent {
        guard rate >= 0, rate.isFinite else { throw ValidationError("--rate takes a number of 0 or more.") }
        return try Agent(workspace, seed: seed, rate: rate, observe: Console.observer)
    }
}
