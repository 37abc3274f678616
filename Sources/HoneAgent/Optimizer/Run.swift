import Foundation
import HoneCore

/// Everything that one run found out: what reports are made of.
public struct Run: Sendable, Codable {
    /// The run's folder name, such as `2026-11-22T15-04-05`.
    public var id: String
    /// The target's address.
    public var url: String
    /// Evidence before any fix.
    public var baseline: Evidence
    /// Evidence after the last verdict; `nil` until there is one.
    public var current: Evidence?
    /// What the detectors found in the baseline, the most severe first.
    public var findings: [Finding]
    /// What to do about it.
    public var plan: Plan
    /// What was tried, in the order it was.
    public var verdicts: [Verdict]
    /// The success metrics.
    public var metrics: [MetricRow]
    /// The cost of the work against its gain.
    public var roi: ReturnOnInvestment?
    /// The run was interrupted before its end.
    public var interrupted = false
    /// Seconds from begin to end.
    public var seconds = 0.0

    /// A run that has only its baseline.
    public init(id: String, url: String, baseline: Evidence, findings: [Finding] = [], plan: Plan = Plan(tasks: [])) {
        self.id = id
        self.url = url
        self.baseline = baseline
        self.findings = findings
        self.plan = plan
        verdicts = []
        metrics = []
    }

    /// Whether every metric that was measured is within its threshold.
    public var isMet: Bool { metrics.allSatisfy { $0.isMet ?? true } }

    /// The patterns whose gain was proven.
    public var kept: [PatternID] { verdicts.filter { $0.outcome == .kept }.map(\.pattern) }
}
