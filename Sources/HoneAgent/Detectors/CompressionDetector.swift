import HoneCore

/// Answers of a compressible type that go out uncompressed to a client that accepts compression.
struct CompressionDetector: Detector {
    static let id = "no-compression"
    static let needs: [Evidence.Part] = [.http]

    /// The size from which on compression pays; the monitor's detector of running apps has the same.
    var rule = PayloadRule()
    /// The least share of the bytes that has to go.
    var minimumSaving = 0.1

    func findings(in evidence: Evidence) -> [Finding] {
        let answers = (evidence.http.value?.answers ?? []).filter { answer in
            guard answer.coding == nil, rule.isWorthCompressing(bytes: answer.size),
                let best = answer.compressed.values.min()
            else {
                return false
            }
            return Double(answer.size - best) >= minimumSaving * Double(answer.size)
        }
        guard !answers.isEmpty else { return [] }
        let now = answers.reduce(0) { $0 + $1.size }
        let then = answers.reduce(0) { $0 + ($1.compressed["gzip"] ?? $1.compressed.values.min() ?? $1.size) }
        let saving = Double(now - then) / Double(now)
        return [
            Finding(
                detector: Self.id, severity: now - then >= 50_000 ? .high : .medium,
                title: "\(answers.count) answers are sent uncompressed",
                location: list(answers.map(\.name)),
                evidence: [
                    .init("bytes now", Double(now), "bytes"), .init("bytes with gzip", Double(then), "bytes"),
                    .init("saved", saving * 100, "%"),
                ],
                pattern: .compression, estimate: nil, effortHours: 1)
        ]
    }
}
