/// What a recording of a cache's keys has come to.
public struct RecordingStatistics: Sendable, Equatable {
    /// Whether it goes on, and if not, why.
    public enum State: Sendable, Equatable {
        /// It goes on.
        case recording
        /// It was stopped, or the cache is gone.
        case stopped
        /// The file has as many bytes as it may have.
        case full(limit: Int)
        /// The file could not be written, and what the system said.
        case failed(String)
    }

    /// The file.
    public var path: String
    /// The share of the keys that is recorded.
    public var rate: Double
    /// Requests of sampled keys in the file.
    public var requests: Int
    /// Stores of sampled keys in the file.
    public var stores: Int
    /// Samples that wait to be written.
    public var waiting: Int
    /// Samples that were dropped, as too many waited.
    public var dropped: Int
    /// Bytes in the file.
    public var bytes: Int
    /// Whether it goes on.
    public var state: State
}
