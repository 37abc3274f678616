import Foundation
import HoneTesting
import Testing

/// What a command left behind.
struct Finished {
    var ending: ChildProcess.Ending
    var output: String
    var errors: String
}

/// Runs a command to its end, or for a minute at most. Its output goes to files, so that no full pipe can stop it.
@discardableResult
func run(
    _ command: [String], in scratch: Scratch, traced: Bool = true, variables: [String: String] = [:],
    status: Int32? = 0
) throws -> Finished {
    let process = try start(command, in: scratch, traced: traced, variables: variables)
    let deadline = DispatchWorkItem { process.send(SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: deadline)
    let ending = process.waitUntilExit()
    deadline.cancel()
    let finished = Finished(
        ending: ending,
        output: try String(contentsOfFile: scratch.path("out"), encoding: .utf8),
        errors: try String(contentsOfFile: scratch.path("err"), encoding: .utf8))
    if let status { #expect(ending == .exited(status), "\(command): \(finished.errors)") }
    return finished
}

/// Starts a command with the tracer preloaded and, if `traced`, switched on.
func start(
    _ command: [String], in scratch: Scratch, traced: Bool = true, variables: [String: String] = [:]
) throws -> ChildProcess {
    var environment = ProcessInfo.processInfo.environment
    environment["LD_PRELOAD"] = try Tracer.library()
    environment["HONE_TRACE_DIRECTORY"] = traced ? scratch.log.path : nil
    environment.merge(variables) { $1 }
    return try ChildProcess(
        command, in: scratch.url.path, environment: environment, output: .file("out"), errors: .file("err"))
}

/// The first line that a command prints, run plainly.
func firstLine(_ command: String...) throws -> String {
    let output = try ChildProcess.run(command, errors: .nowhere).output
    return try #require(output.split(separator: "\n").first.map(String.init), "\(command) printed nothing")
}

/// Python itself: what is found first in PATH may be a script that starts it.
private let python: String? = try? firstLine("python3", "-c", "import sys; print(sys.executable)")

/// A command that runs `program` in Python, with `db` a connection to a new database in the scratch folder.
func pythonCommand(_ program: String) throws -> [String] {
    let preamble = """
        import os, sqlite3, sys
        def connect(): return sqlite3.connect('app.db', timeout=20)
        db = connect()

        """
    return [try #require(python, "python3 is needed (Debian: python3)"), "-c", preamble + program]
}

/// Compiles a C program against SQLite.
func compile(
    _ source: String, in scratch: Scratch, name: String = "program", arguments: [String] = ["-lsqlite3"]
) throws -> String {
    let file = try scratch.write(source, to: "\(name).c")
    let compiled = try ChildProcess.run(
        ["cc", "-O2", "-w", "-o", scratch.path(name), file] + arguments + ["-lpthread", "-ldl", "-lm"])
    #expect(compiled.ending == .exited(0), "\(compiled.output)")
    return scratch.path(name)
}

/// The file that the C compiler would link for `name`, if the machine has it.
func libraryFile(_ name: String) -> String? {
    guard let found = try? firstLine("cc", "-print-file-name=\(name)"), found.hasPrefix("/") else { return nil }
    return URL(fileURLWithPath: found).resolvingSymlinksInPath().path
}
