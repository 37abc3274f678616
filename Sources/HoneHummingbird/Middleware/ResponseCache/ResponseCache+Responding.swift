import HTTPTypes
import HoneHTTP
import HoneMonitor
import Hummingbird
import Synchronization

/// A request as the cache looks at it.
struct CacheQuestion: Sendable {
    let request: Request
    let uri: String
    let caching: RequestCaching
    let traits: RequestTraits
    /// The context of the request, when it may go to another task.
    let carried: (any Sendable)?

    /// The value of a field, for `Vary`.
    func value(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { request.headers.value($0) }
    }
}

extension ResponseCache {
    typealias Ask = (Request) async throws -> Response

    /// Answers a request.
    /// - Parameter ask: asks the app.
    func respond(to request: Request, carried: (any Sendable)?, ask: Ask) async throws -> Response {
        let head = request.head
        let storable = store.uri(authority: head.authority, path: head.path)
        guard head.method == .get || head.method == .head else {
            return try await pass(request, uri: storable, ask)
        }
        guard let uri = storable else { return try await bypass(request, ask) }
        let fields = head.headerFields
        // Conditions of a write, and bodies, have no place in a read that others may be answered by.
        if fields.contains(.ifMatch) || fields.contains(.ifUnmodifiedSince) || hasBody(fields) {
            return try await bypass(request, ask)
        }
        let question = CacheQuestion(
            request: request, uri: uri,
            caching: RequestCaching(
                cacheControl: fields.value(.cacheControl), pragma: HTTPFields.pragma.flatMap { fields.value($0) }),
            traits: RequestTraits(
                isAuthorised: fields.contains(.authorization), hasCookies: fields.contains(.cookie)),
            carried: carried)
        let found = store.find(uri, question.value)
        if Self.isRefreshing { return try await load(question, .stale, stored: found.response, ask) }
        switch found {
        case .nothing: return try await fetch(question, key: uri, .uriMiss, ask)
        case .noVariant(let key): return try await fetch(question, key: key, .varyMiss, ask)
        case .pass: return try await load(question, .miss, ask)
        case .response(let stored, let key):
            guard stored.caching.mayAnswer(question.traits, vary: stored.vary) else {
                return try await load(question, .miss, ask)
            }
            return try await use(stored, key: key, question, ask)
        }
    }

    /// Answers with what is stored, if it may be.
    private func use(_ stored: StoredResponse, key: String, _ question: CacheQuestion, _ ask: Ask) async throws
        -> Response
    {
        let age = stored.age(at: now)
        let reuse = stored.caching.reuse(
            for: question.caching, lifetime: stored.lifetime, age: age, shared: true)
        switch reuse {
        case .fresh, .stale:
            counts.hits.add(1, ordering: .relaxed)
            return hit(stored, question, age: age)
        case .staleWhileRevalidating:
            let (flight, isFirst) = flights.board(key, store.ticket(question.uri))
            if isFirst, !startRefresh(question, flight, key) {
                // Who takes only what is stored (RFC 9111 §5.2.1.7) takes this, and leaves the asking to the next.
                guard !question.caching.cacheControl.onlyIfCached else {
                    flights.land(flight, key, .lead)
                    counts.staleHits.add(1, ordering: .relaxed)
                    return hit(stored, question, age: age)
                }
                return try await load(question, .stale, stored: stored, isStaleGood: true, leading: (flight, key), ask)
            }
            counts.staleHits.add(1, ordering: .relaxed)
            return hit(stored, question, age: age)
        case .revalidate: return try await fetch(question, key: key, .stale, stored: stored, ask)
        case .revalidateForRequest: return try await fetch(question, key: key, .request, stored: stored, ask)
        }
    }

    /// Asks for a response anew in a task of its own; false when there is no way to.
    private func startRefresh(_ question: CacheQuestion, _ flight: Flight, _ key: String) -> Bool {
        guard let refresh = refresher.withLock({ $0 }), let carried = question.carried else { return false }
        var head = question.request.head
        head.method = .get
        for name in HTTPFields.ofCondition { head.headerFields[name] = nil }
        for name in [HTTPField.Name.range, .ifRange, .cacheControl] { head.headerFields[name] = nil }
        let request = Request(head: head, body: RequestBody(buffer: .init()))
        Task {
            await refresh(request, carried)
            // Who waits looks whether it was stored.
            flights.land(flight, key, .lead)
        }
        return true
    }

    /// Asks the app, or waits for one who does.
    ///
    /// Who waits for a question that came to nothing asks next while the rest wait on; who waits for an answer that is
    /// not for others asks at once.
    private func fetch(
        _ question: CacheQuestion, key: String, _ reason: CacheStatus.Forward, stored: StoredResponse? = nil, _ ask: Ask
    ) async throws -> Response {
        // A part or the fields alone are not stored, and nobody waits for them.
        let fields = question.request.headers
        guard question.request.method == .get, !fields.contains(.range), !question.caching.cacheControl.noStore,
            !question.caching.cacheControl.onlyIfCached
        else { return try await load(question, reason, stored: stored, ask) }
        let (flight, isFirst) = flights.board(key, store.ticket(question.uri))
        if isFirst { return try await load(question, reason, stored: stored, leading: (flight, key), ask) }
        counts.waited.add(1, ordering: .relaxed)
        var status = CacheStatus(cache: options.name)
        status.forward = reason
        status.isCollapsed = true
        switch try await flight.outcome(within: options.collapsedWait) {
        case .answer(let shared) where isAnswer(shared, question):
            counts.collapsed.add(1, ordering: .relaxed)
            RequestTrace.current?.recordCache(options.name, hit: true)
            return answer(shared, question, status, age: shared.age(at: now))
        case .answer:
            // It varies, and it is known by what only now.
            guard key == question.uri else { break }
            switch store.find(question.uri, question.value) {
            case .noVariant(let own): return try await fetch(question, key: own, .varyMiss, ask)
            case .response(let own, _) where isAnswer(own, question): return found(own, question)
            default: break
            }
        case .standIn(let stale, let code) where isFor(stale, question) && mayStandIn(stale, question, false):
            count(.errorHit)
            return standIn(stale, question, &status, code: code)
        case .standIn, .each: break
        case .lead:
            let newer = store.find(question.uri, question.value).response
            guard let newer, newer !== stored, isAnswer(newer, question) else {
                return try await load(
                    question, reason, stored: stored, leading: (flight, key), isCollapsed: false, ask)
            }
            flights.land(flight, key, .answer(newer))
            return found(newer, question)
        }
        return try await load(question, reason, stored: stored, isCollapsed: false, ask)
    }

    /// The answer with what was stored while the request waited.
    private func found(_ stored: StoredResponse, _ question: CacheQuestion) -> Response {
        counts.hits.add(1, ordering: .relaxed)
        return hit(stored, question, age: stored.age(at: now))
    }

    /// Whether what another was answered with is the response to this request too, of whatever age.
    private func isFor(_ shared: StoredResponse, _ question: CacheQuestion) -> Bool {
        shared.vary.key(question.value) == shared.variant
            && shared.caching.mayAnswer(question.traits, vary: shared.vary)
    }

    /// Whether what another was answered with answers this request too.
    private func isAnswer(_ shared: StoredResponse, _ question: CacheQuestion) -> Bool {
        guard isFor(shared, question) else { return false }
        let reuse = shared.caching.reuse(
            for: question.caching, lifetime: shared.lifetime, age: shared.age(at: now), shared: true)
        switch reuse {
        // Made after this request came, it is as good as its own, whatever age the request takes. What is stale from
        // the beginning is given to who asked the app too, and asked for anew by the next.
        case .fresh, .revalidateForRequest, .staleWhileRevalidating: return true
        case .stale, .revalidate: return false
        }
    }

    /// A request that the cache has nothing to do with.
    private func bypass(_ request: Request, _ ask: Ask) async throws -> Response {
        counts.bypassed.add(1, ordering: .relaxed)
        var status = CacheStatus(cache: options.name)
        status.forward = .bypass
        var response = try await ask(request)
        mark(&response, status)
        return response
    }

    /// Another method: what it changed is taken out (RFC 9111 §4.4).
    /// - Parameter uri: nil: it is too long for anything to be stored under it.
    private func pass(_ request: Request, uri: String?, _ ask: Ask) async throws -> Response {
        counts.bypassed.add(1, ordering: .relaxed)
        var response = try await ask(request)
        if request.method != .options, request.method != .trace, (200..<400).contains(response.status.code) {
            invalidate(uri, after: response, authority: request.head.authority)
        }
        var status = CacheStatus(cache: options.name)
        status.forward = .method
        mark(&response, status)
        return response
    }

    private func invalidate(_ uri: String?, after response: Response, authority: String?) {
        if let uri { store.invalidate(uri) }
        for name in [HTTPField.Name.location, HTTPFields.contentLocation].compactMap({ $0 }) {
            guard let value = response.headers.value(name), let path = SameOrigin.path(of: value, authority: authority),
                let other = store.uri(authority: authority, path: path)
            else { continue }
            store.invalidate(other)
        }
        guard let groups = HTTPFields.cacheGroupInvalidation.flatMap({ response.headers.value($0) }) else { return }
        for group in CacheGroups(parsing: groups)?.names ?? [] { store.invalidate(group: group) }
    }

    private func hasBody(_ fields: HTTPFields) -> Bool {
        if let length = fields.value(.contentLength) { return length != "0" }
        return fields.contains(.transferEncoding)
    }
}
