/// A connection that was held for some code and is given back, told to whoever observes.
public struct HeldConnection: Sendable, Equatable {
    /// How long it was held, ns.
    public var nanoseconds: UInt64
    /// The time in it that statements were open, from their first step to their end, ns.
    public var queryNanoseconds: UInt64
    /// How many others waited for a connection of its kind meanwhile; nil where the layer does not know.
    public var waiting: Int?
    /// The line of the app that asked for it; nil where the layer does not know.
    public var place: SourcePlace?

    /// A connection that was held.
    public init(nanoseconds: UInt64, queryNanoseconds: UInt64, waiting: Int? = nil, place: SourcePlace? = nil) {
        self.nanoseconds = nanoseconds
        self.queryNanoseconds = queryNanoseconds
        self.waiting = waiting
        self.place = place
    }

    /// The time that nothing was asked of it, ns.
    public var idleNanoseconds: UInt64 { nanoseconds > queryNanoseconds ? nanoseconds - queryNanoseconds : 0 }
}
