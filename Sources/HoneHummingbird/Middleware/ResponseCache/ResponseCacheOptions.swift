/// How a ``ResponseCache`` works.
public struct ResponseCacheOptions: Sendable {
    /// What the cache is called in `Cache-Status`.
    public var name = "Hone"
    /// The bytes it holds at most: bodies, fields and keys.
    public var capacity = 64 << 20
    /// Bodies of more bytes than this pass through and are not stored.
    public var bodyLimit = 512 << 10
    /// The most responses that are stored for one URI, told apart by the fields they vary by; of more, the one that was
    /// stored first goes.
    public var variants = 16
    /// URIs of more bytes than this are not looked up, nor are requests whose fields that a response varies by have
    /// more: only an attacker has many of them.
    public var longestURI = 4_096
    /// The response fields that speak to this cache alone and stand before `Cache-Control` (RFC 9213); the first of
    /// them that is there counts. They are not sent on.
    public var targets = ["Hone-Cache-Control"]
    /// Whether a response that says nothing but when it was last modified is fresh for a tenth of the time since
    /// (RFC 9111 §4.2.2). Off, as an app that wants something cached can say so.
    public var usesHeuristics = false
    /// How long requests wait for another that asks for the same, before one of them asks the app too; after as long
    /// again two more do, then four.
    public var collapsedWait = Duration.seconds(5)
    /// How long requests for a URI do not wait for each other after one of them was answered with what is not shared.
    public var passFor = Duration.seconds(10)
    /// How long a response with a validator is kept after it is stale, to be revalidated.
    public var revalidationWindow = Duration.seconds(3_600)

    /// The usual.
    public init() {}
}
