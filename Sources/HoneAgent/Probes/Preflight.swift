import HoneLoad

/// Asks for each endpoint once before anything is measured: an error page answers fast, and would pass for a gain.
struct Preflight: Sendable {
    let target: Target
    let requester: Requester

    /// The endpoints that answer as they should, and why the others are left out.
    struct Outcome: Sendable {
        var usable: [Target.Endpoint]
        var leftOut: [String: String]
    }

    /// - Parameter mayWrite: what the requests write can be undone.
    /// - Throws: `AgentError` when no endpoint is usable, or the application stopped.
    func check(_ running: RunningTarget, mayWrite: Bool) async throws -> Outcome {
        try await requester.logIn()
        var outcome = Outcome(usable: [], leftOut: [:])
        for endpoint in target.endpoints {
            if !endpoint.isSafe, !mayWrite {
                outcome.leftOut[endpoint.name] =
                    "it writes, and Hone could not undo that: it takes 'start' and 'database' in hone.yaml"
                continue
            }
            if let reason = try await refusal(endpoint) {
                outcome.leftOut[endpoint.name] = reason
            } else {
                outcome.usable.append(endpoint)
            }
            try running.checkAlive()
        }
        guard !outcome.usable.isEmpty else { throw nothingUsable(outcome.leftOut) }
        return outcome
    }

    private func refusal(_ endpoint: Target.Endpoint) async throws -> String? {
        for path in endpoint.paths.prefix(3) {
            let answer: Requester.Answer
            do {
                answer = try await requester.send(endpoint, path: path)
            } catch let error as ClientError {
                return "\(path) gives no answer: \(error)"
            }
            switch answer.status {
            case 200..<300, 304: continue
            case 300..<400:
                let place = answer.header("location") ?? "another place"
                let hint = target.login == nil && place.contains("login") ? "; add 'login' to hone.yaml" : ""
                return "\(path) redirects to \(place) (\(answer.status))\(hint)"
            case 401, 403:
                return "\(path) answers \(answer.status)"
                    + (target.login == nil ? ": add 'login' to hone.yaml" : ": the user of 'login' may not see it")
            default: return "\(path) answers \(answer.status)"
            }
        }
        return nil
    }

    private func nothingUsable(_ leftOut: [String: String]) -> AgentError {
        guard !target.endpoints.isEmpty else {
            return AgentError(
                .usage, "hone.yaml names no endpoint.",
                remedy: "Add 'endpoints:' with a line '- request: GET /', or let `hone init` discover them.")
        }
        let reasons = leftOut.sorted { $0.key < $1.key }.prefix(5).map { "    \($0.key): \($0.value)" }
        return AgentError(
            .unreachable, "None of the \(leftOut.count) endpoints can be measured:\n\(reasons.joined(separator: "\n"))",
            remedy: "Mend the application or the endpoints in hone.yaml, and run the command again.")
    }
}
