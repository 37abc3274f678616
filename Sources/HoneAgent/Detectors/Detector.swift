import HoneCore

/// A rule that finds one kind of slowness in evidence. A pure function: the same evidence gives the same findings.
public protocol Detector: Sendable {
    /// Stands in findings and never changes, such as `n-plus-one`.
    static var id: String { get }
    /// The probes whose evidence it reads; without one of them it cannot run.
    static var needs: [Evidence.Part] { get }
    /// What it finds; nothing when evidence is missing.
    func findings(in evidence: Evidence) -> [Finding]
}

extension Evidence {
    /// A part of the evidence: what one probe brings.
    public enum Part: String, Sendable, Codable, CaseIterable {
        /// One request at a time.
        case latency
        /// Many users at once.
        case load
        /// The SQL of each request.
        case queries
        /// The database file.
        case database
        /// Indices measured on a copy.
        case advice
        /// Headers and sizes.
        case http
        /// The application's processes.
        case system
    }

    /// Why a part is missing, or `nil` when it is there.
    public func missing(_ part: Part) -> String? {
        switch part {
        case .latency: latency.reason
        case .load: load.reason
        case .queries: queries.reason
        case .database: database.reason
        case .advice: advice.reason
        case .http: http.reason
        case .system: system.reason
        }
    }
}

/// What the detectors said together.
public struct Diagnosis: Sendable, Codable, Equatable {
    /// The most severe first, then by expected gain.
    public var findings: [Finding]
    /// Detectors that could not run, and which evidence they lacked.
    public var skipped: [String: String]

    /// Every detector there is.
    public static var detectors: [any Detector] {
        [
            NPlusOneDetector(), RepeatedPatternDetector(), DuplicateQueryDetector(), SlowQueryDetector(),
            FullScanDetector(), SortDetector(), AutomaticIndexDetector(), MissingIndexDetector(),
            RedundantIndexDetector(), UnusedIndexDetector(), ConnectionPerRequestDetector(), WriteAheadLogDetector(),
            CheckpointDetector(), DeferredUpgradeDetector(), WriteContentionDetector(), CompressionDetector(),
            CachingHeadersDetector(), EntityTagDetector(), UncachedAnswerDetector(), UnsafeCacheabilityDetector(),
            ApplicationCacheDetector(), ConnectionSettingsDetector(),
        ]
    }

    /// Asks every detector whose evidence is there.
    public init(_ evidence: Evidence, detectors: [any Detector] = Diagnosis.detectors) {
        findings = []
        skipped = [:]
        for detector in detectors {
            let kind = type(of: detector)
            if let reason = kind.needs.lazy.compactMap({ evidence.missing($0) }).first {
                skipped[kind.id] = reason
            } else {
                findings += detector.findings(in: evidence)
            }
        }
        findings.sort {
            ($0.severity, $0.estimate?.share ?? 0, $1.id) > ($1.severity, $1.estimate?.share ?? 0, $0.id)
        }
    }
}
