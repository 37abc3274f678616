import HTTPTypes
import HoneCache
import Hummingbird

extension CacheRegistry {
    /// Adds the routes that show the registered caches and act on them. Described in docs/cache-endpoints.md.
    ///
    /// - `GET /api/cache/stats`: what each cache and each of its tiers has counted and holds; open to all who reach the
    ///   app, but for what went wrong in a tier, which only who has the token is told.
    /// - `POST /api/cache/clear`: clears all caches, or with `{"cache": "products"}` one.
    /// - `POST /api/cache/warmup`: runs all warmers, or with `{"names": ["products"]}` some, and reports each.
    /// - `POST /api/cache/invalidate`: `{"cache": "products", "key": "products:all"}`, or `"prefix"` or `"tag"` in
    ///   place of `"key"`; a tag without a cache is invalidated in all.
    ///
    /// Errors are problem documents (RFC 9457): 400, 401, 403, 404, 405, 409, 413.
    /// - Parameters:
    ///   - router: Where to add them.
    ///   - adminToken: What a POST must carry as `Authorization: Bearer …`. Without one, or with an empty one, nobody
    ///     may POST.
    public func addRoutes(to router: some RouterMethods<some RequestContext>, adminToken: String?) {
        CacheRoutes(registry: self, token: adminToken.map { AdminToken($0) }).add(to: router)
    }
}

/// The routes of an app's caches: which there are, which methods each knows, and who may ask.
struct CacheRoutes: Sendable {
    /// Where they are.
    static let root = "/api/cache"
    /// Their paths below the root.
    static let templates: Set<String> = ["/stats", "/clear", "/warmup", "/invalidate"]
    /// The longest body of a POST, in bytes: a key, or the names of all warmers.
    static let maximumBody = 64 << 10

    let registry: CacheRegistry
    let token: AdminToken?

    func add<Context: RequestContext>(to router: some RouterMethods<Context>) {
        let stats = RouterPath("\(Self.root)/stats")
        router.on(stats, method: .get) { request, _ in try self.stats(request) }
        router.on(stats, method: .head) { request, _ in try self.stats(request).createHeadResponse() }
        refuseOthers(stats, but: [.get, .head], in: router)
        addPost("/clear", to: router) { request in try await clear(request) }
        addPost("/warmup", to: router) { request in try await warmUp(request) }
        addPost("/invalidate", to: router) { request in try await invalidate(request) }
    }

    private func addPost<Context: RequestContext>(
        _ path: String, to router: some RouterMethods<Context>,
        _ act: @escaping @Sendable (Request) async throws -> Response
    ) {
        let place = RouterPath("\(Self.root)\(path)")
        router.on(place, method: .post) { request, _ in
            try admit(request)
            return try await act(request)
        }
        refuseOthers(place, but: [.post], in: router)
    }

    private func refuseOthers<Context: RequestContext>(
        _ place: RouterPath, but allowed: [HTTPRequest.Method], in router: some RouterMethods<Context>
    ) {
        for method in MonitoringRoutes.methods where !allowed.contains(method) {
            router.on(place, method: method) { _, _ -> Response in throw Problem.notAllowed(method, but: allowed) }
        }
    }

    /// Throws unless the request may change something.
    private func admit(_ request: Request) throws {
        guard let token else {
            throw Problem(
                title: "Forbidden", status: .forbidden,
                detail: "This app has no admin token, so nobody may do this; start it with one.")
        }
        guard token.opens(for: request) else { throw Problem.unauthorised() }
    }
}
