/// What was awaited did not come about in time.
public struct NotInTime: Error, CustomStringConvertible {
    /// How long it was awaited.
    public var limit: Duration
    /// Where, as `Module/File.swift:line`.
    public var place: String

    /// Says how long was waited, and where.
    public var description: String { "what \(place) waits for did not come about within \(limit)" }
}

/// Waits until something holds that another thread, process or machine brings about, looking every few milliseconds.
///
/// The limit is there so that what never comes fails instead of hanging; it says nothing about how fast it should come.
/// - Parameters:
///   - limit: how long at most.
///   - clock: what measures it.
///   - holds: whether it has come about.
/// - Throws: ``NotInTime`` when it does not, and what `holds` throws.
public func eventually(
    within limit: Duration = .seconds(60), clock: some Clock<Duration> = ContinuousClock(), file: String = #fileID,
    line: Int = #line, _ holds: () async throws -> Bool
) async throws {
    let end = clock.now.advanced(by: limit)
    while try await !holds() {
        guard clock.now < end else { throw NotInTime(limit: limit, place: "\(file):\(line)") }
        try await clock.sleep(for: .milliseconds(5))
    }
}
