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
        let (path, isRead) = (request.uri.path, request.method == .get || request.method == .head)
        var response =
            if policy.forbidsTransforming(path, isRead: isRead) {
                try await CachePolicy.$forbidsTransforming.withValue(true) { try await next(request, context) }
            } else {
                try await next(request, context)
            }
        let exchange = CachePolicy.Exchange(
            path: path, isRead: isRead,
            isAuthorised: request.headers.contains(.authorization), status: response.status.code,
            setsCookie: response.headers.contains(.setCookie),
            hasCacheControl: response.headers.contains(.cacheControl))
        if let cacheControl = policy.cacheControl(for: exchange) {
            response.headers[.cacheControl] = cacheControl
        }
        return response
    }
}

extension CachePolicy {
    /// Whether the answer to the request that runs is to say `no-transform` where its handler says nothing. Its field
    /// is added outside of ``CompressionMiddleware``, which has to know before.
    @TaskLocal static var forbidsTransforming = false
}
