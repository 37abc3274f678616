import HoneCore

/// What the detectors see in an answer as such, in bits, as nearly every answer may have it.
struct AnswerSightings: OptionSet, Sendable {
    var rawValue: UInt8

    static let largePayload = AnswerSightings(rawValue: 1)
    static let noCompression = AnswerSightings(rawValue: 2)
    static let noCachingHeaders = AnswerSightings(rawValue: 4)

    /// By the places of their bits.
    static let detectors: [LiveDetector] = [.largePayload, .noCompression, .noCachingHeaders]

    /// As detectors tell it of an answer of so many bytes.
    func sightings(bytes: Int) -> [Sighting] {
        Self.detectors.enumerated().compactMap { place, detector in
            guard contains(AnswerSightings(rawValue: 1 << UInt8(place))) else { return nil }
            let isHigh = detector == .noCompression && bytes >= 50_000
            return Sighting(detector: detector, severity: isHigh ? .high : .medium, count: bytes)
        }
    }
}

/// What the detectors see in an answer: a few comparisons, as it is asked of each.
struct Glance: Sendable {
    private let isOn: Bool
    private let rule: PayloadRule

    init(_ thresholds: LiveThresholds) {
        isOn = thresholds.isOn
        rule = thresholds.payload
    }

    @inline(__always)
    func answer(_ outcome: RequestOutcome, _ traits: ResponseTraits?) -> AnswerSightings {
        guard isOn, let bytes = outcome.responseBytes else { return [] }
        var seen: AnswerSightings = rule.isLarge(bytes: bytes) ? .largePayload : []
        guard let traits else { return seen }
        if traits.contains(.compressible), !traits.contains(.compressed), rule.isWorthCompressing(bytes: bytes) {
            seen.insert(.noCompression)
        }
        if traits.contains(.cacheable), !traits.contains(.hasCachingHeaders), outcome.status == 200 {
            seen.insert(.noCachingHeaders)
        }
        return seen
    }
}
