import HoneCore
import HoneHTTP

/// Answers that shared caches may keep and should not: a user gets another one than somebody who is not logged in, or
/// none, or it sets a cookie. A cache on the way shows one user's page to another. Those are answers that say they are
/// for everyone (`public` or `s-maxage`), and, where users are known by a cookie, all that say how long they are fresh
/// and not `private`: a cookie, unlike `Authorization`, keeps no shared cache from storing. Source: RFC 9111 §3, §3.5
/// and §7.3.
struct UnsafeCacheabilityDetector: Detector {
    static let id = "unsafe-cacheability"
    static let needs: [Evidence.Part] = [.http]

    func findings(in evidence: Evidence) -> [Finding] {
        (evidence.http.value?.answers ?? []).compactMap { answer in
            guard let reason = answer.unsafe else { return nil }
            return Finding(
                detector: Self.id, severity: .high, title: "A shared cache may keep what \(reason)",
                location: answer.name,
                evidence: [
                    .init("differs by user", answer.isPersonal ? 1 : 0, "(1 yes, 0 no)"),
                    .init("sets a cookie", answer.setsCookie ? 1 : 0, "(1 yes, 0 no)"),
                    .init("kept for", Double(answer.caching.lifetime(shared: true, now: 0).seconds), "s"),
                ],
                pattern: .cachingHeaders, estimate: nil, effortHours: 1)
        }
    }
}

extension HTTPEvidence.Answer {
    /// Whether one who is not logged in gets another answer. One that changes by itself says nothing about users.
    fileprivate var isPersonal: Bool {
        stranger == .refused || (stranger == .different && repeatsItself && repeatsLater != false)
    }

    /// Why no shared cache should keep it, if one may.
    fileprivate var unsafe: String? {
        let caching = caching
        guard status == 200, caching.isForEveryone || isKeptInSpiteOfCookie(caching),
            caching.isStorable(shared: true, authorised: authorized)
        else { return nil }
        // no-cache has it asked for each time, and the app says then whether it is still this user's.
        guard !caching.cacheControl.noCache.isPresent else { return nil }
        if setsCookie { return "sets a cookie" }
        let vary = Vary(vary)
        guard isPersonal, !vary.names("Cookie"), !vary.names("Authorization") else { return nil }
        return "differs by user"
    }

    /// Whether its user was known by a cookie, and it says that it may be kept for a while.
    private func isKeptInSpiteOfCookie(_ caching: ResponseCaching) -> Bool {
        let lifetime = caching.lifetime(shared: true, now: 0)
        return hasCookieLogin == true && lifetime.basis != .none && lifetime.basis != .heuristic && lifetime.seconds > 0
    }
}
