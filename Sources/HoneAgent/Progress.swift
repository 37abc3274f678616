/// What the agent is doing, for whoever watches.
public struct Progress: Sendable, Equatable {
    /// The step, such as `baseline` or `trial PAT-016`.
    public var step: String
    /// What is going on in it.
    public var detail: String
    /// How much of the step is done, from 0 to 1; `nil` when that is not known.
    public var fraction: Double?

    /// Progress from its parts.
    public init(_ step: String, _ detail: String, fraction: Double? = nil) {
        self.step = step
        self.detail = detail
        self.fraction = fraction
    }
}

/// Gets told what the agent is doing.
public typealias Observer = @Sendable (Progress) -> Void
