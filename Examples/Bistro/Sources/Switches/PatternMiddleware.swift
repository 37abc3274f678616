import HoneDatabase
import HoneHTTP
import HoneHummingbird
import HoneMonitor
import Hummingbird

/// PAT-013, PAT-014 and PAT-017: the patterns that are middleware; and the routes of what they look after.
enum PatternMiddleware {
    /// Adds those that are on, the outermost first; the order is explained in HoneHummingbird.
    static func add(
        _ switches: Switches, monitor: PerformanceMonitor?, pool: ConnectionPool?, kept: KeptAnswers,
        adminToken: String?, to router: Router<BistroContext>
    ) {
        if let monitor {
            if let pool { monitor.addGauges("database") { pool.statistics.gauges } }
            router.add(middleware: monitor.middleware(adminToken: adminToken))
            // Open to all unless a token is set: Bistro listens on loopback and is an example. An app of yours sets one.
            // What changes something, as clearing a cache does, takes one all the same.
            monitor.addRoutes(to: router, adminToken: adminToken, caches: kept.registry)
        } else {
            kept.registry?.addRoutes(to: router, adminToken: adminToken)
        }
        // After the routes above, which are not to be looked up in it.
        if let responses = kept.responses {
            router.add(middleware: responses.middleware())
            router.add(middleware: CacheHeadersMiddleware(rules: cacheRules))
        }
        if switches.has(.compression) { router.add(middleware: CompressionMiddleware()) }
        if switches.has(.cachingHeaders) { router.add(middleware: EntityTagMiddleware()) }
    }

    /// How long which answers may be kept. What a booking changes is always asked for again (`no-cache`), and then
    /// answered with 304 when nothing did change.
    static let cacheRules = [
        forEveryone(.prefix("/images/"), "public, max-age=604800"),
        forEveryone(.prefix("/assets/"), "public, max-age=3600"),
        forEveryone(.exact("/openapi.json"), "public, max-age=3600"),
        forEveryone(.exact("/api/products"), "public, max-age=300"),
        forEveryone(.exact("/api/chefs"), "public, max-age=60"),
        forEveryone(.exact("/api/reviews"), "public, max-age=60"),
        // Says how often the chef was booked.
        CachePolicyRule(.prefix("/api/chefs/"), "public, no-cache"),
        CachePolicyRule(.prefix("/chefs/"), "public, no-cache"),
        CachePolicyRule(.exact("/api/bookings"), "private, no-cache"),
        CachePolicyRule(.exact("/api/dashboard"), "private, no-cache"),
        forEveryone(.exact("/explore"), "public, max-age=60"),
        forEveryone(.exact("/reviews"), "public, max-age=60"),
        forEveryone(.exact("/dashboard"), "public, max-age=60"),
    ]

    /// A rule for what does not look at who asks: guests who are signed in send their token with everything.
    private static func forEveryone(
        _ paths: CachePolicyRule.Paths, _ cacheControl: HoneHTTP.CacheControl
    ) -> CachePolicyRule {
        CachePolicyRule(paths, cacheControl, sharesPersonalResponses: true)
    }
}
