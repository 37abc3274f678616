import HoneCore
import HoneHTTP

/// GET answers that repeat themselves and say how long they are fresh, or that they are to be asked for again, but
/// carry no validator: when that time is over they are transferred whole, though nothing has changed. Source: RFC 9110
/// §8.8, RFC 9111 §4.3.
struct EntityTagDetector: Detector {
    static let id = "no-entity-tag"
    static let needs: [Evidence.Part] = [.http]

    /// Answers of fewer bytes are not named: a 304 is about as long.
    var leastBytes = 500

    func findings(in evidence: Evidence) -> [Finding] {
        // Those that say nothing at all are the matter of `no-caching-headers`.
        let answers = (evidence.http.value?.answers ?? []).filter { answer in
            let caching = answer.caching
            return answer.status == 200 && answer.repeatsItself && answer.sent >= leastBytes && !caching.saysNothing
                && !caching.hasValidator && !caching.cacheControl.noStore
        }
        guard !answers.isEmpty else { return [] }
        let bytes = answers.reduce(0) { $0 + $1.sent }
        return [
            Finding(
                detector: Self.id, severity: bytes >= 50_000 ? .medium : .low,
                title: "\(answers.count) answers cannot be asked for again without being sent again",
                location: list(answers.map(\.name)),
                evidence: [
                    .init("without ETag and Last-Modified", Double(answers.count), "answers"),
                    .init("transferred when their time is over", Double(bytes), "bytes"),
                ],
                pattern: .cachingHeaders, estimate: nil, effortHours: 1)
        ]
    }
}
