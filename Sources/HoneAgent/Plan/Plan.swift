import HoneCore

/// What to do, in three phases: database, API, front end.
public struct Plan: Sendable, Codable, Equatable {
    /// In the order they are to be done.
    public var tasks: [Task]

    /// One pattern to apply, for the findings that ask for it.
    public struct Task: Sendable, Codable, Equatable {
        /// The pattern.
        public var pattern: PatternID
        /// What it is called.
        public var title: String
        /// Its phase.
        public var phase: PatternID.Phase
        /// How it can be applied here.
        public var kind: FixKind
        /// Ids of the findings it answers.
        public var findings: [String]
        /// The most severe of them.
        public var severity: Severity
        /// Hours of work.
        public var effortHours: Double
        /// Expected share of the mean response time that goes, from evidence; `nil` when the evidence does not say.
        public var expectedGain: Double?
        /// How the expectation was reckoned.
        public var basis: String
        /// What can go wrong.
        public var risk: String
        /// What is done against it.
        public var mitigation: String
        /// The command that shows whether it worked.
        public var verification: String
        /// Who does it: `hone` or `team`.
        public var owner: String

        /// A task from its parts.
        public init(
            pattern: PatternID, title: String, kind: FixKind, findings: [String], severity: Severity,
            effortHours: Double, expectedGain: Double?, basis: String, risk: String, mitigation: String,
            verification: String, owner: String
        ) {
            self.pattern = pattern
            self.title = title
            phase = pattern.phase
            self.kind = kind
            self.findings = findings
            self.severity = severity
            self.effortHours = effortHours
            self.expectedGain = expectedGain
            self.basis = basis
            self.risk = risk
            self.mitigation = mitigation
            self.verification = verification
            self.owner = owner
        }
    }

    /// A plan from its tasks.
    public init(tasks: [Task]) { self.tasks = tasks }

    /// The tasks of a phase.
    public func tasks(in phase: PatternID.Phase) -> [Task] { tasks.filter { $0.phase == phase } }
}
