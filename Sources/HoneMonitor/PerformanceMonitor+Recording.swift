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
        let began = clock.nanoseconds()
        let stripe = recorder.stripe
        let hash = route.map { RouteTable.hash(method, $0) } ?? 0
        let warm = stripe.state.withLock { $0.begin($0.endpoint(method, route, hash: hash)) }
        let begun = warm ?? first(method, route, hash: hash, stripe)
        let parent = traceparent.flatMap(TraceContext.init)
        let context = TraceContext(
            traceHigh: parent?.traceHigh ?? begun.random.0, traceLow: parent?.traceLow ?? begun.random.1,
            span: begun.random.2 | 1, flags: parent?.flags ?? 1)
        let id = requestID.flatMap { RequestID.isAcceptable($0) ? $0 : nil }
        let trace = begun.trace ?? RequestTrace(clock: clock, maximumSpans: configuration.maximumSpans)
        let shedding = cost.shedding
        trace.withState { state in
            state.begin(at: began, id: id, context: context, shedding: shedding, isTimed: begun.isTimed)
            if begun.isTimed { state.cost = clock.nanoseconds() &- began }
        }
        return RequestRecording(endpoint: begun.endpoint, began: began, trace: trace)
    }

    /// The first request of an endpoint on a stripe.
    private func first(_ method: String, _ route: String?, hash: UInt64, _ stripe: Stripe) -> Stripe.Begun {
        let history = recorder.history(for: route.map { EndpointKey(method: method, route: $0) } ?? .unmatched)
        return stripe.state.withLock { state in
            // A folded key is not remembered: its name may be one of endlessly many.
            if history.number == Recorder.other { state.add(history) } else { state.learn(history, hash: hash) }
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
        let now = clock.nanoseconds()
        let nanoseconds = Self.elapsed(from: recording.began, to: now)
        let endpoint = recording.endpoint
        // Code that outlives its request may still record into its trace: then it serves no other request.
        let reusable = isKnownUniquelyReferenced(&trace) ? trace : nil
        let outcome = trace.withState { state in
            let outcome = RequestOutcome(
                status: status, responseBytes: responseBytes, nanoseconds: nanoseconds, firstByte: state.firstByte,
                queries: state.figures.queries, queryNanoseconds: state.figures.queryNanoseconds,
                cacheHits: state.cacheHits, cacheMisses: state.cacheMisses)
            count(outcome, state, endpoint: endpoint, at: now, giving: reusable)
            let thresholds = configuration.detectors
            var sightings: [Sighting] = []
            if thresholds.isOn, LiveDetection.isWorthALook(state, outcome, traits: traits, thresholds) {
                sightings = LiveDetection.look(state, outcome, traits: traits, thresholds)
            }
            if !sightings.isEmpty || kept.isSlow(nanoseconds) {
                keep(state, outcome, sightings, endpoint: endpoint, at: now)
            }
            return outcome
        }
        log?.write(RequestLine(unixMilliseconds: clock.unixMilliseconds(), endpoint: endpoint, outcome: outcome))
    }

    /// Counts a request in the stripe of the thread that runs.
    private func count(
        _ outcome: RequestOutcome, _ trace: TraceState, endpoint: Int, at now: UInt64,
        giving reusable: RequestTrace?
    ) {
        let stripe = recorder.stripe
        let statements = trace.figures.statements
        let isKnown = stripe.state.withLock { state in
            guard state.has(endpoint) else { return false }
            state.end(outcome, statements, endpoint: endpoint, at: now, giving: reusable)
            return true
        }
        if !isKnown {
            let history = recorder.history(endpoint)
            stripe.state.withLock { state in
                state.add(history)
                state.end(outcome, statements, endpoint: endpoint, at: now, giving: reusable)
            }
        }
        if trace.isTimed {
            let cost = trace.cost &+ (clock.nanoseconds() &- now)
            stripe.state.withLock { $0.cost.record(cost) }
        }
    }

    /// Tells what was found, and keeps the request when that is news or when it is one of the slowest.
    private func keep(
        _ trace: TraceState, _ outcome: RequestOutcome, _ sightings: [Sighting], endpoint: Int, at now: UInt64
    ) {
        let time = clock.unixMilliseconds()
        let name = recorder.name(of: endpoint)
        let isNews = recorder.stripe.state.withLock { state in
            sightings.reduce(false) { isNews, sighting in
                let key = sighting.key(endpoint: endpoint, trace)
                return state.findings.add(key, at: time) { sighting.finding(endpoint: name, trace, at: time) } || isNews
            }
        }
        let isSlow = kept.isSlow(outcome.nanoseconds)
        guard isNews || isSlow else { return }
        let request = KeptRequest(
            trace: trace, endpoint: endpoint, status: outcome.status,
            startedAt: time - Int64(outcome.nanoseconds / 1_000_000), nanoseconds: outcome.nanoseconds, ended: now,
            findings: sightings.map { $0.finding(endpoint: name, trace, at: time) })
        if isNews { kept.keepFound(request) }
        if isSlow { kept.keepSlow(request) }
    }
}

extension Stripe {
    /// What a stripe gives to a request that begins.
    struct Begun: Sendable {
        var endpoint: Int
        /// nil when none is idle.
        var trace: RequestTrace?
        var random: (UInt64, UInt64, UInt64)
        var isTimed: Bool
    }
}

extension Stripe.State {
    /// Begins a request of an endpoint; nil when the endpoint is not known here.
    @inline(__always)
    mutating func begin(_ endpoint: Int?) -> Stripe.Begun? {
        guard let endpoint else { return nil }
        return begin(known: endpoint)
    }

    @inline(__always)
    mutating func begin(known endpoint: Int) -> Stripe.Begun {
        cells[endpoint]?.inFlight += 1
        return Stripe.Begun(
            endpoint: endpoint, trace: idle.popLast(), random: (random.next(), random.next(), random.next()),
            isTimed: isTimed())
    }

    /// Whether there are figures of an endpoint here.
    @inline(__always)
    func has(_ endpoint: Int) -> Bool { endpoint < cells.count && cells[endpoint] != nil }

    /// Counts a request that ended.
    @inline(__always)
    mutating func end(
        _ outcome: RequestOutcome, _ statements: [RequestTrace.Figures.Statement], endpoint: Int, at now: UInt64,
        giving reusable: RequestTrace?
    ) {
        cells[endpoint]?.record(outcome, statements, at: now)
        heat.record(outcome.nanoseconds, at: now)
        if outcome.queries > 0 { queries.add(statements, endpoint: endpoint) }
        cost.requests &+= 1
        if let reusable, idle.count < Stripe.idleTraces { idle.append(reusable) }
    }
}
