/// How a monitor records.
public struct MonitorConfiguration: Sendable {
    /// Where a line per request is written.
    public enum Log: Sendable, Equatable {
        /// Nowhere.
        case none
        /// To a file of JSON lines, appended to; its folder is made when it is missing.
        case jsonLines(String)
    }

    /// Where a line per request is written.
    public var log: Log
    /// How many lines may wait to be written; what comes when that many wait is dropped and counted.
    public var logQueueCapacity: Int
    /// The most endpoints told apart; those that come later are counted together as `other`. An endpoint takes
    /// about 100 kB, most of it the latency histogram.
    public var maximumEndpoints: Int

    /// A configuration.
    /// - Parameters:
    ///   - log: Where a line per request is written.
    ///   - logQueueCapacity: Lines that may wait to be written; at least 1.
    ///   - maximumEndpoints: Endpoints told apart; at least 1.
    public init(log: Log = .none, logQueueCapacity: Int = 8_192, maximumEndpoints: Int = 128) {
        self.log = log
        self.logQueueCapacity = max(1, logQueueCapacity)
        self.maximumEndpoints = max(1, maximumEndpoints)
    }
}
