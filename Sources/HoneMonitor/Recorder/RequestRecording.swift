/// A request being recorded. Begun and ended by ``PerformanceMonitor``.
public struct RequestRecording: Sendable {
    let cell: EndpointCell
    let began: UInt64
    /// Where the request's queries are recorded; to be made ``RequestTrace/current`` while its code runs.
    public private(set) var trace: RequestTrace

    init(cell: EndpointCell, trace: RequestTrace, began: UInt64) {
        self.cell = cell
        self.trace = trace
        self.began = began
    }

    consuming func takeTrace() -> RequestTrace { trace }
}
