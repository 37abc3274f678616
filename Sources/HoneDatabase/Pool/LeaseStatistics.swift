/// What a set of connections did and does.
public struct LeaseStatistics: Sendable, Equatable {
    /// Connections that somebody has now.
    public var inUse = 0
    /// Connections that are open and free now.
    public var idle = 0
    /// Tasks that wait now.
    public var waiting = 0
    /// How often a connection was given out.
    public var leases = 0
    /// How often somebody had to wait.
    public var waits = 0
    /// How often somebody gave up because it took too long.
    public var timeouts = 0
    /// How often somebody was turned away because too many waited.
    public var refused = 0
    /// All the time that was waited.
    public var waited: Duration = .zero
    /// The longest of the waits.
    public var longestWait: Duration = .zero

    init() {}

    /// The figures by name, times in milliseconds: for a monitor.
    func gauges(_ kind: String) -> [(name: String, value: Double)] {
        [
            ("\(kind).inUse", Double(inUse)), ("\(kind).idle", Double(idle)), ("\(kind).waiting", Double(waiting)),
            ("\(kind).leases", Double(leases)), ("\(kind).waits", Double(waits)),
            ("\(kind).timeouts", Double(timeouts)), ("\(kind).refused", Double(refused)),
            ("\(kind).averageWait", waits == 0 ? 0 : waited / .milliseconds(1) / Double(waits)),
            ("\(kind).longestWait", longestWait / .milliseconds(1)),
        ]
    }
}
