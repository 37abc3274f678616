extension Scenario {
    /// The scenario at one level throughout, for one measurement of a capacity search.
    /// - Parameters:
    ///   - level: users, or arrivals per second.
    ///   - plan: how long is measured.
    ///   - run: the number of the measurement; each has its own seed, so that repeats are independent of each other.
    public func measuring(level: Int, plan: CapacityPlan, run: Int) -> Scenario {
        var scenario = self
        // Users that all start at once queue at a door that they would not find closed later.
        let ramp = load.isOpen ? 0 : plan.warmUp / 2
        scenario.load.stages = [
            .init(Double(level), ramp: ramp, hold: plan.warmUp - ramp + plan.seconds)
        ]
        scenario.warmUp = plan.warmUp
        scenario.seed = seed &+ UInt64(run) &* 0x9E37_79B9_7F4A_7C15
        return scenario
    }
}

/// Finds a target's capacity by measuring at one level after the other.
///
/// A measurement that somebody ended (`LoadResult.Ending.cancelled`), and a cancelled task while the target rests, end
/// the search with what is known. One that ended early because too much failed counts as what its figures say.
/// - Parameters:
///   - scenario: what users do. Its thresholds must hold; without any, those of the plan. Its stages are replaced.
///   - plan: how is searched.
///   - onMeasurement: called after each measurement.
///   - run: runs a scenario; usually `Driver(scenario:).run()`.
/// - Throws: what `run` throws.
public func findCapacity(
    scenario: Scenario, plan: CapacityPlan = CapacityPlan(),
    onMeasurement: (CapacityMeasurement) -> Void = { _ in },
    run: (Scenario) async throws -> LoadResult
) async throws -> Capacity {
    let thresholds = scenario.thresholds.isEmpty ? plan.thresholds : scenario.thresholds
    var search = CapacitySearch(plan: plan, model: scenario.load.model)
    var runs = 0
    while true {
        switch search.next {
        case .end(let capacity): return capacity
        case .measure(let level):
            var asked = scenario.measuring(level: level, plan: plan, run: runs)
            asked.thresholds = thresholds
            let result = try await run(asked)
            runs += 1
            if result.ending == .cancelled {
                search.stop()
                continue
            }
            let measurement = CapacityMeasurement(level: level, result: result, thresholds: thresholds)
            search.record(measurement)
            onMeasurement(measurement)
            if !measurement.isPassed, plan.rest > 0 {
                do {
                    try await Task.sleep(for: .seconds(plan.rest))
                } catch {
                    // Whoever cancels while the target rests wants to know what there is, as in a measurement.
                    search.stop()
                }
            }
        }
    }
}
