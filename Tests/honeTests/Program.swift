import Foundation
import HoneTesting

/// The built `hone` program, run as a person or a CI job runs it.
struct Program {
    /// What a run of it came to.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// It did not end by itself.
    struct Broken: Error {
        var arguments: [String]
        var ending: ChildProcess.Ending
        var errors: String
    }

    /// The folder it runs in.
    let folder: URL

    /// It lies beside the tests' own bundle.
    static var executable: URL {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: "hone")
    }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "hone-cli-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// Starts it without waiting for its end.
    /// - Parameter shell: what a shell executes before it becomes the program.
    func start(
        _ arguments: [String], after shell: String? = nil, errors: String = ".stderr"
    ) throws -> ChildProcess {
        let before = shell.map { ["sh", "-c", $0 + "; exec \"$@\"", "sh"] } ?? []
        return try ChildProcess(
            before + [Self.executable.path] + arguments, in: folder.path, output: .file(".stdout"),
            errors: .file(errors))
    }

    /// What the last one that was started has written so far.
    var output: String { get throws { try read(".stdout") } }

    /// What the last one that was started has said so far on standard error.
    var errors: String { get throws { try read(".stderr") } }

    /// Runs it to its end.
    func run(_ arguments: String...) async throws -> Outcome { try await run(arguments) }

    /// Runs it to its end.
    func run(_ arguments: [String]) async throws -> Outcome {
        let ending = try await start(arguments).ending()
        guard case .exited(let status) = ending else {
            throw Broken(arguments: arguments, ending: ending, errors: try errors)
        }
        return Outcome(status: status, output: try output, errors: try errors)
    }

    /// Takes the folder away.
    func remove() { try? FileManager.default.removeItem(at: folder) }
}
