import HoneCore
import HoneHTTP

/// GET answers that repeat themselves and carry neither a validator nor a freshness, so that each visit transfers
/// them whole again. Source: RFC 9111 §4.2 (freshness) and §4.3 (validation).
struct CachingHeadersDetector: Detector {
    static let id = "no-caching-headers"
    static let needs: [Evidence.Part] = [.http]

    func findings(in evidence: Evidence) -> [Finding] {
        let answers = (evidence.http.value?.answers ?? []).filter { $0.status == 200 && $0.repeatsItself }
        let bare = answers.filter { $0.caching.saysNothing }
        guard !bare.isEmpty else { return [] }
        let bytes = bare.reduce(0) { $0 + $1.sent }
        return [
            Finding(
                detector: Self.id, severity: bytes >= 50_000 ? .high : .medium,
                title: "\(bare.count) of \(answers.count) answers that repeat themselves have no caching headers",
                location: list(bare.map(\.name)),
                evidence: [
                    .init("without a validator and a freshness", Double(bare.count), "answers"),
                    .init("transferred again on each visit", Double(bytes), "bytes"),
                ],
                pattern: .cachingHeaders, estimate: nil, effortHours: 2)
        ]
    }
}

extension HTTPEvidence.Answer {
    /// What its headers say about being stored and reused, as far as the probe kept them.
    var caching: ResponseCaching {
        let fields = [
            ("Cache-Control", cacheControl), ("ETag", etag), ("Last-Modified", lastModified), ("Expires", expires),
            ("Date", date), ("Vary", vary), ("Set-Cookie", setsCookie ? "set" : nil),
        ]
        return ResponseCaching(
            status: status, fields: HeaderFields(fields.compactMap { name, value in value.map { (name, $0) } }))
    }
}
