import Foundation
import HoneCore
import HoneDatabase

extension Agent {
    /// Tries each task's fix in turn and applies those whose gain is proven.
    ///
    /// All trials run on copies; the person's database is changed only at the end, by the safe procedure, for the fixes
    /// that were kept. Verdicts are in `run` and in the ledger as soon as they are made.
    public func apply(_ tasks: [Plan.Task], to run: inout Run) async throws {
        let began = ContinuousClock.now
        var applied = try AppliedFixes.load(workspace)
        var kept: [DatabaseFix] = []
        let known = Set(applied.patterns)
        do {
            try await Custody(workspace).during {
                let bench = try await bench(applied, run: run)
                guard let bench else {
                    for task in tasks { try note(manual(task), in: &run) }
                    return
                }
                try await decide(tasks.filter { !known.contains($0.pattern) }, on: bench, &run, &applied, &kept)
            }
        } catch {
            // What was decided before the interruption was proven, and stays.
            try settle(kept, &applied)
            throw error
        }
        try settle(kept, &applied)
        run.seconds += (ContinuousClock.now - began).seconds
        try save(run, finished: false)
    }

    /// What all trials of a command share.
    private struct Bench {
        var runner: TrialRunner
        var reference: Recording
        var volatile: VolatileParts
        var sameBlocks: [Block]
        var arm: Arm
    }

    /// Measures the noise and learns what changes by itself; `nil` when nothing can be tried because Hone cannot
    /// restart the application.
    private func bench(_ applied: AppliedFixes, run: Run) async throws -> Bench? {
        guard workspace.target.start != nil else { return nil }
        let usable = workspace.target.endpoints.filter { run.baseline.leftOut[$0.name] == nil }
        let runner = TrialRunner(
            workspace: workspace, process: process, requester: requester, endpoints: usable, seed: seed)
        let arm = Arm(settings: applied.settings, database: nil)
        observe(Progress("noise", "recording answers", fraction: 0))
        let first = try await runner.recording(arm)
        let second = try await runner.recording(arm)
        var same: [Block] = []
        let count = 8
        for number in 0..<count {
            observe(
                Progress(
                    "noise", "block \(number + 1) of \(count), the same against itself",
                    fraction: Double(number) / Double(count)))
            same.append(try await runner.block(arm, behavesAsBrowser: false))
        }
        return Bench(
            runner: runner, reference: first, volatile: VolatileParts(first, second), sameBlocks: same, arm: arm)
    }

    private func decide(
        _ tasks: [Plan.Task], on bench: Bench, _ run: inout Run, _ applied: inout AppliedFixes,
        _ kept: inout [DatabaseFix]
    ) async throws {
        var arm = bench.arm
        var same = bench.sameBlocks
        for task in tasks {
            guard let (b, change, fix) = try await candidate(task, from: arm, bench: bench, evidence: run.baseline)
            else {
                try note(manual(task), in: &run)
                continue
            }
            let trial = Trial(
                runner: bench.runner, pattern: task.pattern, kind: task.kind, change: change, a: arm, b: b,
                reference: bench.reference, volatile: bench.volatile, sameBlocks: same, observe: observe)
            let outcome = try await trial.decide()
            // A client that caches makes other blocks: they say nothing about the noise of those without.
            let isComparable = !task.pattern.needsBrowser
            if outcome.verdict.outcome == .kept {
                arm = b
                same = isComparable ? outcome.b : []
                if let fix { kept.append(fix) } else { applied.switches.append(task.pattern) }
                if task.kind == .preload { applied.pragmas = b.settings.pragmas }
            } else if isComparable {
                same += outcome.a
            }
            try note(outcome.verdict, in: &run)
        }
    }

    /// The arm with a task's fix, or `nil` when a person has to do it.
    private func candidate(
        _ task: Plan.Task, from arm: Arm, bench: Bench, evidence: Evidence
    ) async throws -> (arm: Arm, change: String, fix: DatabaseFix?)? {
        var b = arm
        switch task.kind {
        case .manual: return nil
        case .switch:
            guard let row = workspace.target.switches[task.pattern] else { return nil }
            b.settings.switches.append(task.pattern)
            return (b, TargetSettings.describe(row), nil)
        case .preload:
            guard
                let fix = try ConnectionSettingsFix(
                    database: arm.database ?? Custody(workspace).pristine, tracer: process.tracer)
            else { return nil }
            b.settings.pragmas = fix.settings
            return (b, fix.description, nil)
        case .database:
            var evidence = evidence
            if task.pattern == .indices, arm != bench.arm {
                // What was kept so far may have changed the queries: the indices are for those that are asked now.
                evidence.advice = try await survey.advise(arm)
            }
            guard let fix = DatabaseFix(task.pattern, evidence: evidence) else { return nil }
            observe(Progress("trial \(task.pattern.rawValue)", "changing a copy of the database", fraction: 0))
            b.database = try fix.candidate(from: arm.database ?? Custody(workspace).pristine, in: workspace)
            return (b, fix.description, fix)
        }
    }

    private func manual(_ task: Plan.Task) -> Verdict {
        Verdict(
            pattern: task.pattern, kind: .manual, change: "see `hone patterns \(task.pattern.rawValue)`",
            outcome: .manual,
            reason: workspace.target.start == nil
                ? "Hone cannot restart the application: hone.yaml has no 'start'"
                : "the application has no switch for it in hone.yaml, and it is not done in the database")
    }

    private func note(_ verdict: Verdict, in run: inout Run) throws {
        run.verdicts.append(verdict)
        try save(run, finished: false)
        try ledger.record(verdict, of: run.id)
        let gain = verdict.comparison.map { " \(percent($0.gain))" } ?? ""
        observe(Progress("trial \(verdict.pattern.rawValue)", "\(verdict.outcome.rawValue)\(gain)", fraction: 1))
    }

    /// Makes the kept changes in the person's own database, one by one, each undoable.
    private func settle(_ kept: [DatabaseFix], _ applied: inout AppliedFixes) throws {
        try applied.save(workspace)
        for fix in kept {
            observe(Progress("apply", fix.change.name))
            guard let pattern = PatternID(rawValue: fix.change.pattern) else { continue }
            applied.changes.append(.init(pattern: pattern, folder: try fix.apply(in: workspace)))
            try applied.save(workspace)
        }
    }

    /// Takes back what is applied, the newest first.
    /// - Parameter patterns: which; all when empty.
    /// - Returns: the patterns that were undone.
    public func undo(_ patterns: [PatternID] = []) throws -> [PatternID] {
        var applied = try AppliedFixes.load(workspace)
        var undone: [PatternID] = []
        for change in applied.changes.reversed() where patterns.isEmpty || patterns.contains(change.pattern) {
            observe(Progress("undo", change.pattern.rawValue))
            try SafeChange.load(folder: change.folder).undo()
            applied.changes.removeAll { $0 == change }
            try applied.save(workspace)
            undone.append(change.pattern)
        }
        undone += applied.switches.reversed().filter { patterns.isEmpty || patterns.contains($0) }
        applied.switches.removeAll { undone.contains($0) }
        if undone.contains(.connectionSettings) { applied.pragmas = nil }
        // Without WAL it would not be safe any more.
        if undone.contains(.writeAheadLog) { applied.pragmas?.removeAll { $0.pragma == .synchronous } }
        try applied.save(workspace)
        return undone
    }
}
