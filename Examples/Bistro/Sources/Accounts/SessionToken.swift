/// A bearer token: the user's id and its signature, `17.5f1c…`.
///
/// Signed instead of stored, so that a signed-in request costs no query for its session, and the
/// same user has the same token on every start.
struct SessionToken: Sendable {
    /// The key that signs; whoever has it can sign in as anyone.
    let secret: String

    /// The token of the user with this id.
    func issue(userID: Int64) -> String {
        "\(userID).\(signature(of: userID))"
    }

    /// The user's id, or nil when the token is malformed or its signature is not ours.
    func userID(in token: some StringProtocol) -> Int64? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let userID = Int64(parts[0]), userID > 0 else { return nil }
        return Password.constantTimeEqual(signature(of: userID), String(parts[1])) ? userID : nil
    }

    private func signature(of userID: Int64) -> String {
        SHA256.authenticationCode("bistro-session:\(userID)".utf8, key: Array(secret.utf8)).hexadecimal
    }
}
