import HoneCore

extension LoadResult {
    /// The first figure that no run can have come to, such as `series.second is 1e+300`; nil when there is none.
    ///
    /// Whoever reads a result that somebody else may have written asks this first: sums and charts of figures without
    /// bounds overflow. The bounds leave room for the sum of any shards: counts up to 2⁵⁰, times and levels to a
    /// billion seconds, users or arrivals.
    public var implausible: String? {
        let counts = [
            ("startedUsers", startedUsers), ("unfinished", unfinished), ("unsent", unsent), ("retries", retries),
            ("redirects", redirects), ("connections", connections), ("strayAnswers", strayAnswers),
            ("generator.loops", generator.loops), ("generator.lateStarts", generator.lateStarts),
        ]
        let figures = [
            ("startedAt", startedAt / 1e3), ("level", level), ("seconds", seconds),
            ("longestUnfinished", longestUnfinished / 1e3), ("generator.cpuSeconds", generator.cpuSeconds),
            ("generator.busiestLoop", generator.busiestLoop),
        ]
        return Self.first(counts) ?? Self.first(figures)
            ?? ([total] + tasks + onStart).lazy.compactMap(\.implausible).first
            ?? series.lazy.compactMap(\.implausible).first
    }

    /// The first of them that is below 0 or too large to be added up.
    fileprivate static func first(_ counts: [(name: String, value: Int)]) -> String? {
        counts.first { !(0...(1 << 50)).contains($0.value) }.map { "\($0.name) is \($0.value)" }
    }

    /// The first of them that is below 0 or beyond a billion.
    fileprivate static func first(_ figures: [(name: String, value: Double)]) -> String? {
        figures.first { !(0...1e9).contains($0.value) }.map { "\($0.name) is beyond what a run can have" }
    }
}

extension TaskResult {
    fileprivate var implausible: String? {
        LoadResult.first(
            [
                ("\(name): requests", requests), ("\(name): successes", successes),
                ("\(name): notModified", notModified), ("\(name): servedFromClientCache", servedFromClientCache),
                ("\(name): bytesReceived", bytesReceived), ("\(name): bytesSent", bytesSent),
            ] + errors.values.map { ("\(name): errors", $0) } + statuses.values.map { ("\(name): statuses", $0) }
                + checks.flatMap { [("\(name): checks", $0.passed), ("\(name): checks", $0.failed)] })
    }
}

extension SeriesPoint {
    fileprivate var implausible: String? {
        LoadResult.first([
            ("series.users", users), ("series.requests", requests), ("series.failures", failures),
            ("series.bytesReceived", bytesReceived), ("series.latency.count", latency.count),
        ])
            ?? LoadResult.first([
                ("series.second", second), ("series.length", length), ("series.latency.average", latency.average / 1e3),
                ("series.latency.min", latency.min / 1e3), ("series.latency.max", latency.max / 1e3),
            ])
    }
}
