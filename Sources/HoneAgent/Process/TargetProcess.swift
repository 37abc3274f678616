import Foundation
import HoneLoad
import Subprocess
import SystemPackage

/// Starts the application, waits until it answers, lets something be done with it, and stops it whatever happens.
struct TargetProcess: Sendable {
    let workspace: Workspace
    let requester: Requester
    let tracer: Tracer

    private var target: Target { workspace.target }

    /// Runs `body` against the application.
    ///
    /// With a start command the application is started with `settings` and stopped afterwards, its whole process group
    /// with it. Without one, the application that runs already is used as it is.
    /// - Throws: `AgentError` when it does not answer, or what `body` throws.
    func withRunning<Result: Sendable>(
        _ settings: TargetSettings, _ body: (RunningTarget) async throws -> Result
    ) async throws -> Result {
        guard let start = target.start else {
            try await waitUntilReady(RunningTarget(pid: nil, log: nil))
            return try await body(RunningTarget(pid: nil, log: nil))
        }
        try await refuseIfAnswering()
        try workspace.make(workspace.state)
        let log = try FileDescriptor.open(
            FilePath(workspace.targetLog.path), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        var platform = PlatformOptions()
        // A session of its own: Ctrl-C reaches Hone alone, and the whole group can be stopped together.
        platform.createSession = true
        platform.teardownSequence = Self.teardown
        let outcome = try await Subprocess.run(
            .path("/bin/sh"),
            arguments: ["-c", settings.command(of: target, start: start)],
            environment: environment(settings),
            workingDirectory: FilePath(workspace.folder.path), platformOptions: platform, input: .none,
            output: .fileDescriptor(log, closeAfterSpawningProcess: true), error: .combinedWithOutput
        ) { execution in
            let running = RunningTarget(pid: execution.processIdentifier.value, log: workspace.targetLog)
            try Custody(workspace).note(process: running)
            do {
                try await waitUntilReady(running)
                let result = try await body(running)
                await stop(execution)
                try Custody(workspace).note(process: nil)
                return result
            } catch {
                await stop(execution)
                try Custody(workspace).note(process: nil)
                throw error
            }
        }
        return outcome.closureResult
    }

    private static func refusal(_ error: ClientError) -> AgentError {
        error.kind == .remote
            ? AgentError(
                .usage, "\(error.url) is not an address of this machine.",
                remedy: "If you may put load on it, add 'allow_remote: true' under 'target' in hone.yaml.")
            : AgentError(
                .unreachable, "The certificate at \(error.url) is not trusted: \(error.found)",
                remedy: "If it is your own, add 'insecure_tls: true' under 'target' in hone.yaml.")
    }

    /// Stops the whole process group: the shell may be gone before what it started, which still holds the port and
    /// the database.
    private func stop<Input, Output, Failure>(_ execution: Execution<Input, Output, Failure>) async {
        let group = execution.processIdentifier.value
        await execution.teardown(using: Self.teardown)
        let clock = ContinuousClock()
        let (patience, limit) = (clock.now + .seconds(5), clock.now + .seconds(10))
        while ProcessTable.isGroupRunning(group), clock.now < limit {
            if clock.now > patience { kill(-group, SIGKILL) }
            // Not cancellable: whoever has had enough still wants the application stopped.
            await Task.detached { try? await Task.sleep(for: .milliseconds(5)) }.value
        }
    }

    private static let teardown: [TeardownStep] = [
        .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
    ]

    private func environment(_ settings: TargetSettings) -> Environment {
        let inherited = ProcessInfo.processInfo.environment
        var variables = settings.environment(of: target, inherited: inherited)
        if let preloaded = PreloadedSettings(settings.pragmas, tracer: tracer) {
            variables.merge(preloaded.environment(inherited: inherited)) { $1 }
        }
        if settings.tracing { variables.merge(tracer.environment(inherited: inherited)) { $1 } }
        var updates: [Environment.Key: String?] = [:]
        for (name, value) in variables {
            if let key = Environment.Key(rawValue: name) { updates[key] = value }
        }
        return .inherit.updating(updates)
    }

    /// Somebody else's process at the address would be measured instead of ours.
    private func refuseIfAnswering() async throws {
        guard await requester.answers(target.ready.path) else { return }
        throw AgentError(
            .unreachable, "Something answers at \(target.url) already, and Hone has to start the application itself.",
            remedy: "Stop it, or take 'start' out of hone.yaml to have it measured as it runs.")
    }

    private func waitUntilReady(_ running: RunningTarget) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(target.ready.timeout)
        var last = "nothing answers"
        repeat {
            do {
                let answer = try await requester.get(target.ready.path)
                if answer.status < 400 { return }
                last = "\(target.ready.path) answers \(answer.status)"
                if !running.isOurs { break }
            } catch let error as CancellationError {
                throw error
            } catch let error as ClientError where error.kind == .untrusted || error.kind == .remote {
                // Waiting does not change these.
                throw Self.refusal(error)
            } catch {
                last = "\(error)"
                if !running.isOurs { break }
            }
            if let pid = running.pid, !ProcessTable.isRunning(pid) {
                throw AgentError(
                    .unreachable, "The start command ended before the application answered.\(running.lastLines)",
                    remedy: "Run it by hand in \(workspace.folder.path): \(target.start ?? "")")
            }
            try await Task.sleep(for: .milliseconds(20))
        } while clock.now < deadline
        throw AgentError(
            .unreachable,
            "The application is not ready at \(target.url)\(target.ready.path): \(last).\(running.lastLines)",
            remedy: running.isOurs
                ? "If it is only slow to start, raise 'ready_timeout' in hone.yaml (now \(target.ready.timeout) s)."
                : "Start it, or give hone.yaml a 'start' command so that Hone can.")
    }
}
