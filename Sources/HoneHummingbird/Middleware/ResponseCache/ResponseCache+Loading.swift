import HTTPTypes
import HoneHTTP
import HoneMonitor
import Hummingbird
import NIOCore
import Synchronization

extension ResponseCache {
    /// Asks the app, stores what it answers if it may be, and answers.
    /// - Parameters:
    ///   - reason: why the app is asked.
    ///   - stored: what is stored and may not be used without asking.
    ///   - isStaleGood: whether it may be used all the same when the app fails.
    ///   - leading: the flight of those who wait for the answer, and its key; it is landed.
    ///   - isCollapsed: false: the request waited for another's answer in vain.
    func load(
        _ question: CacheQuestion, _ reason: CacheStatus.Forward, stored: StoredResponse? = nil,
        isStaleGood: Bool = false,
        leading: (flight: Flight, key: String)? = nil, isCollapsed: Bool? = nil, _ ask: Ask
    ) async throws -> Response {
        if question.caching.cacheControl.onlyIfCached { throw NotCached() }
        var forOthers = Flights.Outcome.lead
        // Until the answer shows otherwise, it is nobody else's.
        var counted = Counted.bypassed
        defer {
            count(counted)
            if let leading { flights.land(leading.flight, leading.key, forOthers) }
        }
        var status = CacheStatus(cache: options.name)
        status.forward = reason
        status.isCollapsed = isCollapsed
        let loading = Loading(
            question: question, ticket: store.ticket(question.uri), began: wallSeconds, stored: stored,
            isWhole: question.request.method == .get && !question.request.headers.contains(.range))
        func standIn(_ stored: StoredResponse, code: Int) -> Response {
            forOthers = .standIn(stored, code: code)
            counted = .errorHit
            return self.standIn(stored, question, &status, code: code)
        }
        func standIn(for error: any Error) throws -> Response {
            if !Self.isFailure(error), !(error is CancellationError) { forOthers = .each }
            guard let stored, Self.isFailure(error), mayStandIn(stored, question, isStaleGood) else {
                counted = .bypassed
                throw error
            }
            return standIn(stored, code: (error as? any HTTPResponseError)?.status.code ?? 500)
        }
        var response: Response
        do {
            response = try await ask(loading.outgoing)
        } catch {
            return try standIn(for: error)
        }
        let code = response.status.code
        if let stored, ResponseCaching.isError(code), mayStandIn(stored, question, isStaleGood) {
            return standIn(stored, code: code)
        }
        if let stored, loading.asksWhetherModified, response.status == .notModified {
            status.forwardStatus = 304
            counted = .revalidated
            response = stored.confirmed(by: response)
        }
        let plan = plan(response, loading)
        // Of HEAD's answer, GET's might have been given; of a part, nothing is stored.
        if plan != nil, counted != .revalidated, !question.request.headers.contains(.range) { counted = .miss }
        guard let plan, loading.isWhole else {
            // An app that fails is not asked by all at once.
            if let leading, !ResponseCaching.isError(code) {
                forOthers = .each
                if leading.flight.isShared { store.pass(leading.key, for: options.passFor) }
            }
            return unstored(&response, loading, status)
        }
        guard let length = response.body.contentLength else {
            // It may not end for long, and nobody waits for who reads it.
            forOthers = .each
            tee(&response, loading, plan)
            return unstored(&response, loading, status)
        }
        guard length <= options.bodyLimit else {
            forOthers = .each
            return unstored(&response, loading, status)
        }
        let body: ByteBuffer
        do {
            body = try await response.body.collected(expecting: length)
        } catch {
            return try standIn(for: error)
        }
        response.body = ResponseBody(byteBuffer: body)
        let made = keep(response, body: body, loading, plan)
        status.isStored = made.isStored
        // What a write has made worthless meanwhile is given to nobody but who asked for it.
        if store.isGood(loading.ticket) { forOthers = .answer(made.response) }
        return answer(made.response, question, status, age: nil)
    }

    /// What a request that went to the app counts as.
    enum Counted: Equatable {
        /// Its answer is nobody else's, or there was none: the cache had nothing to do with it.
        case bypassed
        /// Its answer may be others'.
        case miss
        /// The app confirmed what is stored.
        case revalidated
        /// What is stored stood in for an error.
        case errorHit
    }

    /// Counts a request, for the statistics and for its trace.
    func count(_ counted: Counted) {
        switch counted {
        case .bypassed:
            counts.bypassed.add(1, ordering: .relaxed)
            return
        case .miss: counts.misses.add(1, ordering: .relaxed)
        case .revalidated:
            counts.misses.add(1, ordering: .relaxed)
            counts.revalidated.add(1, ordering: .relaxed)
        case .errorHit: counts.errorHits.add(1, ordering: .relaxed)
        }
        RequestTrace.current?.recordCache(options.name, hit: counted == .errorHit)
    }

    /// What a load is about.
    struct Loading: Sendable {
        let question: CacheQuestion
        let ticket: ResponseStore.Ticket
        /// When the app was asked, in seconds since 1970.
        let began: Int
        let stored: StoredResponse?
        /// Whether the whole response is asked for, as it can be stored.
        let isWhole: Bool

        /// Whether the app is asked if what is stored is still good.
        var asksWhetherModified: Bool { isWhole && stored?.hasValidator == true }

        /// The request as the app gets it: with the cache's conditions in place of the client's (RFC 9111 §4.3.1).
        var outgoing: Request {
            let request = question.request
            guard isWhole else { return request }
            var head = request.head
            for name in HTTPFields.ofCondition where head.headerFields.contains(name) { head.headerFields[name] = nil }
            if asksWhetherModified, let stored {
                if let tag = stored.entityTag { head.headerFields[.ifNoneMatch] = tag.description }
                head.headerFields[.ifModifiedSince] = stored.fields.value(.lastModified)
            }
            return head == request.head ? request : Request(head: head, body: request.body)
        }
    }

    /// How a response is stored.
    struct Plan: Sendable {
        let caching: ResponseCaching
        /// How long it is fresh, in seconds, and how old it was when its head came.
        let lifetime: Int
        let age: Int
        /// When its head came, in nanoseconds of the cache's clock; its body may come much later.
        let cameAt: UInt64
        let variant: String
    }

    /// How a response is to be stored; nil when it is not others'.
    private func plan(_ response: Response, _ loading: Loading) -> Plan? {
        let question = loading.question
        let caching = ResponseCaching(
            status: response.status.code, fields: HeaderFields(caching: response.headers, targets: options.targets),
            targets: options.targets)
        guard caching.isStorableForEveryone(question.traits, request: question.caching) else { return nil }
        // To ask the app each time is what the cache is there to spare.
        guard !caching.cacheControl.noCache.isPresent else { return nil }
        let lifetime = caching.lifetime(shared: true, now: wallSeconds)
        if lifetime.basis == .none || (lifetime.basis == .heuristic && !options.usesHeuristics) { return nil }
        let age = ResponseAge(
            age: caching.fields["Age"], date: caching.fields["Date"], requestTime: loading.began,
            responseTime: wallSeconds)
        let windows = max(caching.cacheControl.staleWhileRevalidate ?? 0, caching.cacheControl.staleIfError ?? 0)
        guard lifetime.seconds + (caching.forbidsStale(shared: true) ? 0 : windows) > age.initial else { return nil }
        guard let variant = Vary(caching.fields["Vary"]).key(question.value) else { return nil }
        return Plan(caching: caching, lifetime: lifetime.seconds, age: age.initial, cameAt: now, variant: variant)
    }

    /// Stores a response.
    private func keep(
        _ response: Response, body: ByteBuffer, _ loading: Loading, _ plan: Plan
    ) -> (response: StoredResponse, isStored: Bool) {
        let stored = StoredResponse(
            response, body: body, caching: plan.caching, lifetime: plan.lifetime, age: plan.age,
            storedAt: plan.cameAt, variant: plan.variant, targets: options.targets)
        let control = plan.caching.cacheControl
        let revalidation = stored.hasValidator ? Int(options.revalidationWindow.components.seconds) : 0
        let windows = max(control.staleWhileRevalidate ?? 0, control.staleIfError ?? 0, revalidation)
        let keeping = plan.lifetime + windows - stored.age(at: now)
        // It took as long to come as it may be kept.
        guard keeping > 0 else { return (stored, false) }
        let isStored = store.store(
            stored, uri: loading.question.uri, for: .seconds(keeping), loading.ticket, loading.question.value)
        if isStored { counts.stored.add(1, ordering: .relaxed) }
        return (stored, isStored)
    }

    /// Has a stream stored when it has ended, unless it is too long. One that is not as long as its `Content-Length` says
    /// breaks off.
    private func tee(_ response: inout Response, _ loading: Loading, _ plan: Plan) {
        let (body, original) = (response.body, response)
        response.body = ResponseBody { writer in
            let copy = BodyCopy(limit: self.options.bodyLimit, declared: original.declaredLength)
            try await body.write(CopyingWriter(parent: writer, copy: copy))
            guard let whole = copy.whole else { return }
            var response = original
            // A tag that was made as the body streamed comes at its end.
            if let tag = copy.trailers?[.eTag] { response.headers[.eTag] = tag }
            response.headers[.trailer] = nil
            _ = self.keep(response, body: whole, loading, plan)
        }
    }

    /// Whether a stored response may be given out in place of an error.
    func mayStandIn(_ stored: StoredResponse, _ question: CacheQuestion, _ isStaleGood: Bool) -> Bool {
        let late = stored.age(at: now) - stored.lifetime
        return isStaleGood || stored.caching.standsInForError(for: question.caching, late: late, shared: true)
    }

    /// Whether an error is the app's failure and not an answer that a handler throws.
    private static func isFailure(_ error: any Error) -> Bool {
        if error is CancellationError { return false }
        guard let answer = error as? any HTTPResponseError else { return true }
        return ResponseCaching.isError(answer.status.code)
    }
}

/// A request took only what is stored, and nothing is (`only-if-cached`).
struct NotCached: Error {}
