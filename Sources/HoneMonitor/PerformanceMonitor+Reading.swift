extension PerformanceMonitor {
    /// The statements that requests ran.
    /// - Parameters:
    ///   - order: which come first.
    ///   - limit: how many at most.
    public func queries(order: QueryOrder = .time, limit: Int = 100) -> [QuerySnapshot] { [] }

    /// What the detectors found, last seen first.
    public func findings() -> [LiveFinding] { [] }

    /// The requests that are kept, the slowest first.
    public func requests() -> [RequestSummary] { [] }

    /// A request that is kept; nil when it is not, or not any more.
    public func request(id: String) -> RequestSnapshot? { nil }

    /// How many requests took how long in the last ten minutes.
    public func heatmap() -> HeatmapSnapshot { HeatmapSnapshot(secondsPerColumn: 10, edges: [], columns: []) }

    /// How late an event loop did what was due, ns; to be called by who measures it, from any thread.
    public func recordEventLoopLag(nanoseconds: UInt64) {}
}
