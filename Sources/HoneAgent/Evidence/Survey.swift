import Foundation
import HoneCore
import HoneDatabase
import HoneLoad

/// Sends every probe to the target, once, and brings their evidence home.
struct Survey: Sendable {
    let workspace: Workspace
    let process: TargetProcess
    let requester: Requester
    let observe: Observer
    let seed: UInt64

    var target: Target { workspace.target }
    var custody: Custody { Custody(workspace) }

    /// What was gathered, and the endpoints that could be measured.
    struct Outcome: Sendable {
        var evidence: Evidence
        var usable: [Target.Endpoint]
    }

    /// - Parameters:
    ///   - applied: what Hone has applied already.
    ///   - advises: measure indices on a copy of the database too.
    /// - Throws: `AgentError` when the target cannot be measured at all, `DatabaseProblem` when its database is not fit
    ///   to be put aside. A single probe that fails is part of the evidence.
    func gather(applied: AppliedFixes, advises: Bool) async throws -> Outcome {
        var evidence = Evidence(url: target.url, machine: .current(), seed: seed, applied: applied.patterns)
        evidence.database = try await gathered("database") { try DatabaseProbe(workspace: workspace).gather() }
        let settings = applied.settings
        return try await custody.during {
            let workload = try await traced(settings, &evidence)
            if advises {
                evidence.advice = try await advice(workload, database: custody.pristine)
            } else {
                evidence.advice = .missing("not asked for")
            }
            try custody.reset()
            let usable = try await measured(settings, &evidence)
            return Outcome(evidence: evidence, usable: usable)
        }
    }

    /// Indices for the queries of an arm, measured on a copy of its database. The original has to be aside.
    func advise(_ arm: Arm) async throws -> Gathered<IndexAdvice> {
        var evidence = Evidence(url: target.url, machine: .current(), seed: seed, applied: [])
        try custody.reset(to: arm.database)
        let workload = try await traced(arm.settings, &evidence, contends: false)
        return try await advice(workload, database: arm.database ?? custody.pristine)
    }

    /// The application with the tracer in it: its queries.
    private func traced(
        _ settings: TargetSettings, _ evidence: inout Evidence, contends: Bool = true
    ) async throws -> Workload? {
        if let postgres = target.postgres { return try await counted(settings, postgres, &evidence) }
        guard target.start != nil else {
            evidence.queries = try await process.withRunning(settings) { running in
                try await monitored(
                    running,
                    otherwise: "Hone sees queries only of an application that it starts, or whose monitor "
                        + "says them at \(MonitorReader.root): hone.yaml has no 'start', and no monitor let Hone in")
            }
            return nil
        }
        guard process.tracer.library != nil else {
            evidence.queries = .missing(
                "libHoneTrace.so is not beside the program nor in ../lib: `make install` puts it there")
            return nil
        }
        try? FileManager.default.removeItem(at: workspace.traces)
        try workspace.make(workspace.traces)
        defer { try? FileManager.default.removeItem(at: workspace.traces) }
        var traced = settings
        traced.tracing = true
        var outcome: QueryProbe.Outcome?
        evidence.queries = try await process.withRunning(traced) { running in
            requester.startOver()
            let usable = try await Preflight(target: target, requester: requester)
                .check(running, mayWrite: custody.isHeld).usable
            let found = try await gathered("queries", running) {
                try await QueryProbe(
                    requester: requester, directory: workspace.traces, target: target, running: running, seed: seed,
                    contends: contends
                ).gather(usable, observe: observe)
            }
            await requester.close()
            outcome = found.value
            // What the tracer cannot see (another database, SQLite linked in), the application may know itself.
            guard let reason = found.reason else { return found.map(\.evidence) }
            return try await monitored(running, usable, otherwise: reason)
        }
        guard let outcome else { return nil }
        // The plans are read when the application is gone: its database is looked into as it was before the requests.
        let database = custody.isHeld ? custody.pristine : workspace.database
        evidence.queries = evidence.queries.map { queries in
            var queries = queries
            queries.plans = database.flatMap { try? WorkloadPlans.read(outcome.texts, path: $0.path) }
            return queries
        }
        return outcome.workload
    }

    /// Indices that help, measured on copies of a database.
    private func advice(_ workload: Workload?, database: URL) async throws -> Gathered<IndexAdvice> {
        if let postgres = target.postgres { return try await advice(workload, postgres) }
        guard let workload, custody.isHeld else {
            return .missing(
                "indices are measured with recorded queries on a copy of the database; one of them is missing")
        }
        let folder = workspace.custody.appending(path: "advisor")
        try workspace.make(folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let observe = observe
        return try await gathered("indices") {
            try IndexAdvisor.advise(
                database: database.path, workload: workload, workFolder: folder.path
            ) { detail, fraction in observe(Progress("indices", detail, fraction: fraction)) }
        }
    }

    /// The application as its users have it: latency, headers, load and its processes.
    private func measured(_ settings: TargetSettings, _ evidence: inout Evidence) async throws -> [Target.Endpoint] {
        try await process.withRunning(settings) { running in
            requester.startOver()
            let preflight = try await Preflight(target: target, requester: requester)
                .check(running, mayWrite: custody.isHeld)
            evidence.leftOut = preflight.leftOut
            let monitor = MonitorReader(target: target)
            let system = SystemProbe(running: running, monitor: monitor)
            let idle = await system.reading()
            evidence.http = try await gathered("headers", running) {
                try await HTTPProbe(requester: requester).gather(target, usable: preflight.usable, observe: observe)
            }
            evidence.latency = try await gathered("latency", running) {
                try await LatencyProbe(requester: requester).gather(preflight.usable, observe: observe)
            }
            await requester.close()
            let (load, peak) = try await system.peak {
                try await gathered("load", running) {
                    try await LoadProbe(target: target, running: running)
                        .gather(preflight.usable, seed: seed, observe: observe)
                }
            }
            await monitor.close()
            evidence.load = load
            if let idle, let peak {
                evidence.system = .measured(SystemEvidence(idle: idle, peak: peak, source: system.source))
            } else {
                evidence.system = .missing(
                    "the application was not started by Hone, so its process is not known, and no monitor says it at "
                        + MonitorReader.root)
            }
            return preflight.usable
        }
    }

    /// A probe that fails says so in its evidence; an application that is gone, or a person who has had enough, ends
    /// the run.
    func gathered<Value>(
        _ name: String, _ running: RunningTarget? = nil, _ probe: () async throws -> Value
    ) async throws -> Gathered<Value> {
        do {
            return .measured(try await probe())
        } catch let error as CancellationError {
            throw error
        } catch let error as AgentError {
            throw error
        } catch {
            try running?.checkAlive()
            return .missing("the \(name) probe failed: \(error)")
        }
    }
}
