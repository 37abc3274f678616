import Foundation
import Synchronization

/// A process that a test starts, watches and ends.
///
///     let process = try ChildProcess(["sh", "-c", "read word; echo $word"], input: .pipe, output: .pipe)
///     … process.input … process.output …
///     #expect(await process.ending() == .exited(0))
///
/// Its end is learned from the kernel (`waitid(2)`), and it inherits no descriptor but its three standard ones. A
/// Foundation `Process` on Linux learns of the end over a socket that a child of another thread may have inherited; a
/// test that waits then waits for that child too.
///
/// It is not ended when the last reference to it goes, only its pipes are closed: end it with ``end(by:)``.
public final class ChildProcess: Sendable {
    /// Its process id. Once it has ended and that is known, the system may give it to another process.
    public let processIdentifier: Int32
    /// The end of its standard input's pipe that a test writes to; nil without ``Input/pipe``.
    public let input: FileHandle?
    /// The end of its standard output's pipe that a test reads from; nil without ``Output/pipe``.
    public let output: FileHandle?
    private let watch = Mutex(Watch())

    /// What is known of a process. Its status is taken from the kernel, which makes its id free for another process,
    /// only when no thread is about to ask for it by that id.
    private struct Watch {
        var ending: Ending?
        var waiting = 0
    }

    /// Starts a process.
    /// - Parameters:
    ///   - command: the program (looked up in the test's own `PATH` when its name has no slash) and its arguments.
    ///   - folder: the folder it starts in, where the paths of its files begin; nil for the test's own.
    ///   - environment: all its variables; nil for the test's own.
    ///   - input: what it reads.
    ///   - output: where it writes to.
    ///   - errors: where its standard error goes.
    /// - Throws: ``Failure`` when it cannot be started.
    public init(
        _ command: [String], in folder: String? = nil, environment: [String: String]? = nil, input: Input = .nothing,
        output: Output = .nowhere, errors: Errors = .withOutput
    ) throws {
        var plan = SpawnPlan()
        defer { plan.release() }
        if let folder { plan.start(in: folder) }
        self.input = try plan.connect(input)
        self.output = try plan.connect(output)
        plan.connect(errors)
        processIdentifier = try plan.spawn(command, environment ?? ProcessInfo.processInfo.environment)
    }

    /// Whose end nobody asked for would otherwise stay in the system's table of processes as long as the test runs.
    deinit { _ = isRunning }

    /// Whether it has not ended yet.
    public var isRunning: Bool {
        watch.withLock { watch in
            guard watch.ending == nil else { return false }
            guard let ending = look(WNOHANG) else { return true }
            _ = note(ending, in: &watch)
            return false
        }
    }

    /// Waits, with the thread that asks, until the process has ended. In an `async` test use ``ending()``.
    @discardableResult
    public func waitUntilExit() -> Ending {
        let known = watch.withLock { watch in
            if watch.ending == nil { watch.waiting += 1 }
            return watch.ending
        }
        if let known { return known }
        while true {
            guard let ending = look(0) else { continue }
            return watch.withLock { watch in
                watch.waiting -= 1
                return note(ending, in: &watch)
            }
        }
    }

    /// Waits for its end on a thread of its own: the tests' own threads are as few as the cores, and one that waits
    /// holds up every other test.
    @discardableResult
    public func ending() async -> Ending {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: self.waitUntilExit()) }
        }
    }

    /// Waits for what it writes next, and gives that in UTF-8; empty at its end, and without an output pipe.
    public func nextOutput() -> String {
        String(decoding: output?.availableData ?? Data(), as: UTF8.self)
    }

    /// Sends a signal, unless the process is known to have ended.
    public func send(_ signal: Int32) {
        watch.withLock { if $0.ending == nil { kill(processIdentifier, signal) } }
    }

    /// Sends one signal after another until the process ends, each five seconds after the one before; after the last
    /// it waits for as long as it takes.
    @discardableResult
    public func end(by signals: [Int32] = [SIGTERM, SIGKILL]) -> Ending {
        for signal in signals where isRunning {
            send(signal)
            for _ in 0..<500 where isRunning { usleep(10_000) }
        }
        return waitUntilExit()
    }

    /// Asks the kernel how it ended, and leaves the answer there; nil when it runs, or when a signal broke off the
    /// waiting.
    private func look(_ options: Int32) -> Ending? {
        var found = siginfo_t()
        guard waitid(P_PID, id_t(processIdentifier), &found, WEXITED | WNOWAIT | options) == 0 else {
            return errno == EINTR ? nil : .lost
        }
        return Ending(found)
    }

    /// Keeps the first answer, which holds for whoever asks later.
    private func note(_ ending: Ending, in watch: inout Watch) -> Ending {
        let known = watch.ending ?? ending
        watch.ending = known
        if watch.waiting == 0 { waitpid(processIdentifier, nil, WNOHANG) }
        return known
    }
}

extension ChildProcess {
    /// What a command came to that ran to its end.
    public struct Finished: Sendable, Equatable {
        /// How it ended.
        public var ending: Ending
        /// What it wrote, in UTF-8; invalid bytes are replaced.
        public var output: String
    }

    /// Runs a command to its end and takes what it says. The parameters are those of the initializer.
    /// - Throws: ``Failure`` when it cannot be started.
    public static func run(
        _ command: [String], in folder: String? = nil, environment: [String: String]? = nil,
        errors: Errors = .withOutput
    ) throws -> Finished {
        try ChildProcess(command, in: folder, environment: environment, output: .pipe, errors: errors).finish()
    }

    /// Closes its input, takes what it has not been asked for of its output, and waits for its end.
    /// - Throws: what closing and reading throw.
    public func finish() throws -> Finished {
        try input?.close()
        let said = try output?.readToEnd() ?? Data()
        return Finished(ending: waitUntilExit(), output: String(decoding: said, as: UTF8.self))
    }
}
