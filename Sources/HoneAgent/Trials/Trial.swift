import Foundation
import HoneCore

/// Decides about one fix: gate first, then blocks in the order A B B A, then the verdict.
struct Trial: Sendable {
    let runner: TrialRunner
    let pattern: PatternID
    let kind: FixKind
    let change: String
    let a: Arm
    let b: Arm
    /// What the application answered before any fix.
    let reference: Recording
    let volatile: VolatileParts
    /// Blocks that ran with `a` before this trial: against itself, or in earlier trials.
    let sameBlocks: [Block]
    let observe: Observer

    private var settings: Target.TrialSettings { runner.workspace.target.trial }

    /// What a trial decided, and the blocks it ran, which say more about the noise of whichever side stays.
    struct Outcome: Sendable {
        var verdict: Verdict
        var a: [Block] = []
        var b: [Block] = []
    }

    /// - Throws: only what stops the whole run; a fix that breaks the application is a verdict.
    func decide() async throws -> Outcome {
        var outcome = Outcome(
            verdict: Verdict(
                pattern: pattern, kind: kind, change: change, outcome: .reverted, reason: "",
                objective: pattern.objective))
        do {
            observe(Progress("trial \(pattern.rawValue)", "comparing answers", fraction: 0))
            outcome.verdict.differences = volatile.compare(reference, try await runner.recording(b))
            if let first = outcome.verdict.differences.first {
                outcome.verdict.reason = "the answers changed: \(first)"
            } else {
                try await compare(&outcome)
            }
        } catch let error as AgentError where error.status == .unreachable {
            outcome.verdict.outcome = .reverted
            outcome.verdict.reason = "the application does not run with it: \(error.problem)"
        }
        outcome.verdict.decidedAt = .now
        return outcome
    }

    /// Runs the blocks that are planned, and as many again when those leave open what a few more could decide.
    private func compare(_ outcome: inout Outcome) async throws {
        var planned = settings.blocks * 2
        var number = 0
        while number < planned {
            let isB = Self.isB(number)
            observe(
                Progress(
                    "trial \(pattern.rawValue)",
                    "block \(number + 1) of \(planned) (\(isB ? "with" : "without") the fix)",
                    fraction: Double(number) / Double(planned)))
            let block = try await runner.block(isB ? b : a, behavesAsBrowser: pattern.needsBrowser)
            if isB { outcome.b.append(block) } else { outcome.a.append(block) }
            number += 1
            guard number == planned || Self.isLook(number) else { continue }
            guard fill(&outcome.verdict, outcome.a, outcome.b, isLast: number == planned) else { continue }
            let isExtended = planned > settings.blocks * 2
            guard number == planned, !isExtended, Self.isWorthMore(outcome.verdict, settings) else { return }
            planned *= 2
        }
    }

    /// Whether the blocks so far are looked at, to end a trial that is clear: with three blocks a side, and after each
    /// A B B A from the second on. Two a side decide nothing: Student's quantile for them is 64.
    static func isLook(_ number: Int) -> Bool { number == 6 || number >= 8 && number.isMultiple(of: 4) }

    /// Whether as many blocks again are worth their time: to confirm a gain that is not far from the noise, since one
    /// fix in two hundred that does nothing gets so far, or to decide what these blocks leave open.
    static func isWorthMore(_ verdict: Verdict, _ settings: Target.TrialSettings) -> Bool {
        guard let comparison = verdict.comparison else { return false }
        switch verdict.outcome {
        case .kept: return comparison.gain < 1.5 * (verdict.noiseFloor ?? 0)
        case .inconclusive:
            return comparison.gain > settings.minimumGain && comparison.blocksNeeded <= settings.blocks * 3
        case .reverted, .manual: return false
        }
    }

    /// - Returns: whether the blocks so far decide.
    private func fill(_ verdict: inout Verdict, _ a: [Block], _ b: [Block], isLast: Bool) -> Bool {
        let figuresA = a.map { $0.figures(pattern.objective, network: settings.network) }
        let figuresB = b.map { $0.figures(pattern.objective, network: settings.network) }
        let figures = BlockFigures(figuresA, figuresB, weights: runner.weights)
        let same = sameBlocks.map { $0.figures(pattern.objective, network: settings.network) }
        let sameFigures = BlockFigures(same, [], weights: runner.weights)
        guard
            let decision = Decision(
                a: figures.a, b: figures.b, sameBlocks: sameFigures.a, minimumGain: settings.minimumGain,
                isLast: isLast, seed: runner.seed)
        else { return false }
        verdict.outcome = decision.outcome
        verdict.reason = decision.reason
        verdict.comparison = decision.comparison
        verdict.noiseFloor = decision.noiseFloor
        verdict.blocksA = figures.a
        verdict.blocksB = figures.b
        verdict.endpoints = runner.endpoints.map(\.name).filter { !figures.leftOut.contains($0) }.map { name in
            .init(name: name, a: mean(figuresA, name), b: mean(figuresB, name))
        }
        verdict.bytesA = mean(BlockFigures(a.map(\.bytes), [], weights: runner.weights).a)
        verdict.bytesB = mean(BlockFigures(b.map(\.bytes), [], weights: runner.weights).a)
        refuseErrors(&verdict, a, b)
        return true
    }

    /// An error that only B has undoes the fix, however fast it is.
    private func refuseErrors(_ verdict: inout Verdict, _ a: [Block], _ b: [Block]) {
        let before = a.map(\.errorShare).max() ?? 0
        let after = b.map(\.errorShare).max() ?? 0
        guard after > before, after > 0 else { return }
        let kinds = b.reduce(into: [:]) { $0.merge($1.errors, uniquingKeysWith: +) }
            .sorted { $0.value > $1.value }.map { "\($0.value) × \($0.key)" }
        verdict.outcome = .reverted
        verdict.reason = "errors appeared: \(kinds.joined(separator: ", "))"
    }

    /// Whether a block is one of B: they go A B B A, again and again, so that a machine that gets slower or faster
    /// meanwhile does so for both alike.
    static func isB(_ number: Int) -> Bool { number % 4 == 1 || number % 4 == 2 }

    private func mean(_ blocks: [[String: Double]], _ name: String) -> Double { mean(blocks.compactMap { $0[name] }) }

    private func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}
