import Foundation
import HoneCore
import HoneDatabase

/// The agent: what each command of `hone` does with one target.
public struct Agent: Sendable {
    /// The target and its folder.
    public let workspace: Workspace
    /// Fixes every random choice.
    public let seed: UInt64
    /// The cost of an hour of work, for the return on investment.
    public let rate: Double
    let observe: Observer
    let requester: Requester
    let process: TargetProcess
    let ledger: Ledger

    /// An agent for a target.
    /// - Parameters:
    ///   - workspace: the target and its folder.
    ///   - seed: fixes every random choice.
    ///   - rate: the cost of an hour of work.
    ///   - observe: is told what goes on.
    /// - Throws: `AgentError` when the ledger cannot be opened, or something that an interrupted command left behind
    ///   cannot be put back.
    public init(
        _ workspace: Workspace, seed: UInt64 = 1, rate: Double = 50, observe: @escaping Observer = { _ in }
    ) throws {
        self.workspace = workspace
        self.seed = seed
        self.rate = rate
        self.observe = observe
        try workspace.make(workspace.state)
        for done in try Self.recover(workspace) { observe(Progress("recovery", done)) }
        ledger = try Ledger(workspace.ledger)
        requester = Requester(target: workspace.target)
        process = TargetProcess(workspace: workspace, requester: requester, tracer: Tracer(workspace: workspace))
    }

    /// Puts right what a killed command left: the original database, and changes that were half made.
    private static func recover(_ workspace: Workspace) throws -> [String] {
        var done = [try Custody(workspace).recover()].compactMap(\.self)
        if FileManager.default.fileExists(atPath: workspace.changes.path) {
            done += try SafeChange.recover(workFolder: workspace.changes.path).map {
                "The change \($0.id) of \($0.database) was interrupted and is \($0.stage.rawValue) now."
            }
            try AppliedFixes.adopt(workspace)
        }
        return done
    }

    var survey: Survey {
        Survey(workspace: workspace, process: process, requester: requester, observe: observe, seed: seed)
    }

    /// Measures the target as it is and begins a new run.
    public func baseline() async throws -> Run {
        let began = ContinuousClock.now
        let applied = try AppliedFixes.load(workspace)
        let outcome = try await survey.gather(applied: applied, advises: true)
        var run = Run(id: workspace.newRunID(), url: workspace.target.url, baseline: outcome.evidence)
        diagnose(&run)
        run.settle(thresholds: workspace.target.thresholds, rate: rate)
        run.seconds = (ContinuousClock.now - began).seconds
        try save(run, finished: false)
        return run
    }

    /// Finds what is slow in a run's baseline and plans what to do; no traffic.
    public func diagnose(_ run: inout Run) {
        run.findings = Diagnosis(run.baseline).findings
        let canChange = workspace.target.start != nil && workspace.database != nil
        run.plan = Plan(findings: run.findings, target: workspace.target, canChangeDatabase: canChange)
    }

    /// Measures again with what is applied now, and fills in the success metrics.
    public func verify(_ run: inout Run) async throws {
        let began = ContinuousClock.now
        run.current = try await survey.gather(applied: try AppliedFixes.load(workspace), advises: false).evidence
        run.settle(thresholds: workspace.target.thresholds, rate: rate)
        run.seconds += (ContinuousClock.now - began).seconds
        try save(run, finished: true)
    }

    /// Everything as one loop: baseline, diagnosis, plan, trials, verification.
    ///
    /// When it is interrupted, what was decided so far is kept and the run says that it is not complete.
    public func optimize(report: (Run) throws -> Void) async throws -> Run {
        var run = try await baseline()
        try report(run)
        do {
            try await apply(run.plan.tasks, to: &run)
            try await verify(&run)
        } catch let error as CancellationError {
            run.interrupted = true
            run.settle(thresholds: workspace.target.thresholds, rate: rate)
            try save(run, finished: false)
            try report(run)
            throw error
        }
        try report(run)
        return run
    }

    /// Writes a run to its folder and to the ledger.
    func save(_ run: Run, finished: Bool) throws {
        try workspace.save(run)
        try ledger.record(run, finished: finished)
    }
}

extension Duration {
    /// As a number of seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
