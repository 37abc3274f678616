import HoneCache

extension TerminalRenderer {
    /// The end of `hone cache simulate`: a table of hit ratios for each time to live, and what they spare.
    public func forecast(_ forecast: CacheForecast, of trace: CacheTrace) -> String {
        var ttls: [ForecastTTL] = []
        for outcome in forecast.outcomes where !ttls.contains(outcome.ttl) { ttls.append(outcome.ttl) }
        let tables = ttls.map { ttl in
            section(title(ttl, of: ttls), rows(forecast.outcomes.filter { $0.ttl == ttl }, trace))
        }
        return document(
            [paragraph(summary(trace), indent: 0)] + tables + [remarks(forecast, trace)])
    }

    private func title(_ ttl: ForecastTTL, of ttls: [ForecastTTL]) -> String {
        switch ttl {
        case .none: ttls.count == 1 ? "Hit ratio" : "Hit ratio, values fresh until they are evicted"
        case .recorded: "Hit ratio, values fresh as they were recorded"
        case .seconds: "Hit ratio, values fresh for \(ttl)"
        }
    }

    private func summary(_ trace: CacheTrace) -> String {
        var text = trace.name.map { "\($0): " } ?? ""
        text += "\(Numbers.count(trace.requests)) requests of "
        text += "\(trace.rate < 1 ? "about " : "")\(Numbers.count(trace.distinctKeys)) keys"
        if let seconds = trace.seconds { text += " in \(Numbers.seconds(seconds))" }
        if trace.rate < 1 { text += ", \(Numbers.share(trace.rate)) of the keys simulated" }
        if let misses = trace.misses, trace.requests > 0 {
            let ratio = 1 - Double(misses) / Double(trace.requests)
            text += ". The cache itself had \(Numbers.share(min(1, max(0, ratio)))) of them"
            switch trace.capacity {
            case .entries(let amount): text += ", with room for \(Numbers.count(amount)) entries"
            case .weight(let amount): text += ", with room for a weight of \(Numbers.count(amount))"
            case nil: break
            }
        }
        return text + "."
    }

    /// A line for each size: a column for each policy, and what the best that can be had spares.
    private func rows(_ outcomes: [CacheForecast.Outcome], _ trace: CacheTrace) -> [String] {
        var policies: [CachePolicy] = []
        for outcome in outcomes where !policies.contains(outcome.policy) { policies.append(outcome.policy) }
        let mean = trace.meanWeight
        let isTimed = trace.requestsPerHour != nil
        let told = Self.told(policies)
        var columns: [TextTable.Column] = [.number("size"), .number("entries")]
        if mean != nil { columns.append(.number("≈ weight", optional: true)) }
        columns += policies.map { .number($0.rawValue) }
        columns += [
            .number(isTimed ? "spared/h" : "spared", optional: true),
            .number(isTimed ? "left/h" : "left", optional: true),
        ]
        var table = TextTable(columns: columns)
        var rest = outcomes[...]
        while let first = rest.first {
            let row = rest.prefix(policies.count)
            rest = rest.dropFirst(policies.count)
            let best = row.filter { $0.policy != .optimum }.map(\.hitRatio).max()
            var cells: [TextTable.Cell] = [.init(first.size.description), .init(Numbers.count(first.entries))]
            if let mean {
                cells.append(.init(Numbers.plain(mean * Double(min(first.entries, trace.distinctKeys))), .dim))
            }
            cells += row.map { outcome in
                let paint: Paint = outcome.policy == .optimum ? .dim : outcome.hitRatio == best ? .bold : .plain
                return .init(Self.tenths(outcome.hitRatio), paint)
            }
            if let outcome = row.first(where: { $0.policy == told }) {
                cells.append(.init(Self.whole(outcome.sparedPerHour ?? Double(outcome.spared)), .good))
                cells.append(.init(Self.whole(outcome.loadsPerHour ?? Double(outcome.loads))))
            }
            table.rows.append(cells)
        }
        return self.table(table)
    }

    /// The policy whose loads are told: that of the cache, where it is compared.
    private static func told(_ policies: [CachePolicy]) -> CachePolicy? {
        policies.contains(.adaptive) ? .adaptive : policies.first
    }

    private static func whole(_ value: Double) -> String { Numbers.count(Numbers.whole(value)) }

    /// A share as a percentage with one decimal, so that policies can be told apart.
    private static func tenths(_ share: Double) -> String {
        let tenths = Numbers.whole(share * 1_000)
        return "\(tenths / 10).\(tenths % 10)%"
    }

    private func remarks(_ forecast: CacheForecast, _ trace: CacheTrace) -> [String] {
        var policies: [CachePolicy] = []
        for outcome in forecast.outcomes where !policies.contains(outcome.policy) { policies.append(outcome.policy) }
        var lines: [String] = []
        if let told = Self.told(policies) {
            let hour = trace.requestsPerHour == nil ? "in the whole trace" : "in an hour"
            lines += paragraph(
                "Spared and left are loads \(hour) with the policy \(told.rawValue); without a cache, every request is a load.",
                indent: 0, paint: .dim)
        }
        if forecast.outcomes.contains(where: { $0.policy == .optimum }) {
            let bound = forecast.outcomes.contains { $0.ttl != .none } ? "; with a time to live, a bound above it" : ""
            lines += paragraph(
                "optimum: Bélády's, which knows the future\(bound).", indent: 0, paint: .dim)
        }
        if trace.rate < 1, let least = forecast.outcomes.map(\.simulatedEntries).min(), least < 100 {
            lines += paragraph(
                "The smallest cache was simulated with \(least) sampled entries, which is rough: record at a higher rate.",
                indent: 0, paint: .warning)
        }
        if trace.dropped > 0 {
            lines += paragraph(
                "\(Numbers.count(trace.dropped)) samples were dropped while recording, so times between requests are off: "
                    + "record at a lower rate.", indent: 0, paint: .warning)
        }
        if trace.endedAtLimit {
            lines += paragraph("The recording ended when its file was full.", indent: 0, paint: .warning)
        } else if trace.isCutOff {
            lines += paragraph(
                "The recording does not say how it ended: its last moments are missing.", indent: 0, paint: .warning)
        }
        return lines
    }
}
