/// A request being recorded. Begun and ended by ``PerformanceMonitor``, once each.
public struct RequestRecording: Sendable {
    /// The endpoint's number.
    let endpoint: Int
    let began: UInt64
    /// Where the request's queries are recorded; to be made ``RequestTrace/current`` while its code runs. nil once
    /// the recording has ended.
    public internal(set) var trace: RequestTrace?
}
