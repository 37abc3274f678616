import HoneCore
import HoneHTTP

/// GET answers that are the same for a user and for somebody who is not logged in, now and after everything else was
/// asked, and that no shared cache may keep fresh: each is made anew for each visitor. Source: RFC 9111 §3 and §4.2.
struct UncachedAnswerDetector: Detector {
    static let id = "cacheable-but-uncached"
    static let needs: [Evidence.Part] = [.http, .latency]

    /// The least share of all response time that an answer has to take to be named.
    var leastShare = 0.01

    func findings(in evidence: Evidence) -> [Finding] {
        (evidence.http.value?.answers ?? []).compactMap { answer in
            let share = evidence.latency.value?.share(of: answer.name) ?? 0
            guard answer.isForEveryone, !answer.isKept, share >= leastShare else { return nil }
            return Finding(
                detector: Self.id, severity: share >= 0.1 ? .medium : .low,
                title: "The same answer is made for every visitor",
                location: answer.name,
                evidence: [
                    .init("requests with the same answer", answer.stranger == nil ? 3 : 4, "of as many"),
                    .init("users that were compared", answer.stranger == nil ? 1 : 2, ""),
                    .init("share of response time", share * 100, "%"),
                ],
                pattern: .cachingHeaders,
                estimate: .init(
                    share: share,
                    basis:
                        "a shared cache spares the whole request; the endpoint has \(percent(share)) of all response "
                        + "time; every request taken as a hit"),
                effortHours: 2)
        }
    }
}

extension HTTPEvidence.Answer {
    /// Whether it was the same whoever asked and whenever, as far as that was tried.
    fileprivate var isForEveryone: Bool {
        guard status == 200, repeatsItself, repeatsLater == true, !setsCookie else { return false }
        // Without a login there was one kind of visitor, who is everyone.
        return stranger == .same || (stranger == nil && !isForUser)
    }

    /// Whether a shared cache may keep it fresh for a while, for requests with the login too.
    fileprivate var isKept: Bool {
        let caching = caching
        let lifetime = caching.lifetime(shared: true, now: 0)
        // A guess from Last-Modified (RFC 9111 §4.2.2) is what a cache may make, and need not.
        return caching.isStorable(shared: true, authorised: authorized) && !caching.cacheControl.noCache.isPresent
            && lifetime.seconds > 0 && lifetime.basis != .heuristic
    }
}
