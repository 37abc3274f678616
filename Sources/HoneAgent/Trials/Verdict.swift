import Foundation
import HoneCore

/// What a trial decided about one fix, with the numbers it decided by.
public struct Verdict: Sendable, Codable {
    /// The pattern that the fix applies.
    public var pattern: PatternID
    /// How the fix is applied.
    public var kind: FixKind
    /// What was changed, in a line: `CREATE INDEX …`, `BISTRO_PATTERNS=PAT-015`.
    public var change: String
    /// What came of it.
    public var outcome: Outcome
    /// Why, in a sentence with the numbers in it.
    public var reason: String
    /// What was compared.
    public var objective: Objective
    /// The comparison of the blocks; `nil` when the trial ended before any.
    public var comparison: Comparison?
    /// The noise of the machine, as a share, measured by running A against A.
    public var noiseFloor: Double?
    /// Block figures of A in ms, in the order they ran.
    public var blocksA: [Double]
    /// Block figures of B in ms, in the order they ran.
    public var blocksB: [Double]
    /// Mean figures of A and of B by endpoint, in ms.
    public var endpoints: [EndpointGain]
    /// Mean bytes per answer on the wire with A and with B.
    public var bytesA: Double
    /// See `bytesA`.
    public var bytesB: Double
    /// Answers that changed, when that is what undid the fix; at most 10.
    public var differences: [String]
    /// When the trial ended.
    public var decidedAt: Date

    /// What a trial can come to.
    public enum Outcome: String, Sendable, Codable {
        /// The gain is proven and the answers are the same: the fix stays.
        case kept
        /// No gain, errors, or different answers: the fix was undone.
        case reverted
        /// The blocks do not decide; the fix was undone.
        case inconclusive
        /// A person has to do it: nothing was tried.
        case manual
    }

    /// The figure that a trial compares; each is the mean over the scenario's tasks by their weights, so that a run
    /// which happens to draw more of the cheap ones is not taken for a faster one.
    public enum Objective: String, Sendable, Codable {
        /// Response time.
        case latency
        /// Response time plus the time that the answer's bytes take over the target's network.
        case delivery
    }

    /// One endpoint with A and with B.
    public struct EndpointGain: Sendable, Codable, Equatable {
        /// `GET /api/dashboard`.
        public var name: String
        /// Mean with A, in ms.
        public var a: Double
        /// Mean with B, in ms.
        public var b: Double

        /// A row from its parts.
        public init(name: String, a: Double, b: Double) {
            self.name = name
            self.a = a
            self.b = b
        }
    }

    /// A verdict without measurements.
    public init(
        pattern: PatternID, kind: FixKind, change: String, outcome: Outcome, reason: String,
        objective: Objective = .latency, decidedAt: Date = .now
    ) {
        self.pattern = pattern
        self.kind = kind
        self.change = change
        self.outcome = outcome
        self.reason = reason
        self.objective = objective
        self.decidedAt = decidedAt
        blocksA = []
        blocksB = []
        endpoints = []
        bytesA = 0
        bytesB = 0
        differences = []
    }
}

/// How a fix is applied.
public enum FixKind: String, Sendable, Codable {
    /// Hone changes the database itself.
    case database
    /// The application is restarted with a variable or flag that `hone.yaml` names.
    case `switch`
    /// The application is restarted with a preloaded library that makes settings on its connections.
    case preload
    /// The report shows what to do and a person does it.
    case manual
}
