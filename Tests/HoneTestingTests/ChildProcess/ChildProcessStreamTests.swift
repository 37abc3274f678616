import Foundation
import Testing

@testable import HoneTesting

@Suite("What a child process reads, writes and starts with", .timeLimit(.minutes(1)))
struct ChildProcessStreamTests {
    /// A word on each of its two outputs.
    private static let both = ["sh", "-c", "echo out; echo err >&2; echo out"]

    @Test("A pipe in and a pipe out carry whole talks")
    func pipes() throws {
        let process = try ChildProcess(["cat"], input: .pipe, output: .pipe)
        for word in ["one\n", "two\n"] {
            try process.input?.write(contentsOf: Data(word.utf8))
            #expect(process.nextOutput() == word)
        }
        try process.input?.write(contentsOf: Data("three".utf8))
        #expect(try process.finish() == .init(ending: .exited(0), output: "three"))
        #expect(process.nextOutput().isEmpty)
    }

    @Test("More than a pipe holds comes through")
    func much() throws {
        let finished = try ChildProcess.run(["head", "-c", "1000000", "/dev/zero"])
        #expect(finished.ending == .exited(0))
        #expect(finished.output.utf8.count == 1_000_000)
    }

    @Test("Files in and out are those of its folder, and what was in them is gone")
    func files() throws {
        let folder = try Folder()
        try Data("b\na\n".utf8).write(to: URL(filePath: "\(folder.path)/in"))
        try Data(repeating: 0x20, count: 100).write(to: URL(filePath: "\(folder.path)/out"))
        let process = try ChildProcess(["sort"], in: folder.path, input: .file("in"), output: .file("out"))
        #expect(process.input == nil && process.output == nil)
        #expect(process.waitUntilExit() == .exited(0))
        #expect(folder.text("out") == "a\nb\n")
        let whole = try ChildProcess(["cat"], input: .file("\(folder.path)/out"), output: .file("\(folder.path)/copy"))
        #expect(whole.waitUntilExit() == .exited(0))
        #expect(folder.text("copy") == "a\nb\n")
    }

    @Test("Without an input there is nothing to read")
    func nothing() throws {
        #expect(try ChildProcess.run(["cat"]) == .init(ending: .exited(0), output: ""))
    }

    @Test("Errors go where the output goes, in order, or elsewhere")
    func errors() throws {
        let folder = try Folder()
        #expect(try ChildProcess.run(Self.both).output == "out\nerr\nout\n")
        #expect(try ChildProcess.run(Self.both, errors: .nowhere).output == "out\nout\n")
        #expect(try ChildProcess.run(Self.both, in: folder.path, errors: .file("err")).output == "out\nout\n")
        #expect(folder.text("err") == "err\n")
        let process = try ChildProcess(Self.both, in: folder.path, output: .file("all"))
        #expect(process.waitUntilExit() == .exited(0))
        #expect(folder.text("all") == "out\nerr\nout\n")
        #expect(try ChildProcess(Self.both, in: folder.path, errors: .file("err")).waitUntilExit() == .exited(0))
        #expect(folder.text("err") == "err\n")
    }

    @Test("It starts in its folder, or else in the test's own")
    func folder() throws {
        let folder = try Folder()
        let own = FileManager.default.currentDirectoryPath
        #expect(try ChildProcess.run(["pwd", "-P"], in: "/").output == "/\n")
        #expect(try ChildProcess.run(["sh", "-c", "cd -P . && pwd"]).output == own + "\n")
        #expect(try ChildProcess.run(["touch", "here"], in: folder.path).ending == .exited(0))
        #expect(folder.text("here")?.isEmpty == true)
    }

    @Test("It has the variables it is given and no others, or else the test's own")
    func environment() throws {
        let given = try ChildProcess.run(["env"], environment: ["HONE_WORD": "a b=c\nd", "EMPTY": ""])
        #expect(Set(given.output.split(separator: "\n")) == ["HONE_WORD=a b=c", "d", "EMPTY="])
        let own = try ChildProcess.run(["sh", "-c", "echo $PATH"]).output
        #expect(own == "\(ProcessInfo.processInfo.environment["PATH"] ?? "")\n")
    }

    @Test("Arguments reach it as they are")
    func arguments() throws {
        let words = ["", "two words", "'\"$HOME`*", "ü\n"]
        let said = try ChildProcess.run(["printf", "[%s]"] + words).output
        #expect(said == words.map { "[\($0)]" }.joined())
    }

    @Test(
        "What cannot be started is an error that says what was missing",
        arguments: [
            (["no-such-program-anywhere"], String?.none, ChildProcess.Input.nothing, ENOENT, "installed"),
            (["/etc/passwd"], nil, .nothing, EACCES, "/etc/passwd was not started: Permission denied"),
            (["true"], "/no/such/folder", .nothing, ENOENT, "/no/such/folder"),
            (["true"], nil, .file("/no/such/file"), ENOENT, "/no/such/file"), ([], nil, .nothing, EINVAL, "Invalid"),
        ])
    func missing(command: [String], folder: String?, input: ChildProcess.Input, code: Int32, words: String) throws {
        let before = try openDescriptors()
        let failure = #expect(throws: ChildProcess.Failure.self) {
            try ChildProcess(command, in: folder, input: input, output: .pipe)
        }
        #expect(failure?.code == code)
        #expect(failure?.description.contains(words) == true, "\(failure?.description ?? "")")
        // Other tests open and close some meanwhile.
        for _ in 0..<200 {
            _ = try? ChildProcess(command, in: folder, input: input, output: .pipe)
        }
        #expect(try openDescriptors() < before + 100)
    }

    private func openDescriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}
