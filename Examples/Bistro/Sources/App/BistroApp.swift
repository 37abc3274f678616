import GRDB
import HoneHummingbird
import HoneMonitor
import Hummingbird
import Logging

/// Puts the app together: the access to the database, the middleware and the routes that the switches ask for.
enum BistroApp {
    /// The app, not yet running.
    /// - Throws: `DatabaseError` when the database cannot be opened.
    static func make(
        _ settings: Settings, address: BindAddress = .hostname("127.0.0.1", port: 0)
    ) async throws -> some ApplicationProtocol {
        let monitor = settings.switches.has(.monitoring) ? PerformanceMonitor() : nil
        let router = try await router(settings, monitor: monitor)
        var logger = Logger(label: "bistro")
        logger.logLevel = .warning
        var app = Application(
            router: router, configuration: .init(address: address, serverName: "bistro"), logger: logger)
        if let monitor { app.addServices(monitor.watch(app.eventLoopGroup)) }
        return app
    }

    /// Every route behind the middleware.
    /// - Parameter monitor: what records every request, when that is switched on.
    static func router(
        _ settings: Settings, monitor: PerformanceMonitor? = nil
    ) async throws -> Router<BistroContext> {
        let database = try access(settings)
        if settings.switches.has(.indices) { try await database.write { try MissingIndices.create($0) } }
        let loading: Loading = settings.switches.has(.eagerLoading) ? .eager : .perRow
        let tokens = SessionToken(secret: settings.secret)
        let router = Router(context: BistroContext.self)
        let kept = try KeptAnswers(settings.switches)
        PatternMiddleware.add(
            settings.switches, monitor: monitor, pool: database.pool, kept: kept, adminToken: settings.adminToken,
            to: router)
        router.add(middleware: ProblemMiddleware())
        let catalogue = CatalogueRoutes(database: database, loading: loading, cache: kept.catalogue)
        try kept.warm(with: catalogue)
        AccountRoutes(database: database, tokens: tokens).add(to: router)
        catalogue.add(to: router)
        BookingRoutes(database: database, tokens: tokens, loading: loading, cache: kept.catalogue).add(to: router)
        PageRoutes(catalogue: catalogue, pages: try Pages()).add(to: router)
        AssetRoutes(pictures: settings.pictures).add(to: router)
        return router
    }

    private static func access(_ settings: Settings) throws -> any DatabaseAccess {
        if settings.switches.has(.connectionPool) {
            try PooledConnections(path: settings.database, writeAheadLog: settings.switches.has(.writeAheadLog))
        } else {
            ConnectionPerRequest(path: settings.database, configuration: settings.configuration)
        }
    }
}
