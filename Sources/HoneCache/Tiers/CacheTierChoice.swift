/// An outer tier that an app wants behind a cache's memory, and how the cache treats it. Modules with tiers add static
/// functions that make one, so that an app writes `tiers: [.disk(".hone/cache"), .redis(url)]`.
public struct CacheTierChoice: Sendable {
    /// How long the cache waits for one call of the tier; then it goes on without it.
    public var timeout: Duration = .milliseconds(250)
    /// How many calls in sequence may fail until the cache leaves the tier alone for ``pause``.
    public var failureLimit = 5
    /// How long the cache leaves a tier alone that failed; then one call tries it.
    public var pause: Duration = .seconds(1)
    /// How many entries wait at most to be stored; further ones are dropped and counted.
    public var queueCapacity = 1_000
    /// How long others wait at most for a node that loads a key, should it never be done.
    public var leaseLimit: Duration = .seconds(10)
    /// How long this node waits for another that loads a key; then it loads itself.
    public var leaseWait: Duration = .seconds(2)
    /// Makes the tier of a cache. It must return at once: opening files and connections comes later.
    let make: @Sendable (_ cache: String) -> any CacheTier

    /// A tier of one's own.
    /// - Parameter make: makes it for the cache of a name. It must return at once: opening files and connections comes
    ///   with the first call.
    public init(make: @escaping @Sendable (_ cache: String) -> any CacheTier) { self.make = make }
}
