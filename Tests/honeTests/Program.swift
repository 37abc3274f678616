import Foundation

/// The built `hone` program, run as a person or a CI job runs it.
struct Program {
    /// What a run of it came to.
    struct Outcome {
        var status: Int32
        var output: String
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

    /// Starts it without waiting for its end.
    func start(_ arguments: [String], output: FileHandle, errors: FileHandle) throws -> Process {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        return process
    }

    /// Waits for a program's end on a thread of its own: the tests' own threads are as few as the cores, and one that
    /// waits holds up every other test.
    static func end(of process: Process) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                process.waitUntilExit()
                continuation.resume()
            }
        }
    }

    /// Runs it to its end.
    func run(_ arguments: String...) async throws -> Outcome { try await run(arguments) }

    /// Runs it to its end.
    func run(_ arguments: [String]) async throws -> Outcome {
        let (output, errors) = (folder.appending(path: ".stdout"), folder.appending(path: ".stderr"))
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        let process = try start(
            arguments, output: FileHandle(forWritingTo: output), errors: FileHandle(forWritingTo: errors))
        await Self.end(of: process)
        return Outcome(
            status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    /// Takes the folder away.
    func remove() { try? FileManager.default.removeItem(at: folder) }
}
