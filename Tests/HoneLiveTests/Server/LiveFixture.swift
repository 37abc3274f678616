import Foundation
import HoneLoad

@testable import HoneLive

/// A session with its server, on any free port.
struct LiveFixture: Sendable {
    let session: LiveSession
    let token: LiveToken
    /// The address that the terminal would show.
    let page: String
    let client = HTTPClient()

    /// The page's address without the token.
    var base: String { String(page.prefix { $0 != "#" }.dropLast()) }
    var authority: String { String(base.dropFirst("http://".count)) }

    /// Serves `session` while `body` runs.
    static func serving(
        _ session: LiveSession, _ body: @escaping @Sendable (LiveFixture) async throws -> Void
    ) async throws {
        let token = LiveToken()
        let (pages, ready) = AsyncStream.makeStream(of: String.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { ready.finish() }
                try await LiveServer(session: session, port: 0, token: token).run { ready.yield($0) }
            }
            var pages = pages.makeAsyncIterator()
            guard let page = await pages.next() else {
                try await group.waitForAll()
                return
            }
            let fixture = LiveFixture(session: session, token: token, page: page)
            do {
                try await body(fixture)
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Asks the server, with the token unless other headers are given.
    func send(
        _ method: String, _ path: String, _ body: String? = nil, headers: [(String, String)]? = nil
    ) async throws -> HTTPClient.Response {
        let headers = headers ?? [(LiveGate.tokenHeader, token.text)]
        return try await client.send(
            .init(
                base + path, method: method, headers: headers.map { .init($0.0, $0.1) },
                body: body.map { Array($0.utf8) }))
    }

    func state() async throws -> LiveState {
        try JSONDecoder().decode(LiveState.self, from: Data(try await send("GET", "/api/state").body))
    }
}
