import HoneAgent
import HoneCore

/// One number that a run changed, for the top of a report.
struct HeadlineFigure: Equatable {
    /// What it is.
    var title: String
    /// Before any fix, with its unit.
    var before: String
    /// Now, with its unit; `nil` when there is no evidence after the fixes.
    var now: String?
    /// How many times better it is, such as `5.2×`; `nil` when that says nothing.
    var factor: String?

    /// The figures that the run's evidence has, at most six.
    static func all(in run: Run) -> [HeadlineFigure] {
        let before = run.baseline
        let now = run.current
        let reference = before.load.value?.referenceLevel
        let referenceNow = now?.load.value?.referenceLevel
        let sameLevel = reference?.users == referenceNow?.users
        let users = reference.map { " at \($0.users) users" } ?? ""
        var figures: [HeadlineFigure?] = []
        let levelNow = sameLevel ? referenceNow : nil
        figures.append(
            lower("mean response\(users)", reference?.meanIfAny, levelNow?.meanIfAny, Numbers.milliseconds))
        figures.append(lower("p95\(users)", reference?.p95IfAny, levelNow?.p95IfAny, Numbers.milliseconds))
        figures.append(capacity(before.load.value, now?.load.value))
        figures.append(
            lower(
                "queries per request", before.queries.value?.meanQueries, now?.queries.value?.meanQueries,
                Numbers.short))
        figures.append(
            lower(
                "average query", before.queries.value?.averageMilliseconds, now?.queries.value?.averageMilliseconds,
                Numbers.milliseconds))
        figures.append(
            lower(
                "bytes per answer\(users)", reference?.bytesIfAny, levelNow?.bytesIfAny, Numbers.bytes))
        return figures.compactMap { $0 }
    }

    private static func lower(
        _ title: String, _ before: Double?, _ now: Double?, _ text: (Double) -> String
    ) -> HeadlineFigure? {
        guard let before else { return nil }
        return HeadlineFigure(
            title: title, before: text(before), now: now.map(text), factor: now.flatMap { Numbers.ratio(before, $0) })
    }

    private static func capacity(_ before: LoadEvidence?, _ now: LoadEvidence?) -> HeadlineFigure? {
        guard let before else { return nil }
        return HeadlineFigure(
            title: "users within thresholds", before: before.capacityText, now: now?.capacityText,
            factor: now.flatMap { now in
                // With a lower bound before, the factor would be too large: say none.
                before.capacityIsLowerBound
                    ? nil
                    : Numbers.ratio(Double(now.capacity), Double(before.capacity)).map {
                        (now.capacityIsLowerBound ? "≥ " : "") + $0
                    }
            })
    }
}

extension LoadEvidence {
    /// The capacity, `≥` before a lower bound.
    var capacityText: String { (capacityIsLowerBound ? "≥ " : "") + Numbers.count(capacity) }
}

extension LoadEvidence.Level {
    var meanIfAny: Double? { latency.count > 0 ? latency.average : nil }
    var p95IfAny: Double? { latency.count > 0 ? latency.p95 : nil }
    var bytesIfAny: Double? { bytesPerRequest > 0 ? bytesPerRequest : nil }
}

extension QueryEvidence {
    /// The mean over the endpoints of their own statements per request; `nil` when no endpoint was probed.
    var meanQueries: Double? {
        endpoints.isEmpty ? nil : endpoints.reduce(0) { $0 + $1.queries } / Double(endpoints.count)
    }
}
