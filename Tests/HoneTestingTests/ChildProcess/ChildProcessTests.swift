import Foundation
import HoneTesting
import Testing

@Suite("A child process", .timeLimit(.minutes(1)))
struct ChildProcessTests {
    @Test(
        "How it ends is told, to whoever asks and however often",
        arguments: [
            ("exit 0", ChildProcess.Ending.exited(0)), ("exit 7", .exited(7)), ("exit 255", .exited(255)),
            ("kill -TERM $$", .killed(by: SIGTERM)), ("kill -KILL $$", .killed(by: SIGKILL)),
        ])
    func ending(script: String, expected: ChildProcess.Ending) async throws {
        let process = try ChildProcess(["sh", "-c", script])
        #expect(await process.ending() == expected)
        #expect(process.waitUntilExit() == expected)
        #expect(process.end() == expected)
        #expect(!process.isRunning)
        // Its status is taken from the kernel, so that no zombie is left.
        #expect(kill(process.processIdentifier, 0) == -1 && errno == ESRCH)
    }

    @Test("Several threads wait for the same process, and each is told")
    func severalWait() async throws {
        let process = try ChildProcess(["cat"], input: .pipe)
        let endings = await withTaskGroup(of: ChildProcess.Ending.self) { group in
            for _ in 0..<8 { group.addTask { await process.ending() } }
            // While they wait, it can be watched and told things.
            #expect(process.isRunning)
            process.send(SIGUSR1)
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(endings == Array(repeating: .killed(by: SIGUSR1), count: 8))
        #expect(kill(process.processIdentifier, 0) == -1)
    }

    @Test("Many at once from several threads all end, while others are started")
    func manyAtOnce() async throws {
        let endings = try await withThrowingTaskGroup(of: [ChildProcess.Ending].self) { group in
            for lane in 0..<8 {
                group.addTask {
                    try await withCheckedThrowingContinuation { continuation in
                        Thread.detachNewThread {
                            continuation.resume(
                                with: Result {
                                    try (0..<25).map { number in
                                        let status = "\(lane * 25 + number)"
                                        // Its end is told by its output too, as long as no other child holds the pipe.
                                        let said = try ChildProcess.run(["sh", "-c", "echo $0; exit $0", status])
                                        #expect(said.output == "\(status)\n")
                                        return said.ending
                                    }
                                })
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(endings.map { "\($0)" }) == Set((0..<200).map { "exited(\($0))" }))
    }

    @Test("It inherits its three standard descriptors and no other")
    func descriptors() throws {
        // Without the flag that closes it when a program is started.
        let other = open("/dev/null", O_RDONLY)
        defer { close(other) }
        try #require(other > 2)
        let listed = try ChildProcess.run(["ls", "/proc/self/fd"]).output.split(separator: "\n")
        // `ls` has the folder itself open as the next one.
        #expect(listed == ["0", "1", "2", "3"])
        let places = try ChildProcess.run(["readlink", "/proc/self/fd/0"])
        #expect(places.output == "/dev/null\n")
    }

    @Test("It has no signal blocked or ignored, whatever the test has")
    func signals() throws {
        // NIO ignores SIGPIPE for the whole process; a shell that cannot write ends by it.
        let before = signal(SIGPIPE, SIG_IGN)
        defer { signal(SIGPIPE, before) }
        let states = try ChildProcess.run(["grep", "-E", "SigBlk|SigIgn", "/proc/self/status"]).output
        let masks = states.split(separator: "\n").compactMap { UInt64($0.suffix(16), radix: 16) }
        // The C library keeps signals 32 and 33 for itself (nptl(7)), bits 31 and 32.
        #expect(masks.map { $0 & ~0x1_8000_0000 } == [0, 0], "\(states)")
    }

    @Test("A process that minds no signal is ended by the next one")
    func endedBy() throws {
        let process = try ChildProcess(
            ["sh", "-c", "trap '' INT; echo ready; while :; do read word; done"], input: .pipe, output: .pipe)
        #expect(process.nextOutput() == "ready\n")
        process.send(SIGINT)
        #expect(process.isRunning)
        #expect(process.end(by: [SIGTERM, SIGKILL]) == .killed(by: SIGTERM))
        // To signal what has ended does nothing, though its id may be another's by now.
        process.send(SIGKILL)
        #expect(process.waitUntilExit() == .killed(by: SIGTERM))
    }

    @Test("Without a reference its pipes are closed, and it goes on")
    func released() async throws {
        let folder = try Folder()
        var process: ChildProcess? = try ChildProcess(
            ["sh", "-c", "cat; echo over > end"], in: folder.path, input: .pipe)
        #expect(process?.isRunning == true)
        process = nil
        try await eventually { folder.text("end") == "over\n" }
    }

    @Test("A status that somebody else took is said to be lost")
    func lost() throws {
        let process = try ChildProcess(["true"])
        #expect(waitpid(process.processIdentifier, nil, 0) == process.processIdentifier)
        #expect(process.waitUntilExit() == .lost)
        #expect(!process.isRunning)
    }
}

/// A folder of a test's own.
final class Folder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "hone-child-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A file's text; nil when there is none.
    func text(_ name: String) -> String? { try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
}
