import HoneDatabase
import HoneHTTP
import HoneHummingbird
import HoneMonitor
import Hummingbird

/// PAT-013, PAT-014 and PAT-017: the patterns that are middleware.
enum PatternMiddleware {
    /// Adds those that are on, the outermost first; the order is explained in HoneHummingbird.
    static func add(
        _ switches: Switches, monitor: PerformanceMonitor?, pool: ConnectionPool?, adminToken: String?,
        to router: Router<BistroContext>
    ) {
        if let monitor {
            if let pool { monitor.addGauges("database") { pool.statistics.gauges } }
            router.add(middleware: monitor.middleware(adminToken: adminToken))
            // Open to all unless a token is set: Bistro listens on loopback and is an example. An app of yours sets one.
            monitor.addRoutes(to: router, adminToken: adminToken)
        }
        if switches.has(.cachingHeaders) { router.add(middleware: CacheHeadersMiddleware(rules: cacheRules)) }
        if switches.has(.compression) { router.add(middleware: CompressionMiddleware()) }
        if switches.has(.cachingHeaders) { router.add(middleware: EntityTagMiddleware()) }
    }

    /// How long which answers may be kept. What a booking changes is always asked for again (`no-cache`), and then
    /// answered with 304 when nothing did change.
    static let cacheRules = [
        CachePolicyRule(.prefix("/images/"), "public, max-age=604800"),
        CachePolicyRule(.prefix("/assets/"), "public, max-age=3600"),
        CachePolicyRule(.exact("/openapi.json"), "public, max-age=3600"),
        CachePolicyRule(.exact("/api/products"), "public, max-age=300"),
        CachePolicyRule(.exact("/api/chefs"), "public, max-age=60"),
        CachePolicyRule(.exact("/api/reviews"), "public, max-age=60"),
        // Says how often the chef was booked.
        CachePolicyRule(.prefix("/api/chefs/"), "public, no-cache"),
        CachePolicyRule(.prefix("/chefs/"), "public, no-cache"),
        CachePolicyRule(.exact("/api/bookings"), "private, no-cache"),
        CachePolicyRule(.exact("/api/dashboard"), "private, no-cache"),
        CachePolicyRule(.exact("/explore"), "public, max-age=60"),
        CachePolicyRule(.exact("/reviews"), "public, max-age=60"),
        CachePolicyRule(.exact("/dashboard"), "public, max-age=60"),
    ]
}
