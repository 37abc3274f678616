import HTTPTypes
import Hummingbird
import Synchronization

/// The port a server got, known once it listens.
final class LivePort: Sendable {
    private let port = Mutex(0)

    func set(_ value: Int) { port.withLock { $0 = value } }
    var value: Int { port.withLock { $0 } }
}

/// Keeps out what the gate refuses, and tells browsers how little the page needs.
struct LiveGateMiddleware<Context: RequestContext>: RouterMiddleware {
    let port: LivePort
    let token: LiveToken

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let caller = LiveGate.Caller(
            authority: request.head.authority, origin: request.headers[.origin],
            token: HTTPField.Name(LiveGate.tokenHeader).flatMap { request.headers[$0] }, path: request.uri.path)
        do {
            try LiveGate(port: port.value, token: token).check(caller)
        } catch {
            return LiveAnswer.refusal(status: error.status, reason: error.reason)
        }
        var response = try await next(request, context)
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }
}
