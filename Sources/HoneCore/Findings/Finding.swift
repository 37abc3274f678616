/// How much a finding matters.
public enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
    /// Most users feel it, or it limits how many there can be.
    case high = "HIGH"
    /// Some requests feel it.
    case medium = "MEDIUM"
    /// Worth doing when somebody is there anyway.
    case low = "LOW"

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        }
    }

    /// LOW is less than MEDIUM is less than HIGH.
    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}

/// Something slow that a detector found in the evidence, with the numbers that show it.
public struct Finding: Sendable, Codable, Equatable, Identifiable {
    /// Detector and place, so that the same finding in two runs has the same id.
    public var id: String
    /// The detector's id, such as `n-plus-one`.
    public var detector: String
    /// How much it matters.
    public var severity: Severity
    /// One line that a person reads first.
    public var title: String
    /// Where: an endpoint, a table, a statement, a file.
    public var location: String
    /// Each number that shows it, with its unit.
    public var evidence: [Figure]
    /// The pattern that fixes it.
    public var pattern: PatternID
    /// What the fix could gain, estimated from the evidence; `nil` when the evidence does not say.
    public var estimate: Estimate?
    /// Hours of work to apply the pattern here.
    public var effortHours: Double

    /// A number with its name and unit: `Figure("queries", 9, "per request")`.
    public struct Figure: Sendable, Codable, Equatable {
        /// What was measured.
        public var name: String
        /// The number.
        public var value: Double
        /// The unit, such as `ms` or `bytes`.
        public var unit: String

        /// A figure from its parts.
        public init(_ name: String, _ value: Double, _ unit: String) {
            self.name = name
            self.value = value
            self.unit = unit
        }
    }

    /// An expected gain and how it was reckoned.
    public struct Estimate: Sendable, Codable, Equatable {
        /// Share of the mean response time expected to go, from 0 to 1.
        public var share: Double
        /// How the share was reckoned from the evidence, in a sentence.
        public var basis: String

        /// An estimate from a share (0 to 1; what lies outside is clamped) and its basis.
        public init(share: Double, basis: String) {
            self.share = Swift.min(1, Swift.max(0, share))
            self.basis = basis
        }
    }

    /// A finding; its id is made of `detector` and `location`.
    public init(
        detector: String, severity: Severity, title: String, location: String, evidence: [Figure], pattern: PatternID,
        estimate: Estimate?, effortHours: Double
    ) {
        id = "\(detector)@\(location)"
        self.detector = detector
        self.severity = severity
        self.title = title
        self.location = location
        self.evidence = evidence
        self.pattern = pattern
        self.estimate = estimate
        self.effortHours = effortHours
    }
}
