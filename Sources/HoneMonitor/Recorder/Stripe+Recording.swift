extension Stripe {
    /// What a stripe gives to a request that begins.
    struct Begun: Sendable {
        var endpoint: Int
        /// nil when none is idle.
        var trace: Unmanaged<RequestTrace>?
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
        cells.begin(endpoint)
        return Stripe.Begun(
            endpoint: endpoint, trace: idle.popLast(), random: (random.next(), random.next(), random.next()),
            isTimed: isTimed())
    }

    /// Counts a request that ended, and takes its trace for another.
    /// - Returns: whether the trace was taken; nil when the endpoint is not known here and nothing was done.
    @inline(__always)
    mutating func end(
        _ outcome: RequestOutcome, endpoint: Int, at now: UInt64, giving trace: Unmanaged<RequestTrace>?
    ) -> Bool? {
        guard cells.has(endpoint) else { return nil }
        cells.record(outcome, endpoint: endpoint, at: now)
        heat.record(outcome.nanoseconds, at: now)
        cost.requests &+= 1
        guard let trace, idle.count < Stripe.idleTraces else { return false }
        idle.append(trace)
        return true
    }

    /// Counts the statements of a request.
    /// - Returns: whether the endpoint is known here; if not, nothing is done.
    mutating func record(_ statements: [RequestTrace.Figures.Statement], endpoint: Int) -> Bool {
        guard cells.has(endpoint) else { return false }
        queries.add(statements, endpoint: endpoint)
        cells.record(statements, endpoint: endpoint)
        return true
    }
}
