import Foundation
import Testing

/// What a command left behind.
struct Finished {
    var status: Int32
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
    let deadline = DispatchWorkItem { kill(process.processIdentifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: deadline)
    process.waitUntilExit()
    deadline.cancel()
    let finished = Finished(
        status: process.terminationStatus,
        output: try String(contentsOfFile: scratch.path("out"), encoding: .utf8),
        errors: try String(contentsOfFile: scratch.path("err"), encoding: .utf8))
    if let status { #expect(finished.status == status, "\(command): \(finished.errors)") }
    return finished
}

/// Starts a command with the tracer preloaded and, if `traced`, switched on.
func start(
    _ command: [String], in scratch: Scratch, traced: Bool = true, variables: [String: String] = [:]
) throws -> Process {
    var environment = ProcessInfo.processInfo.environment
    environment["LD_PRELOAD"] = try Tracer.library()
    environment["HONE_TRACE_DIRECTORY"] = traced ? scratch.log.path : nil
    environment.merge(variables) { $1 }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = environment
    process.currentDirectoryURL = scratch.url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.write("", to: "out")))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.write("", to: "err")))
    try process.run()
    return process
}

/// The first line that a command prints, run plainly.
func firstLine(_ command: String...) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
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
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments =
        ["cc", "-O2", "-w", "-o", scratch.path(name), file] + arguments + ["-lpthread", "-ldl", "-lm"]
    try compiler.run()
    compiler.waitUntilExit()
    #expect(compiler.terminationStatus == 0, "cc failed")
    return scratch.path(name)
}

/// The file that the C compiler would link for `name`, if the machine has it.
func libraryFile(_ name: String) -> String? {
    guard let found = try? firstLine("cc", "-print-file-name=\(name)"), found.hasPrefix("/") else { return nil }
    return URL(fileURLWithPath: found).resolvingSymlinksInPath().path
}
