import NIOCore

/// How a Redis tier treats its servers.
public struct RedisOptions: Sendable {
    /// How long an answer may take. Then the connection is closed, as those behind it are late too, and made anew.
    public var timeout: Duration = .milliseconds(250)
    /// How long connecting and logging in may take.
    public var connectTimeout: Duration = .seconds(1)
    /// How often the server is asked whether it is there, so that a connection that died in silence is noticed.
    public var heartbeat: Duration = .seconds(5)
    /// The most bytes of an entry: what is larger is not stored, and an answer that is longer ends the connection. More
    /// than 512 MiB, which is all that Redis takes (<https://redis.io/docs/latest/develop/data-types/strings/>), is that.
    public var largest = 16 << 20
    /// How long an entry is kept in Redis at most; the generations of tags are for four times as long.
    public var longest: Duration = .seconds(7 * 86_400)
    /// Whether this node hears what others change (`CLIENT TRACKING`, Redis 6 or newer).
    public var isListening = true
    /// A file of certificates in PEM by which the server's is checked (`rediss://`); nil: those of the system.
    public var certificateAuthorities: String?

    /// Options as they are given here.
    public init() {}

    /// What a reply or a request has beyond the entry.
    static let room = 1 << 20

    /// The most bytes of an entry, as Redis takes it.
    var largestEntry: Int { min(max(0, largest), 512 << 20) }
}

extension TimeAmount {
    /// As many nanoseconds as there can be when it is longer.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let limit = Int64.max / 4_000_000_000
        self = .nanoseconds(min(max(seconds, 0), limit) * 1_000_000_000 + max(0, attoseconds / 1_000_000_000))
    }
}
