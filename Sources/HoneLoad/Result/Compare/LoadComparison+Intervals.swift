import HoneCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension LoadComparison {
    /// One of the two runs.
    struct Side {
        let total: TaskResult
        let bootstrap: BlockBootstrap
        let rate: Double

        init(_ total: TaskResult, _ bootstrap: BlockBootstrap, _ rate: Double) {
            self.total = total
            self.bootstrap = bootstrap
            self.rate = rate
        }

        /// The figure as it was measured; nil when there was nothing to tell it from.
        func value(_ figure: Figure) -> Double? {
            switch figure {
            case .requestRate: rate > 0 ? rate : nil
            case .errorRate: total.requests > 0 ? total.errorShare : nil
            case .p50, .p95, .p99, .average: total.latency.value(figure)
            }
        }
    }

    /// A figure of all requests together: Student's interval with the bootstrap's standard errors, on the logarithm, so
    /// that half and double weigh the same. Degrees of freedom after Welch (Biometrika 34, 1947).
    static func whole(_ figure: Figure, _ a: Side, _ b: Side, _ options: Options) -> Difference? {
        guard let valueA = a.value(figure), let valueB = b.value(figure) else { return nil }
        let errorA = a.bootstrap.errors[figure] ?? 0
        let errorB = b.bootstrap.errors[figure] ?? 0
        let (squareA, squareB) = (errorA * errorA, errorB * errorB)
        let scale = squareA * squareA / Double(a.bootstrap.degrees) + squareB * squareB / Double(b.bootstrap.degrees)
        let welch = scale > 0 ? (squareA + squareB) * (squareA + squareB) / scale : .infinity
        let degrees = Int(min(1_000, max(1, welch)))
        let student = studentQuantile(0.5 + options.confidence / 2, degrees: degrees)
        if figure == .errorRate {
            return errorRate(
                nil, a.total, b.total, a.bootstrap.designEffects[figure] ?? 1, b.bootstrap.designEffects[figure] ?? 1,
                student, options)
        }
        guard valueA > 0, valueB > 0 else { return nil }
        let difference = log(valueB / valueA)
        let reach = student * (squareA + squareB).squareRoot()
        return ratio(
            nil, figure, valueA, valueB, low: exp(difference - reach) - 1, high: exp(difference + reach) - 1, options)
    }

    /// The figures of one task. The series does not tell tasks apart, so each task's interval is that of independent
    /// requests, widened by what the whole run shows that requests are not (the design effect): too wide as a rule,
    /// since a task has fewer requests a second. Percentiles after Woodruff (JASA 47, 1952).
    static func task(
        _ a: TaskResult, _ b: TaskResult, _ drawnA: BlockBootstrap, _ drawnB: BlockBootstrap, _ options: Options,
        of count: Int
    ) -> [Difference] {
        let confidence = 1 - (1 - options.confidence) / Double(count)
        let student = studentQuantile(0.5 + confidence / 2, degrees: min(drawnA.degrees, drawnB.degrees))
        return Figure.allCases.compactMap { figure -> Difference? in
            let effectA = drawnA.designEffects[figure] ?? 1
            let effectB = drawnB.designEffects[figure] ?? 1
            switch figure {
            case .requestRate: return nil
            case .errorRate: return errorRate(a.name, a, b, effectA, effectB, student, options)
            case .p50, .p95, .p99, .average:
                guard let one = a.latency.interval(figure, effectA, student),
                    let other = b.latency.interval(figure, effectB, student)
                else { return nil }
                // Zou and Donner, Statistics in Medicine 27, 2008: the interval of a difference from those of its
                // parts.
                let difference = log(other.value / one.value)
                let down = hypot(log(other.value / other.low), log(one.high / one.value))
                let up = hypot(log(other.high / other.value), log(one.value / one.low))
                return ratio(
                    a.name, figure, one.value, other.value, low: exp(difference - down) - 1,
                    high: exp(difference + up) - 1, options)
            }
        }
    }

    private static func ratio(
        _ task: String?, _ figure: Figure, _ a: Double, _ b: Double, low: Double, high: Double, _ options: Options
    ) -> Difference {
        Difference(
            task: task, figure: figure, a: a, b: b, change: b / a - 1, low: low, high: high,
            verdict: verdict(low, high, options.tolerance, higherIsBetter: figure.higherIsBetter))
    }

    /// The difference of two shares from their Wilson intervals (Newcombe, Statistics in Medicine 17, 1998, method 10),
    /// each of as many independent requests as the design effect leaves.
    private static func errorRate(
        _ task: String?, _ a: TaskResult, _ b: TaskResult, _ effectA: Double, _ effectB: Double, _ student: Double,
        _ options: Options
    ) -> Difference? {
        guard a.requests > 0, b.requests > 0 else { return nil }
        let (shareA, shareB) = (a.errorShare, b.errorShare)
        let one = wilson(shareA, Double(a.requests) / effectA, student)
        let other = wilson(shareB, Double(b.requests) / effectB, student)
        let low = shareB - shareA - hypot(shareB - other.low, one.high - shareA)
        let high = shareB - shareA + hypot(other.high - shareB, shareA - one.low)
        let neither = a.failures == 0 && b.failures == 0
        return Difference(
            task: task, figure: .errorRate, a: shareA, b: shareB, change: shareB - shareA, low: low, high: high,
            // Where nothing failed at all there is nothing to be unsure of.
            verdict: neither ? .same : verdict(low, high, options.errorTolerance, higherIsBetter: false))
    }

    /// Wilson's interval of a share (JASA 22, 1927).
    static func wilson(_ share: Double, _ count: Double, _ quantile: Double) -> (low: Double, high: Double) {
        let square = quantile * quantile
        let middle = share + square / (2 * count)
        let reach = quantile * (share * (1 - share) / count + square / (4 * count * count)).squareRoot()
        let whole = 1 + square / count
        // The ends are 0 and 1 but for rounding.
        return (
            share <= 0 ? 0 : max(0, (middle - reach) / whole), share >= 1 ? 1 : min(1, (middle + reach) / whole)
        )
    }

    /// What an interval of a change says.
    static func verdict(_ low: Double, _ high: Double, _ tolerance: Double, higherIsBetter: Bool) -> Verdict {
        if low >= -tolerance, high <= tolerance { return .same }
        if low > 0 { return higherIsBetter ? .better : .worse }
        if high < 0 { return higherIsBetter ? .worse : .better }
        return .inconclusive
    }
}

extension LatencyHistogram {
    /// A percentile or the mean, ms; nil without samples.
    fileprivate func value(_ figure: LoadComparison.Figure) -> Double? {
        guard count > 0 else { return nil }
        let value = figure.percentile.map { milliseconds(atPercentile: $0) } ?? snapshot.average
        return value > 0 ? value : nil
    }

    /// The figure with its interval, for as many independent samples as the design effect leaves; nil when fewer than
    /// ten of them lie on either side of a percentile, or there are fewer than twenty.
    fileprivate func interval(
        _ figure: LoadComparison.Figure, _ effect: Double, _ quantile: Double
    ) -> (value: Double, low: Double, high: Double)? {
        let independent = Double(count) / effect
        guard independent >= 20, let value = value(figure) else { return nil }
        if let percentile = figure.percentile {
            let share = percentile / 100
            guard independent * min(share, 1 - share) >= 10 else { return nil }
            let reach = quantile * (share * (1 - share) / independent).squareRoot()
            let low = milliseconds(atPercentile: max(0, share - reach) * 100)
            let high = milliseconds(atPercentile: min(1, share + reach) * 100)
            return low > 0 ? (value, min(low, value), max(high, value)) : nil
        }
        let squares = recorded.reduce(0.0) { sum, bucket in
            let distance = Double(bucket.nanoseconds) / 1e6 - value
            return sum + distance * distance * Double(bucket.count)
        }
        let reach = quantile * (squares / Double(count) / independent).squareRoot() / value
        return (value, value * exp(-reach), value * exp(reach))
    }
}
