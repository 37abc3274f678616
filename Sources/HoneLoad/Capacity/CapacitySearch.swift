/// Finds the highest level at which a target meets its thresholds: tells which level to measure next, and is told what
/// came of it. Does no I/O.
///
/// The load grows by a factor until a threshold breaks, then the gap is halved (geometrically, since what matters is
/// the share) until it is as narrow as the plan asks. Measurements are noisy, so a single one decides nothing for
/// good: the two levels beside the knee are measured again, a level passes or fails by the majority of its
/// measurements, and when that changes the picture the search goes on from the new one. Where repeats of a level
/// disagree, its measurements say that the knee is within the noise of it; the interval then widens to the next
/// levels whose measurements all agree.
///
/// The machine has no state but the measurements: what is next follows from them alone, whatever their order.
public struct CapacitySearch: Sendable {
    /// What to do next.
    public enum Step: Sendable, Equatable {
        /// Run the scenario at this level and ``CapacitySearch/record(_:)`` what came of it.
        case measure(level: Int)
        /// The search has ended.
        case end(Capacity)
    }

    /// How is searched.
    public let plan: CapacityPlan
    /// What the levels count.
    public let model: Scenario.Load.Model
    private var levels: [Int: Capacity.Level] = [:]
    private var isStopped = false

    /// A search that has measured nothing yet.
    public init(plan: CapacityPlan, model: Scenario.Load.Model) {
        self.plan = plan
        self.model = model
    }

    /// Takes what came of a measurement.
    public mutating func record(_ measurement: CapacityMeasurement) {
        levels[measurement.level, default: .init(measurement.level)].measurements.append(measurement)
    }

    /// Ends the search with what is known.
    public mutating func stop() { isStopped = true }

    /// What to do next. O(levels²).
    public var next: Step {
        if isStopped { return end(.stopped) }
        if levels.values.reduce(0, { $0 + $1.measurements.count }) >= plan.mostRuns { return end(.runs) }
        // A disturbed machine saturates a generator once; twice running means that the level is too much.
        for level in levels.values where level.measurements.last?.isInvalid == true {
            if level.measurements.dropLast().last?.isInvalid == true { return end(.generator) }
            return .measure(level: level.level)
        }
        if let undecided = levels.values.filter({ $0.passed == $0.failed }).map(\.level).min() {
            return .measure(level: undecided)
        }
        guard let high = lowestFailing else { return grown(from: highestPassing) }
        guard let low = highestPassing else { return shrunk(from: high) }
        if high - low > plan.step(at: high) { return .measure(level: between(low, high)) }
        return confirmed(low: low, high: high)
    }

    // MARK: Towards the knee

    private func grown(from low: Int?) -> Step {
        guard let low else { return .measure(level: plan.start) }
        if low < plan.most { return .measure(level: min(plan.most, max(low + 1, scaled(low, by: plan.factor)))) }
        return unsure(low).map { .measure(level: $0) } ?? settledLow(low) ?? end(.highestLevel)
    }

    private func shrunk(from high: Int) -> Step {
        if high > 1 { return .measure(level: max(1, min(high - 1, scaled(high, by: 1 / plan.factor)))) }
        return unsure(high).map { .measure(level: $0) } ?? settledHigh(high) ?? end(.lowestLevel)
    }

    private func confirmed(low: Int, high: Int) -> Step {
        let order = count(low) <= count(high) ? [low, high] : [high, low]
        for level in order { if let level = unsure(level) { return .measure(level: level) } }
        return settledLow(low) ?? settledHigh(high) ?? end(.knee)
    }

    private func between(_ low: Int, _ high: Int) -> Int {
        let middle = Int((Double(low) * Double(high)).squareRoot().rounded())
        return min(high - 1, max(low + 1, middle))
    }

    private func scaled(_ level: Int, by factor: Double) -> Int {
        Int(min(Double(plan.most), (Double(level) * factor).rounded()))
    }

    // MARK: Certainty

    /// The level, when it was not measured often enough to vouch for one side of the knee.
    private func unsure(_ level: Int) -> Int? { count(level) > certainty ? nil : level }

    /// How often a level that vouches for a side is measured beyond the first time. Levels that disagree with
    /// themselves tell of noise wider than the gaps, where agreement by chance is likely: each takes one more, up to
    /// three.
    private var certainty: Int {
        plan.repeats + min(3, levels.values.count { $0.passed > 0 && $0.failed > 0 })
    }

    private func count(_ level: Int) -> Int { levels[level]?.measurements.count { !$0.isInvalid } ?? 0 }

    private func passes(_ level: Int) -> Bool { levels[level].map { $0.passed > $0.failed } ?? false }

    /// The lowest level that fails by majority: one that fails below one that passes is believed.
    private var lowestFailing: Int? { levels.values.filter { $0.failed > $0.passed }.map(\.level).min() }

    private var highestPassing: Int? {
        let limit = lowestFailing ?? .max
        return levels.values.filter { $0.passed > $0.failed && $0.level < limit }.map(\.level).max()
    }

    /// What is missing for a level at or below `low` to have passed often enough and every time; nil when nothing is.
    private func settledLow(_ low: Int) -> Step? {
        var level = low
        var gap = plan.step(at: low)
        while level >= 1 {
            if levels[level]?.failed ?? 0 == 0 { return unsure(level).map { .measure(level: $0) } }
            // One that was measured on the way is as good as a new one.
            let wanted = level - gap
            level = levels.keys.filter { $0 < level && $0 >= wanted - gap }.max() ?? max(0, wanted)
            gap *= 2
        }
        return nil
    }

    /// The same for a level at or above `high` that failed.
    private func settledHigh(_ high: Int) -> Step? {
        var level = high
        var gap = plan.step(at: high)
        while level <= plan.most {
            if levels[level]?.passed ?? 0 == 0 { return unsure(level).map { .measure(level: $0) } }
            guard level < plan.most else { return nil }
            let wanted = min(plan.most, level + gap)
            level = levels.keys.filter { $0 > level && $0 <= wanted + gap }.min() ?? wanted
            gap *= 2
        }
        return nil
    }

    // MARK: The outcome

    private func end(_ ending: Capacity.Ending) -> Step {
        let level = highestPassing ?? 0
        let failing = lowestFailing
        // Agreement of many repeats first; with fewer only when the search was cut short.
        let certainty = certainty
        let sure = { (level: Capacity.Level) in level.valid.count > certainty }
        let agreeingLow = levels.values.filter { $0.level <= level && $0.failed == 0 && $0.passed > 0 }
        let agreeingHigh = levels.values.filter { $0.level >= failing ?? .max && $0.passed == 0 && $0.failed > 0 }
        let highest = { (levels: [Capacity.Level]) in levels.max { $0.level < $1.level } }
        let lowest = { (levels: [Capacity.Level]) in levels.min { $0.level < $1.level } }
        let low = highest(agreeingLow.filter(sure)) ?? highest(agreeingLow)
        let high = lowest(agreeingHigh.filter(sure)) ?? lowest(agreeingHigh)
        return .end(
            Capacity(
                model: model, level: level, requestsPerSecond: levels[level]?.requestsPerSecond ?? 0,
                brokeFirst: failing.flatMap { levels[$0] }.flatMap(Self.brokeFirst),
                interval: .init(
                    low: low?.level ?? 0, high: high?.level, lowPassed: low?.passed ?? 0,
                    highFailed: high?.failed ?? 0),
                levels: levels.values.sorted { $0.level < $1.level }, ending: ending))
    }

    /// The threshold that broke most often; of those that broke as often, the first as written.
    private static func brokeFirst(at level: Capacity.Level) -> ThresholdOutcome? {
        let outcomes = level.outcomes
        let broken = outcomes.indices.map { place in
            level.valid.count { place < $0.outcomes.count && !$0.outcomes[place].isMet }
        }
        guard let most = broken.max(), most > 0 else { return nil }
        return broken.firstIndex(of: most).map { outcomes[$0] }
    }
}
