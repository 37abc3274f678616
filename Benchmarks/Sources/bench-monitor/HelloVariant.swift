import Foundation
import HoneCore
import HoneHummingbird
import HoneMonitor
import Hummingbird
import Logging
import Metrics
import Synchronization

/// Hummingbird's "hello": with what around it.
enum HelloVariant: String, CaseIterable, Sendable {
    case off = "off"
    case on = "monitor"
    case queriesOff = "5 queries, off"
    case queriesOn = "5 queries, monitor"
    case metrics = "MetricsMiddleware"
    case empty = "a middleware that does nothing"

    /// What is compared with what.
    static let pairs: [(HelloVariant, HelloVariant)] = [
        (.on, .off), (.queriesOn, .queriesOff), (.metrics, .off), (.empty, .off),
    ]

    /// A router with one route.
    var router: Router<BasicRequestContext> {
        let router = Router()
        switch self {
        case .on, .queriesOn: router.add(middleware: PerformanceMonitor().middleware())
        case .metrics: router.add(middleware: MetricsMiddleware())
        case .empty: router.add(middleware: EmptyMiddleware())
        case .off, .queriesOff: break
        }
        let hasQueries = self == .queriesOn || self == .queriesOff
        router.get("/hello") { _, _ in
            Self.count.add(1, ordering: .relaxed)
            if hasQueries { Self.query() }
            return "hello"
        }
        return router
    }

    private static let count = Atomic<Int>(0)

    /// Requests that were answered, of all variants.
    static var answered: Int { count.load(ordering: .relaxed) }

    private static let statements = (0..<5).map { "SELECT column\($0) FROM some_table WHERE id = ?" }

    /// What a pool tells of five queries, to whoever observes.
    private static func query() {
        guard let observation = QueryObservation.current else { return }
        for sql in statements { observation.record(RanQuery(sql: sql, nanoseconds: 1_000, writes: false)) }
    }

    /// A logger that says nothing.
    static let quiet: Logger = {
        var logger = Logger(label: "bench")
        logger.logLevel = .critical
        return logger
    }()
}

/// What any middleware costs.
private struct EmptyMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        try await next(request, context)
    }
}
