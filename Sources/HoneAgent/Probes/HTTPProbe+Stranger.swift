extension HTTPProbe {
    /// What somebody who is not logged in is answered, beside what the user was.
    ///
    /// A shared cache on the way may give a stranger what it kept of the user's visit, which is the very leak that is
    /// looked for, and many hear no `no-cache`. Where both were given the same, both are asked for addresses that
    /// nothing can have been kept for: with a parameter that was never sent before.
    /// - Parameter own: what the user was answered.
    func stranger(_ path: String, beside own: Requester.Answer) async throws -> HTTPEvidence.Answer.Stranger {
        let seen = Self.compared(try await requester.get(path, headers: [Self.unkept], asUser: false), beside: own)
        guard seen == .same else { return seen }
        let mine = try await elsewhere(path, asUser: true)
        let theirs = try await elsewhere(path, asUser: false)
        let again = try await elsewhere(path, asUser: true)
        // An application that refuses a parameter it does not know, or shows it in its answer, cannot be asked so.
        guard mine.status == own.status, again.status == own.status, again.body == mine.body else { return .same }
        return Self.compared(theirs, beside: mine)
    }

    /// The answer at an address that no cache knows.
    private func elsewhere(_ path: String, asUser: Bool) async throws -> Requester.Answer {
        let mark = "hone-probe=" + String(UInt64.random(in: .min ... .max), radix: 36)
        return try await requester.get(
            path + (path.contains("?") ? "&" : "?") + mark, headers: [Self.unkept], asUser: asUser)
    }

    private static func compared(
        _ answer: Requester.Answer, beside own: Requester.Answer
    ) -> HTTPEvidence.Answer.Stranger {
        if [401, 403].contains(answer.status) || (own.status == 200 && (300..<400).contains(answer.status)) {
            return .refused
        }
        return answer.status == own.status && answer.body == own.body ? .same : .different
    }
}
