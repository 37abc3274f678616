/// The bounds of an advisor's work and the margins of its advice.
public struct AdvisorSettings: Sendable, Codable, Equatable {
    /// The whole of the measuring ends after this long, seconds, but for what one execution of a statement and the
    /// building of one index take; candidates that were not reached are counted in the notes. Default 20.
    public var maximumSeconds = 20.0
    /// One side of one comparison of a statement takes no longer than this, seconds, or one execution of each set of
    /// values if that is longer. Default 0.1.
    public var secondsPerMeasurement = 0.1
    /// An execution that takes more processor time is interrupted and counts as this long, seconds. Default 3.
    public var statementLimit = 3.0
    /// Executions of a set of values on each side, at most. Default 15.
    public var maximumRepetitions = 15
    /// Sets of values that are used of a statement, at most, evenly spread over the recorded ones. Default 8.
    public var maximumParameterSets = 8
    /// Tables with fewer rows get no candidate: they fit in a few pages. Default 500.
    public var minimumRows = 500
    /// Key columns of an index, at most. Default 3; covering ones may add columns up to `maximumCoveringColumns`.
    public var maximumKeyColumns = 3
    /// Columns of a covering index, at most. Default 5.
    public var maximumCoveringColumns = 5
    /// An index is advised when the statements it serves get faster by this share at least. Default 0.1.
    public var minimumShareOfServed = 0.1
    /// … and the whole workload, as it is beside those advised before it, by this share. Default 0.01.
    public var minimumShareOfWorkload = 0.01
    /// … and by this many milliseconds a call on average over the calls it serves. Default 0.01, well above the grain
    /// of the measurement.
    public var minimumMillisecondsPerCall = 0.01
    /// A wider index is preferred to a narrower one on the same table only when it saves this share of the whole
    /// workload more, as it is beside those advised before. Default 0.02.
    public var minimumShareOfWidening = 0.02

    /// An existing index is proposed to be dropped when no statement gets slower by more than this share, or by more
    /// than `minimumMillisecondsPerCall`. Default 0.1.
    public var toleranceOfDrop = 0.1

    /// The defaults.
    public init() {}

    /// Settings for a given time, seconds: an execution may take a thirtieth of it.
    public init(seconds: Double) {
        maximumSeconds = seconds
        statementLimit = max(0.5, seconds / 30)
    }
}
