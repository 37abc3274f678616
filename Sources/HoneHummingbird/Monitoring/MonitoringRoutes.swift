import HTTPTypes
import HoneCache
import HoneMonitor
import Hummingbird

extension PerformanceMonitor {
    /// Adds the routes that show what the monitor saw, and the dashboard. Described in docs/monitoring-routes.md.
    ///
    /// - `GET /api/monitoring/`: the dashboard, a page that needs nothing from elsewhere. It holds no figures and asks
    ///   for the token itself.
    /// - `GET /api/monitoring/metrics`: every endpoint; `?minutes=1…60`: only those that were asked in the last so many
    ///   minutes. `GET /api/monitoring/metrics/{endpoint}`: one, named as in the former and percent-encoded, such as
    ///   `GET%20%2Fapi%2Fchefs%2F%7Bid%7D`.
    /// - `GET /api/monitoring/system`, `queries?order=time|count|longest`, `findings`, `requests`, `requests/{id}`
    ///   (or by span), `heatmap`.
    /// - `GET /api/monitoring/events`: metrics and system every second, as server-sent events.
    /// - `GET /api/monitoring/prometheus`: for a scraper; OpenMetrics when it is accepted.
    /// - `GET /api/monitoring/page-metrics`: what browsers measured. Open to all: `page-metrics.js`, the script that
    ///   measures, and `POST /api/monitoring/page-metrics`, where it sends to.
    /// - `GET /api/monitoring/health`: that the app answers; open to all, says no figures.
    ///
    /// Errors are problem documents (RFC 9457): 400, 401, 403, 404, 405, 413, 429, 503.
    /// - Parameters:
    ///   - router: Where to add them.
    ///   - adminToken: What a request must carry as `Authorization: Bearer …`; nil opens the routes to everyone who
    ///     reaches the app. An empty token opens them to nobody. Of visible ASCII characters without spaces; one with
    ///     others cannot be entered in the dashboard.
    ///   - caches: The app's caches: their routes are added too (`CacheRegistry.addRoutes(to:adminToken:)`), and the
    ///     dashboard shows them; nil: neither.
    public func addRoutes(
        to router: some RouterMethods<some RequestContext>, adminToken: String?, caches: CacheRegistry? = nil
    ) {
        let token = adminToken.map { AdminToken($0) }
        MonitoringRoutes(monitor: self, token: token, showsCaches: caches != nil).add(to: router)
        caches?.addRoutes(to: router, adminToken: adminToken)
    }
}

/// The routes of a monitor: which there are, which methods each knows, and who may ask.
struct MonitoringRoutes: Sendable {
    /// Where they are.
    static let root = "/api/monitoring"
    /// The methods that the routes answer with 405 where they do not know them. Others are the router's to refuse.
    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete]

    let monitor: PerformanceMonitor
    let token: AdminToken?
    /// Whether the dashboard has a panel for the app's caches, whose routes are beside these.
    let showsCaches: Bool
    let feed: EventFeed

    init(monitor: PerformanceMonitor, token: AdminToken?, showsCaches: Bool = false) {
        self.monitor = monitor
        self.token = token
        self.showsCaches = showsCaches
        feed = EventFeed(monitor: monitor)
    }

    typealias Handler = @Sendable (Request, Parameters) async throws -> Response

    func add<Context: RequestContext>(to router: some RouterMethods<Context>) {
        add("", to: router, isOpen: true) { _, _ in MonitoringPage.response(showsCaches: showsCaches) }
        add("/health", to: router, isOpen: true) { _, _ in try health() }
        add("/metrics", to: router) { request, _ in try metrics(request) }
        add("/metrics/{endpoint}", to: router) { _, parameters in try metrics(ofEndpoint: parameters) }
        add("/system", to: router) { _, _ in try MonitoringJSON.response(try system()) }
        add("/queries", to: router) { request, _ in try queries(request) }
        add("/findings", to: router) { _, _ in try MonitoringJSON.response(["findings": monitor.findings()]) }
        add("/requests", to: router) { _, _ in try MonitoringJSON.response(["requests": monitor.requests()]) }
        add("/requests/{id}", to: router) { _, parameters in try kept(parameters) }
        add("/heatmap", to: router) { _, _ in try MonitoringJSON.response(monitor.heatmap()) }
        add("/prometheus", to: router) { request, _ in prometheus(request) }
        add("/events", to: router) { request, _ in try events(request) }
        add("/page-metrics.js", to: router, isOpen: true) { _, _ in MonitoringPage.pageMetricsScript() }
        add("/page-metrics", to: router, alsoPost: { request in try await recordPage(request) }) { _, _ in
            try MonitoringJSON.response(monitor.pageMetrics.snapshot())
        }
        for method in Self.methods {
            router.on("\(Self.root)/**", method: method) { request, _ -> Response in
                throw Problem(
                    title: "Not Found", status: .notFound,
                    detail: "Nothing is at \(request.uri.path.prefix(200)); \(Self.root)/ is the dashboard and "
                        + "\(Self.root)/metrics lists the figures.")
            }
        }
    }

    /// Adds a route for GET and HEAD, for POST where it is said how, and 405 for the other methods.
    private func add<Context: RequestContext>(
        _ path: String, to router: some RouterMethods<Context>, isOpen: Bool = false,
        alsoPost post: (@Sendable (Request) async throws -> Response)? = nil, _ get: @escaping Handler
    ) {
        let token = isOpen ? nil : token
        let allowed: [HTTPRequest.Method] = [.get, .head] + (post == nil ? [] : [.post])
        let place = RouterPath("\(Self.root)\(path)")
        router.on(place, method: .get) { request, context in
            if let token, !token.opens(for: request) { throw Problem.unauthorised() }
            return try await get(request, context.parameters)
        }
        router.on(place, method: .head) { request, context in
            if let token, !token.opens(for: request) { throw Problem.unauthorised() }
            return try await get(request, context.parameters).createHeadResponse()
        }
        if let post { router.on(place, method: .post) { request, _ in try await post(request) } }
        for method in Self.methods where !allowed.contains(method) {
            router.on(place, method: method) { _, _ -> Response in throw Problem.notAllowed(method, but: allowed) }
        }
    }
}
