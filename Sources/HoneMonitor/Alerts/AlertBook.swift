/// Which rules are broken: a pure state machine. It is given figures and answers what is to be told.
struct AlertBook: Sendable {
    /// A figure and how many requests, queries or look-ups are behind it.
    struct Reading: Sendable, Equatable {
        var value: Double
        var sample: Int
    }

    private let rules: [AlertRule]
    private var firing: Set<AlertRule> = []

    init(rules: [AlertRule]) {
        self.rules = rules
    }

    /// The rules that are broken now.
    var broken: [AlertRule] { rules.filter(firing.contains) }

    /// Looks at every rule: one that breaks is told once, and told again only after it was well.
    /// - Parameter reading: the figure of a rule; nil when there is none.
    mutating func look(at now: Int64, _ reading: (AlertRule) -> Reading?) -> [Alert] {
        var told: [Alert] = []
        for rule in rules {
            guard let found = reading(rule), found.sample >= rule.minimumSample, found.value.isFinite else { continue }
            let isFiring = firing.contains(rule)
            let low = rule.figure.isWrongWhenLow
            // On the wrong side of the threshold it would be well again and break with every look.
            let clearsAt = low ? max(rule.clearsAt, rule.threshold) : min(rule.clearsAt, rule.threshold)
            if !isFiring, low ? found.value < rule.threshold : found.value > rule.threshold {
                firing.insert(rule)
                told.append(Alert(rule: rule, isFiring: true, value: found.value, time: now))
            } else if isFiring, low ? found.value >= clearsAt : found.value <= clearsAt {
                firing.remove(rule)
                told.append(Alert(rule: rule, isFiring: false, value: found.value, time: now))
            }
        }
        return told
    }
}

extension AlertBook.Reading {
    /// What a rule's figure is in the last minute.
    /// - Parameters:
    ///   - endpoints: of all endpoints.
    ///   - residentBytes: of the process; nil when the kernel does not say.
    init?(_ rule: AlertRule, endpoints: [(name: String, window: WindowSnapshot)], residentBytes: UInt64?) {
        if rule.figure == .memory {
            guard let residentBytes else { return nil }
            self.init(value: Double(residentBytes) / 1e6, sample: .max)
            return
        }
        let windows = endpoints.filter { rule.endpoint == nil || $0.name == rule.endpoint }.map(\.window)
        let requests = windows.reduce(0) { $0 + $1.count }
        switch rule.figure {
        case .memory: return nil
        case .latencyP95:
            // Of all together: the worst of those with enough requests, as percentiles cannot be added.
            let windows = rule.endpoint == nil ? windows.filter { !$0.isOfStreams } : windows
            let worst = windows.filter { $0.count >= rule.minimumSample }.max { $0.p95 < $1.p95 }
            guard let worst else { return nil }
            // One that is slow still, and was asked too seldom to count this time, is not well again.
            let hasSlow = windows.contains { 0 < $0.count && $0.count < rule.minimumSample && $0.p95 > rule.clearsAt }
            guard worst.p95 > rule.threshold || !hasSlow else { return nil }
            self.init(value: worst.p95, sample: worst.count)
        case .queryTime:
            let queries = windows.reduce(0.0) { $0 + $1.queriesPerRequest * Double($1.count) }
            let time = windows.reduce(0.0) { $0 + $1.queryMillisecondsPerRequest * Double($1.count) }
            self.init(value: time / max(queries, 1), sample: Int(queries.rounded()))
        case .cacheHitRate:
            let hits = windows.reduce(0) { $0 + $1.cacheHits }
            let all = hits + windows.reduce(0) { $0 + $1.cacheMisses }
            self.init(value: Double(hits) / Double(max(all, 1)) * 100, sample: all)
        case .errorRate:
            let errors = windows.reduce(0) { $0 + $1.serverErrors }
            self.init(value: Double(errors) / Double(max(requests, 1)) * 100, sample: requests)
        }
    }
}
