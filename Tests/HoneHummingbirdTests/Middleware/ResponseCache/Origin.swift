import HTTPTypes
import HoneCache
import HoneMonitor
import HoneTesting
import Hummingbird
import NIOCore
import Synchronization

@testable import HoneHummingbird

/// An app that answers as a test wants and counts how often it was asked.
final class Origin: Sendable {
    /// What a path is answered with.
    struct Answer: Sendable {
        var fields: HTTPFields = [:]
        var status = HTTPResponse.Status.ok
        /// nil: the path and how often it was asked for.
        var body: String?
        /// Pieces of a stream of unknown length; 0: a body of known length.
        var pieces = 0
        /// Whether it waits until the gate is open.
        var waits = false
        /// Whether the handler throws.
        var fails = false
    }

    private struct State {
        var answers: [String: Answer]
        var asked: [String: [HTTPFields]] = [:]
        var running = 0
        var mostRunning = 0
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let clock = ManualClock()
    let cache: ResponseCache
    private let state: Mutex<State>

    init(_ answers: [String: Answer], _ change: (inout ResponseCacheOptions) -> Void = { _ in }) {
        var options = ResponseCacheOptions()
        change(&options)
        let clock = clock
        cache = ResponseCache(
            options,
            clock: MonitorClock(
                nanoseconds: { clock.nanoseconds },
                unixMilliseconds: { 784_111_777_000 + Int64(clock.nanoseconds / 1_000_000) - 3_600_000 }),
            cacheClock: CacheClock(clock))
        state = Mutex(State(answers: answers))
    }

    convenience init(_ path: String, _ fields: HTTPFields) { self.init([path: Answer(fields: fields)]) }

    /// Changes what a path is answered with.
    func change(_ path: String, _ change: (inout Answer) -> Void) {
        state.withLock { change(&$0.answers[path, default: Answer()]) }
    }

    /// How often a path was asked for.
    func calls(_ path: String) -> Int { state.withLock { $0.asked[path]?.count ?? 0 } }

    /// The fields of the latest request for a path.
    func latest(_ path: String) -> HTTPFields { state.withLock { $0.asked[path]?.last ?? [:] } }

    /// The most handlers that ran at a time.
    var mostAtOnce: Int { state.withLock { $0.mostRunning } }

    /// How many handlers wait at the gate.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Lets the handlers that wait go on, and those that come.
    func open() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.isOpen = true
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Has the handlers that come wait again.
    func close() { state.withLock { $0.isOpen = false } }

    /// A router with the cache, and what else is to stand inside of it.
    func router(refreshing: Bool = false, inside: [any MiddlewareProtocol<Request, Response, OriginContext>] = [])
        -> Router<OriginContext>
    {
        let router = Router(context: OriginContext.self, options: .autoGenerateHeadEndpoints)
        add(to: router, refreshing: refreshing, inside: inside)
        return router
    }

    /// Adds the cache, what is to stand inside of it, and the handlers.
    func add(
        to router: Router<OriginContext>, refreshing: Bool = false,
        inside: [any MiddlewareProtocol<Request, Response, OriginContext>] = []
    ) {
        if refreshing {
            router.add(middleware: cache.refreshingMiddleware(context: OriginContext.self))
        } else {
            router.add(middleware: cache.middleware(context: OriginContext.self))
        }
        for middleware in inside { router.add(middleware: middleware) }
        router.get("**") { request, _ in try await self.answer(request) }
        for method in [HTTPRequest.Method.post, .put, .delete] {
            router.on("**", method: method) { request, _ in try await self.answer(request) }
        }
    }

    func app(inside: [any MiddlewareProtocol<Request, Response, OriginContext>] = []) -> some ApplicationProtocol {
        Application(router: router(inside: inside), configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    /// An app whose stale answers are asked for anew behind the answer.
    func refreshingApp() -> some ApplicationProtocol {
        let responder = router(refreshing: true).buildResponder()
        cache.refresh(through: responder)
        return Application(responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    }

    func answer(_ request: Request) async throws -> Response {
        let path = request.uri.path
        let (answer, count) = state.withLock { state in
            state.asked[path, default: []].append(request.headers)
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
            return (state.answers[path], state.asked[path]?.count ?? 0)
        }
        defer { state.withLock { $0.running -= 1 } }
        guard let answer else { throw HTTPError(.notFound) }
        if answer.waits {
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    if !state.isOpen { state.waiting.append(continuation) }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
        }
        if answer.fails { throw OriginFailed() }
        let text = answer.body ?? "\(path) \(count)"
        var fields = answer.fields
        fields[.contentType] = "text/plain"
        guard answer.pieces > 0 else {
            return Response(
                status: answer.status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        var stream = streamResponse(text, pieces: answer.pieces)
        stream.headers = fields
        return stream
    }

    struct OriginFailed: Error {}
}

/// A context that may go to another task.
struct OriginContext: RequestContext, Sendable {
    var coreContext: CoreRequestContextStorage

    init(source: Source) { coreContext = .init(source: source) }
}

extension HTTPFields {
    /// Caching directives.
    static func caching(_ value: String) -> HTTPFields { [.cacheControl: value] }

    /// What the caches say of an answer.
    var status: String? { self[HTTPField.Name("Cache-Status") ?? .vary] }

    /// The age of an answer.
    var ageSeconds: String? { self[HTTPField.Name("Age") ?? .vary] }
}
