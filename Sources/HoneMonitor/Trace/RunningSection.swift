/// A section of the request that runs, from here until ``end()``: what `@Monitored` puts into functions. Where code can
/// be put into a closure, ``PerformanceMonitor/section(_:isolation:_:)`` reads better.
public struct RunningSection: Sendable {
    private let name: String
    private let trace: RequestTrace?
    private let start: UInt64

    /// Begins a section of the request that runs; outside of a request it does nothing.
    public init(_ name: String) {
        self.name = name
        trace = RequestTrace.current
        start = trace?.clock.nanoseconds() ?? 0
    }

    /// Ends it. Each call records it once more.
    public func end() {
        trace?.endSection(name, from: start)
    }
}
