import HoneCore

/// Where a recording shows how its users got the bearer token that later requests carry.
struct HARLogin {
    /// The name that the token is kept under.
    static let name = "token"

    /// Which request was answered with it.
    let index: Int
    /// Where in the JSON of the answer it lies (RFC 6901).
    let pointer: String

    /// nil when no request carries a token, or no earlier JSON answer holds the first that does.
    init?(_ steps: [HARRecording.Step]) {
        for (position, step) in steps.enumerated() {
            guard let token = step.entry.headers.lazy.compactMap(Self.token).first else { continue }
            for (index, earlier) in steps[..<position].enumerated() {
                guard let answer = earlier.entry.answer, answer.contains(token),
                    let node = try? JSONNode(parsing: Array(answer.utf8)), let pointer = node.pointer(to: token)
                else { continue }
                self.index = index
                self.pointer = pointer
                return
            }
            return nil
        }
        return nil
    }

    /// The token of an `Authorization` header of the scheme Bearer (RFC 6750 §2.1).
    static func token(_ header: Scenario.Header) -> String? {
        guard header.name.lowercased() == "authorization", header.value.lowercased().hasPrefix("bearer ") else {
            return nil
        }
        let token = String(header.value.dropFirst(7).trimmed)
        return token.isEmpty ? nil : token
    }
}
