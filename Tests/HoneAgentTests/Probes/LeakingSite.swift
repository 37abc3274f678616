import HoneTesting
import Synchronization

@testable import HoneAgent

/// A site with a login, and a shared cache in front of it that keeps every answer and gives it to everyone.
final class LeakingSite: Sendable {
    /// What the site makes of who asks.
    enum Page: Sendable {
        /// It greets the user by name.
        case personal
        /// It is for users alone.
        case closed
        /// It is the same for everyone.
        case common
    }

    /// What the site makes of a parameter that it does not know.
    enum Parameters: Sendable { case ignored, refused, shown }

    private let page: Page
    private let parameters: Parameters
    /// Whether the cache asks the site when the request says `no-cache`.
    private let hearsNoCache: Bool
    private let kept = Mutex<[String: FixtureResponse]>([:])

    init(_ page: Page, _ parameters: Parameters, hearsNoCache: Bool) {
        self.page = page
        self.parameters = parameters
        self.hearsNoCache = hearsNoCache
    }

    /// A server of the site.
    func start() async throws -> FixtureServer { try await FixtureServer.start { self.cached($0) } }

    private func cached(_ request: FixtureRequest) -> FixtureResponse {
        guard request.method == "GET" else { return FixtureResponse(body: #"{"token":"ada"}"#) }
        let isAsked = hearsNoCache && request.header("Cache-Control") == "no-cache"
        if !isAsked, let kept = kept.withLock({ $0[request.target] }) { return kept }
        let (response, isGood) = made(request)
        if isGood { kept.withLock { $0[request.target] = response } }
        return response
    }

    private func made(_ request: FixtureRequest) -> (FixtureResponse, isGood: Bool) {
        let query = request.target.dropFirst(request.path.count)
        let user = request.header("Authorization") == nil ? nil : "Ada"
        if parameters == .refused, !query.isEmpty { return (FixtureResponse(status: 400), false) }
        if page == .closed, user == nil { return (FixtureResponse(status: 401), false) }
        let greeting = page == .common ? "Good day" : "Good day, \(user ?? "stranger")"
        let headers = [("Cache-Control", "public, max-age=60"), ("Content-Type", "text/plain")]
        return (FixtureResponse(headers: headers, body: greeting + (parameters == .shown ? "\(query)" : "")), true)
    }
}
