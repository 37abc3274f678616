// hone is the command line: a file a command, no logic. Commands read flags, call the agent, print what HoneReport
// makes of the result, and end with the exit status that docs/getting-started.md lists.

import ArgumentParser
import Foundation
import HoneAgent
import HoneDatabase
import HoneLoad
import HoneYAML

@main
struct Main {
    static func main() async {
        let task = Task { await run() }
        let interruption = Interruption { task.cancel() }
        let status = await task.value
        interruption.end()
        exit(status.rawValue)
    }

    private static func run() async -> ExitStatus {
        var command: any ParsableCommand
        do {
            command = try Hone.parseAsRoot()
        } catch {
            return refuse(error)
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .met
        } catch let ended as Ended {
            return ended.status
        } catch {
            return told(error, of: command)
        }
    }

    /// `--help` and `--version` are answers and go to standard output; anything else is a wrong use.
    private static func refuse(_ error: any Error) -> ExitStatus {
        let text = Hone.fullMessage(for: error)
        if Hone.exitCode(for: error) == .success {
            print(text)
            return .met
        }
        Console.error(text)
        return .usage
    }

    private static func told(_ error: any Error, of command: any ParsableCommand) -> ExitStatus {
        Console.endProgress()
        switch error {
        case is CancellationError:
            Console.error(
                command is any TargetCommand
                    ? "Interrupted. The application that Hone started is stopped and its database is as it was found."
                    : "Interrupted.")
            return .interrupted
        case let error as AgentError:
            Console.error("Error: \(error)")
            return error.status
        case let problem as DatabaseProblem:
            Console.error("Error: \(problem)")
            return problem.status
        case let error as WorkloadFileError:
            Console.error("Error: \(error)")
            return .usage
        case let error as ScenarioError:
            Console.error("Error: \(error)")
            return .usage
        case let error as FileError:
            Console.error("Error: \(error)")
            return .usage
        case is ClientError, is UnknownHostError:
            Console.error("Error: \(error)")
            return .unreachable
        default:
            // Help that is asked for, and flags that are refused, come as errors of the argument parser.
            if Hone.exitCode(for: error) != .failure { return refuse(error) }
            Console.error("Error: \(error)")
            return .failed
        }
    }
}

/// Ends a command that worked with a status that is not 0.
struct Ended: Error {
    let status: ExitStatus
}

extension DatabaseProblem {
    /// A file that is not what hone.yaml says is a wrong use; a full disk is a failure; the rest was refused.
    fileprivate var status: ExitStatus {
        switch kind {
        case .notFound, .notAFile, .notADatabase, .encryptedOrNotADatabase, .newerFormat: .usage
        case .diskFull: .failed
        default: .refused
        }
    }
}

struct Hone: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hone",
        abstract: "Makes a slow web application fast, and proves it.",
        discussion: """
            A first run:
              hone init --url http://127.0.0.1:8000 --database app.db --start "./app"
              hone optimize

            Exit status: 0 all thresholds that were measured are met, 1 one is not, 2 wrong use or hone.yaml,
            3 target not reachable, 4 refused because it would not be safe, 5 failed,
            6 inconclusive, 130 interrupted.
            """,
        version: "0.1.0",
        subcommands: [
            InitCommand.self, BaselineCommand.self, DiagnoseCommand.self, PlanCommand.self, ApplyCommand.self,
            UndoCommand.self, VerifyCommand.self, ReportCommand.self, OptimizeCommand.self, PatternsCommand.self,
            LoadCommand.self, RunCommand.self, DashboardCommand.self, DoctorCommand.self, AdviseCommand.self,
            CacheCommand.self,
        ])
}
