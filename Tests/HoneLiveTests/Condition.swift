/// What was awaited did not come in time.
struct ConditionNotMet: Error {}

/// Waits until something holds, looking often.
/// - Throws: ``ConditionNotMet`` when it does not within `seconds`.
func condition(within seconds: Double = 200, _ holds: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while try await !holds() {
        guard ContinuousClock.now < end else { throw ConditionNotMet() }
        try await Task.sleep(for: .milliseconds(10))
    }
}
