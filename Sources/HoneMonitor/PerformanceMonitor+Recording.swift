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
        let (endpoint, began) = (recording.endpoint, recording.began)
        // Code that outlives its request may still record into its trace: then it serves no other request.
        let reusable = isKnownUniquelyReferenced(&trace) ? trace : nil
        let ended = trace.withState { state in
            let outcome = RequestOutcome(
                status: status, responseBytes: responseBytes, nanoseconds: nanoseconds, firstByte: state.firstByte,
                queries: state.figures.queries, queryNanoseconds: state.figures.queryNanoseconds,
                cacheHits: state.cacheHits, cacheMisses: state.cacheMisses)
            let sightings =
                configuration.detectors.isOn
                ? LiveDetection.look(state, outcome, traits: traits, configuration.detectors) : []
            let keeps = count(outcome, state, sightings, endpoint: endpoint, at: now, giving: reusable)
            return Ended(
                outcome: outcome, sightings: sightings, keeps: keeps,
                copy: keeps || kept.isSlow(nanoseconds) ? state : nil)
        }
        if let copy = ended.copy { keep(copy, ended, endpoint: endpoint, began: began, at: now) }
        log?.write(
            RequestLine(unixMilliseconds: clock.unixMilliseconds(), endpoint: endpoint, outcome: ended.outcome))
    }

    private struct Ended: Sendable {
        var outcome: RequestOutcome
        var sightings: [Sighting]
        /// A detector found something that is news.
        var keeps: Bool
        /// The trace, when the request is to be kept.
        var copy: TraceState?
    }

    /// Counts a request in the stripe of the thread that runs.
    /// - Returns: whether something was found in it that is news.
    private func count(
        _ outcome: RequestOutcome, _ trace: TraceState, _ sightings: [Sighting], endpoint: Int, at now: UInt64,
        giving reusable: RequestTrace?
    ) -> Bool {
        let stripe = recorder.stripe
        let isKnown = stripe.state.withLock { state in
            guard state.has(endpoint) else { return false }
            state.end(outcome, trace, endpoint: endpoint, at: now, giving: reusable)
            return true
        }
        if !isKnown {
            let history = recorder.history(endpoint)
            stripe.state.withLock { state in
                state.add(history)
                state.end(outcome, trace, endpoint: endpoint, at: now, giving: reusable)
            }
        }
        if trace.isTimed {
            let cost = trace.cost &+ (clock.nanoseconds() &- now)
            stripe.state.withLock { $0.cost.record(cost) }
        }
        guard !sightings.isEmpty else { return false }
        let time = clock.unixMilliseconds()
        let name = recorder.name(of: endpoint)
        return stripe.state.withLock { state in
            var isNews = false
            for sighting in sightings {
                let key = sighting.key(endpoint: endpoint, trace)
                if state.findings.add(key, at: time, { sighting.finding(endpoint: name, trace, at: time) }) {
                    isNews = true
                }
            }
            return isNews
        }
    }

    private func keep(_ trace: TraceState, _ ended: Ended, endpoint: Int, began: UInt64, at now: UInt64) {
        let time = clock.unixMilliseconds()
        let name = recorder.name(of: endpoint)
        let request = KeptRequest(
            trace: trace, endpoint: endpoint, status: ended.outcome.status,
            startedAt: time - Int64(ended.outcome.nanoseconds / 1_000_000), nanoseconds: ended.outcome.nanoseconds,
            ended: now, findings: ended.sightings.map { $0.finding(endpoint: name, trace, at: time) })
        if ended.keeps { kept.keepFound(request) }
        if kept.isSlow(request.nanoseconds) { kept.keepSlow(request) }
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
        _ outcome: RequestOutcome, _ trace: TraceState, endpoint: Int, at now: UInt64, giving reusable: RequestTrace?
    ) {
        cells[endpoint]?.record(outcome, trace.figures.statements, at: now)
        heat.record(outcome.nanoseconds, at: now)
        if outcome.queries > 0 { queries.add(trace.figures.statements, endpoint: endpoint) }
        cost.requests &+= 1
        if let reusable, idle.count < Stripe.idleTraces { idle.append(reusable) }
    }
}
