/// Says which requests a session's server answers.
///
/// The server sends load: a page of another site, open in the same browser, must not be able to give it orders or to
/// read what it says. Three things stand against that. The name it is asked under must be one of this machine, or a
/// site whose name was pointed at 127.0.0.1 (DNS rebinding) would count as the same origin. Everything but the page
/// itself needs a random token in a header that is not one of the few that a page may send to another origin unasked
/// (Fetch standard, CORS-safelisted request headers). And an `Origin` must be the server's own.
struct LiveGate: Sendable {
    /// Where the token stands.
    static let tokenHeader = "X-Hone-Token"

    /// What is looked at in a request.
    struct Caller: Sendable {
        /// The `Host`, or `:authority`.
        var authority: String?
        /// The `Origin`.
        var origin: String?
        /// The token that was presented.
        var token: String?
        /// The path without its query.
        var path: String
    }

    /// An answer instead of the one that was asked for.
    struct Refusal: Error, Sendable, Equatable {
        /// The status.
        var status: Int
        /// One sentence with what to do.
        var reason: String
    }

    /// The names under which this machine may be asked.
    private static let names = ["127.0.0.1", "localhost", "[::1]"]

    let port: Int
    let token: LiveToken

    /// Lets the request through or throws why not.
    func check(_ caller: Caller) throws(Refusal) {
        let authorities = Self.names.map { "\($0):\(port)" } + (port == 80 ? Self.names : [])
        guard let authority = caller.authority?.lowercased(), authorities.contains(authority) else {
            throw Refusal(status: 421, reason: "Ask for this page as http://127.0.0.1:\(port)/.")
        }
        if let origin = caller.origin, origin.lowercased() != "http://\(authority)" {
            throw Refusal(status: 403, reason: "Pages of other sites may not use this one.")
        }
        // The page itself says nothing and does nothing without the token. What else there is must not be guessed from
        // how a path is written: the router reads `//api/start` as `/api/start`.
        guard caller.path != "/" else { return }
        guard let presented = caller.token, token.matches(presented) else {
            throw Refusal(
                status: 401,
                reason: "Open the address that the terminal shows, or send its token as \(Self.tokenHeader).")
        }
    }
}
