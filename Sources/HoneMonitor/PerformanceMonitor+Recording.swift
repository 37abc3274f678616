import HoneCore
import Synchronization

extension PerformanceMonitor {
    /// Begins the recording of a request. Every recording must be ended.
    /// - Parameters:
    ///   - method: The method, in capitals; ignored when there is no route.
    ///   - route: The route as it was registered (`/api/chefs/{id}`), never the raw path; nil when none matched.
    ///   - requestID: What the client sent as `X-Request-ID`; one that ``RequestID/isAcceptable(_:)`` refuses is
    ///     replaced.
    ///   - traceparent: What the client sent as `traceparent`; one that is none begins a new trace.
    public func begin(
        method: String, route: String?, requestID: String? = nil, traceparent: String? = nil
    ) -> RequestRecording {
        let began = clock.now
        let hash = route.map { RouteTable.hash(method, $0) } ?? 0
        let warm = recorder.withStripe { $0.begin($0.endpoint(method, route, hash: hash)) }
        let begun = warm ?? first(method, route, hash: hash)
        let parent = traceparent.flatMap(TraceContext.init)
        let context = TraceContext(
            traceHigh: parent?.traceHigh ?? begun.random.0, traceLow: parent?.traceLow ?? begun.random.1,
            span: begun.random.2 & RequestID.mask | 1, flags: (parent?.flags ?? 1) & TraceContext.recorded)
        let id = requestID.flatMap { RequestID.isAcceptable($0) ? $0 : nil }
        let trace =
            begun.trace?.takeRetainedValue() ?? RequestTrace(clock: clock, maximumSpans: configuration.maximumSpans)
        let shedding = cost.shedding
        Unmanaged.passUnretained(trace)._withUnsafeGuaranteedRef { trace in
            trace.withState { state in
                state.begin(at: began, id: id, context: context, shedding: shedding, isTimed: begun.isTimed)
                if begun.isTimed { state.cost = clock.now &- began }
            }
        }
        return RequestRecording(endpoint: begun.endpoint, began: began, trace: trace)
    }

    /// The first request of an endpoint on a stripe.
    private func first(_ method: String, _ route: String?, hash: UInt64) -> Stripe.Begun {
        let history = recorder.history(for: route.map { EndpointKey(method: method, route: $0) } ?? .unmatched)
        return recorder.withStripe { state in
            // A folded key is not remembered: its name may be one of endlessly many.
            if history.number == Recorder.other { state.cells.add(history) } else { state.learn(history, hash: hash) }
            return state.begin(known: history.number)
        }
    }

    /// Ends a recording; does nothing to one that has ended.
    /// - Parameters:
    ///   - recording: What ``begin(method:route:requestID:traceparent:)`` gave. Its trace is taken out and used again
    ///     for another request when nothing else holds it.
    ///   - status: The answer's status code.
    ///   - responseBytes: The bytes of the answer's body; nil when they are not known.
    ///   - traits: What was seen of the answer's head; nil when nobody looked.
    public func end(
        _ recording: inout RequestRecording, status: Int, responseBytes: Int?, traits: ResponseTraits? = nil
    ) {
        guard var trace = recording.trace.take() else { return }
        let now = clock.now
        let nanoseconds = Self.elapsed(from: recording.began, to: now)
        let endpoint = recording.endpoint
        // Counting references to what this call holds anyway would cost more than counting the request.
        let (outcome, cost, hasTexts) = Unmanaged.passUnretained(trace)._withUnsafeGuaranteedRef { trace in
            trace.withState { state in
                let outcome = RequestOutcome(
                    status: status, responseBytes: responseBytes, nanoseconds: nanoseconds,
                    firstByte: state.firstByte, queries: state.figures.queries,
                    queryNanoseconds: min(state.figures.queryNanoseconds, RequestOutcome.longestQueries),
                    cacheHits: state.cacheHits,
                    cacheMisses: state.cacheMisses)
                let isSlow = kept.isSlow(outcome.wait)
                let seen = glance.answer(outcome, traits)
                let isAgain = !seen.isEmpty && recorder.withStripe { $0.again.count(seen, endpoint: endpoint, at: now) }
                if isSlow || outcome.queries > 0 || state.held != nil || !seen.isEmpty && !isAgain {
                    finish(state, outcome, seen, isAgain: isAgain, endpoint: endpoint, at: now, isSlow: isSlow)
                }
                return (outcome, state.isTimed ? state.cost : nil, state.hasTexts)
            }
        }
        // Code that outlives its request may still record into its trace: then it serves no other request.
        let isOurs = isKnownUniquelyReferenced(&trace)
        if isOurs, hasTexts { trace.withState { $0.forgetTexts() } }
        let given = Unmanaged.passRetained(trace)
        if !count(outcome, endpoint: endpoint, at: now, giving: isOurs ? given : nil) { given.release() }
        if let cost {
            let whole = cost &+ (clock.now &- now)
            recorder.withStripe { $0.cost.record(whole) }
        }
        log?.write(RequestLine(unixMilliseconds: clock.unixMilliseconds(), endpoint: endpoint, outcome: outcome))
    }

    /// Counts a request in the stripe of the thread that runs.
    /// - Returns: whether the trace was taken.
    @inline(__always)
    private func count(
        _ outcome: RequestOutcome, endpoint: Int, at now: UInt64, giving trace: Unmanaged<RequestTrace>?
    ) -> Bool {
        let taken = recorder.withStripe { $0.end(outcome, endpoint: endpoint, at: now, giving: trace) }
        return taken ?? countFirst(outcome, endpoint: endpoint, at: now, giving: trace)
    }

    /// The first request of an endpoint that ends on this stripe, having begun on another.
    @inline(never)
    private func countFirst(
        _ outcome: RequestOutcome, endpoint: Int, at now: UInt64, giving trace: Unmanaged<RequestTrace>?
    ) -> Bool {
        let history = recorder.history(endpoint)
        return recorder.withStripe { state in
            state.cells.add(history)
            return state.end(outcome, endpoint: endpoint, at: now, giving: trace) ?? false
        }
    }

    /// What is left to do for a request that did something: its statements are counted, and the detectors look.
    @inline(never)
    private func finish(
        _ trace: TraceState, _ outcome: RequestOutcome, _ answer: AnswerSightings, isAgain: Bool, endpoint: Int,
        at now: UInt64, isSlow: Bool
    ) {
        if outcome.queries > 0 { count(trace.figures.statements, endpoint: endpoint) }
        let seen =
            configuration.detectors.isOn ? LiveDetection.look(trace, outcome, configuration.detectors) : []
        let answers = answer.sightings(bytes: outcome.responseBytes ?? 0)
        guard isSlow || !seen.isEmpty || !answers.isEmpty && !isAgain else { return }
        keep(trace, outcome, news: isAgain ? seen : seen + answers, all: seen + answers, endpoint: endpoint, at: now)
    }

    private func count(_ statements: [RequestTrace.Figures.Statement], endpoint: Int) {
        let isKnown = recorder.withStripe { $0.record(statements, endpoint: endpoint) }
        if isKnown { return }
        let history = recorder.history(endpoint)
        recorder.withStripe { state in
            state.cells.add(history)
            _ = state.record(statements, endpoint: endpoint)
        }
    }

    /// Tells what was found, and keeps the request when that is news or when it is one of the slowest.
    /// - Parameters:
    ///   - news: what is to be counted.
    ///   - all: what the request is kept with.
    private func keep(
        _ trace: TraceState, _ outcome: RequestOutcome, news: [Sighting], all: [Sighting], endpoint: Int,
        at now: UInt64
    ) {
        let time = clock.unixMilliseconds()
        // An endpoint may have the same finding with every request: its words are built when they are news.
        let isNews = recorder.withStripe { state in
            if state.findings.isFull {
                state.again.tell(&state.findings, at: now, time)
            } else {
                state.again.tell(&state.findings, endpoint: endpoint, at: now, time)
            }
            return news.reduce(false) { isNews, sighting in
                let key = sighting.key(endpoint: endpoint, trace)
                return state.findings.add(key, at: time) {
                    sighting.finding(endpoint: recorder.name(of: endpoint), trace, at: time)
                } || isNews
            }
        }
        let isSlow = kept.isSlow(outcome.wait)
        guard isNews || isSlow else { return }
        let name = recorder.name(of: endpoint)
        let request = KeptRequest(
            trace: trace, endpoint: endpoint, status: outcome.status,
            startedAt: time - Int64(outcome.nanoseconds / 1_000_000), nanoseconds: outcome.nanoseconds, ended: now,
            findings: all.map { $0.finding(endpoint: name, trace, at: time) })
        if isNews { kept.keepFound(request) }
        if isSlow { kept.keepSlow(request) }
    }
}
