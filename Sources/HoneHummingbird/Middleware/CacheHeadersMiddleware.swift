import HTTPTypes
import HoneHTTP
import Hummingbird

/// Adds `Cache-Control` to successful reads by the first rule that matches the path (PAT-014).
///
/// A handler's own `Cache-Control` stands. A response that sets a cookie, or answers a request with `Authorization`,
/// is made `private` instead of shareable, unless the rule says otherwise; see `CachePolicy`. Place it outside
/// ``CompressionMiddleware`` and ``EntityTagMiddleware``, so that a 304 says what the 200 said.
public struct CacheHeadersMiddleware<Context: RequestContext>: RouterMiddleware {
    private let policy: CachePolicy

    /// A middleware for rules; the first that matches a path decides.
    public init(rules: [CachePolicyRule]) {
        policy = CachePolicy(rules: rules)
    }

    /// Answers the request and adds the header.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let exchange = CachePolicy.Exchange(
            path: request.uri.path, isRead: request.method == .get || request.method == .head,
            isAuthorised: request.headers.contains(.authorization), status: response.status.code,
            setsCookie: response.headers.contains(.setCookie),
            hasCacheControl: response.headers.contains(.cacheControl))
        if let cacheControl = policy.cacheControl(for: exchange) {
            response.headers[.cacheControl] = cacheControl
        }
        return response
    }
}
