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
    /// How many times better or worse it is, such as `5.2× better`; `nil` when that says nothing.
    var change: String?

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
            title: title, before: text(before), now: now.map(text), change: now.flatMap { times(before, better: $0) })
    }

    private static func capacity(_ before: LoadEvidence?, _ now: LoadEvidence?) -> HeadlineFigure? {
        guard let before else { return nil }
        return HeadlineFigure(
            title: "users within thresholds", before: before.capacityText, now: now?.capacityText,
            change: now.flatMap { now in
                // With a lower bound before, the factor would be too large: say none.
                guard !before.capacityIsLowerBound,
                    let change = self.times(Double(now.capacity), better: Double(before.capacity))
                else { return nil }
                return (now.capacityIsLowerBound ? "≥ " : "") + change
            })
    }

    /// `2.0× better`, `1.3× worse`, or nothing when the two look the same.
    private static func times(_ a: Double, better b: Double) -> String? {
        guard let up = Numbers.ratio(a, b), let down = Numbers.ratio(b, a), up != "1.00×" else { return nil }
        return a > b ? "\(up) better" : "\(down) worse"
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
