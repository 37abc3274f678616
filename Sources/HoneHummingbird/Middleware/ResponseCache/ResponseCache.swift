import HTTPTypes
import HoneCache
import HoneHTTP
import HoneMonitor
import Hummingbird
import NIOCore
import Synchronization

/// A shared cache in the app for its answers to GET and HEAD, by the rules of RFC 9111.
///
///     let cache = ResponseCache()
///     router.add(middleware: monitor.middleware())
///     router.add(middleware: cache.middleware())          // outside of what makes the answers
///     router.add(middleware: CacheHeadersMiddleware(rules: …))
///
/// An answer is stored when it says how long it is fresh, and given to others only when that cannot show one user's
/// answer to another: see `ResponseCaching.isStorableForEveryone`. Who asks for the same at the same time is answered
/// together. What is stored and stale is asked for with its validators, and stands in for errors and for the time that
/// takes where the answer allows it (RFC 5861). A successful POST, PUT, PATCH or DELETE takes out what is stored for
/// its URI, and what its answer names as `Location`, `Content-Location` and `Cache-Group-Invalidation` (RFC 9875).
public final class ResponseCache: Sendable {
    /// How it works.
    public let options: ResponseCacheOptions

    let store: ResponseStore
    let flights = Flights()
    let counts = ResponseCacheCounts()
    let clock: MonitorClock
    let refresher = Mutex<(@Sendable (Request, any Sendable) async -> Void)?>(nil)

    /// Whether the request that runs asks anew for what is stale, behind an answer that was given.
    @TaskLocal static var isRefreshing = false

    /// An empty cache.
    public convenience init(_ options: ResponseCacheOptions = ResponseCacheOptions()) {
        self.init(options, clock: .system, cacheClock: .system)
    }

    init(_ options: ResponseCacheOptions, clock: MonitorClock, cacheClock: CacheClock) {
        self.options = options
        self.clock = clock
        store = ResponseStore(options, clock: cacheClock)
    }

    /// The middleware that answers from the cache and stores in it.
    public func middleware<Context: RequestContext>(
        context: Context.Type = Context.self
    ) -> ResponseCacheMiddleware<Context> {
        ResponseCacheMiddleware(self, carrying: nil)
    }

    /// The middleware that answers from the cache, stores in it, and asks anew behind an answer; see
    /// ``refresh(through:)``, which says too what the handlers behind it must not do.
    public func refreshingMiddleware<Context: RequestContext & Sendable>(
        context: Context.Type = Context.self
    ) -> ResponseCacheMiddleware<Context> {
        ResponseCacheMiddleware(self, carrying: { $0 })
    }

    /// Has stale answers (`stale-while-revalidate`) asked for anew behind the answer, by sending the request through
    /// the app's responder once more, in a task of its own.
    ///
    /// It takes ``refreshingMiddleware(context:)``. Without both, the first request that finds such an answer asks the
    /// app and waits, and the others are given the stale one meanwhile.
    ///
    /// - Important: The request that is sent belongs to no connection. Hummingbird's
    ///   `RequestBody.consumeWithCancellationOnInboundClose` and `consumeWithInboundCloseHandler` end the process when
    ///   a handler calls them on its body; a handler whose answers say `stale-while-revalidate` must not call them.
    /// - Parameter responder: what `router.buildResponder()` gave and the application runs.
    public func refresh<Responder: HTTPResponder>(through responder: Responder)
    where Responder.Context: Sendable {
        refresher.withLock { refresher in
            refresher = { request, context in
                guard let context = context as? Responder.Context else { return }
                await Self.$isRefreshing.withValue(true) {
                    // What fails leaves the stale answer where it is; the app's own log says why.
                    guard let response = try? await responder.respond(to: request, context: context) else { return }
                    try? await response.body.write(Drain(limit: self.options.bodyLimit))
                }
            }
        }
    }

    /// Has nothing given out any more that is stored for a path, whatever its host and query; nor what the app is asked
    /// for now.
    public func purge(path: String) { store.invalidate(path: path) }

    /// Has nothing given out any more that belongs to a group: that named it in `Cache-Groups` (RFC 9875).
    public func purge(group: String) { store.invalidate(group: group) }

    /// Has nothing given out any more of what is stored now.
    public func purgeAll() { store.invalidateAll() }

    /// What was counted until now.
    public var statistics: ResponseCacheStatistics {
        var statistics = counts.snapshot
        let held = store.cache.statistics
        statistics.entries = held.entries
        statistics.bytes = held.weight
        return statistics
    }

    var now: UInt64 { clock.nanoseconds() }

    var wallSeconds: Int { Int(clock.unixMilliseconds() / 1_000) }
}

/// Answers from a ``ResponseCache`` and stores in it. Place it inside ``MonitorMiddleware`` and outside of what makes
/// the answers: ``CacheHeadersMiddleware``, ``CompressionMiddleware`` and ``EntityTagMiddleware``, and outside of what
/// sets cookies, which it has to see.
public struct ResponseCacheMiddleware<Context: RequestContext>: RouterMiddleware {
    private let cache: ResponseCache
    /// Gives a context that may go to another task; nil where it may not.
    private let carrying: (@Sendable (Context) -> any Sendable)?

    init(_ cache: ResponseCache, carrying: (@Sendable (Context) -> any Sendable)?) {
        self.cache = cache
        self.carrying = carrying
    }

    /// Answers the request, from the cache or by asking the app.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await cache.respond(to: request, carried: carrying?(context)) { try await next($0, context) }
        } catch is NotCached {
            return try Problem.notCached().response(from: request, context: context)
        }
    }
}

/// A writer for a body that nobody reads.
private struct Drain: ResponseBodyWriter {
    var left: Int

    init(limit: Int) { left = limit }

    mutating func write(_ buffer: ByteBuffer) async throws {
        left -= buffer.readableBytes
        // It would not be stored, and might never end.
        if left < 0 { throw CancellationError() }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
