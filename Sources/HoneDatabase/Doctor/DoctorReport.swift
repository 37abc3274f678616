/// What `hone doctor` tells of a database.
public struct DoctorReport: Sendable, Codable, Equatable {
    /// What the advice goes by.
    public var facts: PragmaFacts
    /// The settings proposed, those of the file first.
    public var advice: [PragmaAdvice]
    /// What writers and readers met; nil when it was not asked for.
    public var concurrency: ConcurrencyReport?

    /// A report from its parts.
    public init(facts: PragmaFacts, concurrency: ConcurrencyReport?) {
        self.facts = facts
        advice = PragmaAdviser.advise(facts)
        self.concurrency = concurrency
    }
}
