/// What one cache did with a request: a member of `Cache-Status` (RFC 9211).
public struct CacheStatus: Sendable, Equatable {
    /// Why a request went on towards the origin (RFC 9211 §2.2).
    public enum Forward: String, Sendable, CaseIterable {
        /// The cache was told not to handle it.
        case bypass
        /// Its method has to.
        case method
        /// Nothing was stored for the URI.
        case uriMiss = "uri-miss"
        /// Something was, but not for these request fields.
        case varyMiss = "vary-miss"
        /// Nothing that could be used was stored.
        case miss
        /// A fresh response was, but the request did not take it.
        case request
        /// A stale response was.
        case stale
        /// A part of the response was.
        case partial
    }

    /// The name of the cache.
    public var cache: String
    /// Whether the answer came from the cache.
    public var isHit = false
    /// Why the request went on; nil when it did not.
    public var forward: Forward?
    /// What the next server answered with, where that is not the status of the answer.
    public var forwardStatus: Int?
    /// How many seconds the answer is fresh yet; negative when it is stale.
    public var timeToLive: Int?
    /// Whether the answer was stored.
    public var isStored = false
    /// Whether the request was answered together with others; false: it was tried in vain.
    public var isCollapsed: Bool?
    /// What the answer is stored by.
    public var key: String?
    /// What else there is to say.
    public var detail: String?

    /// A member that says the name of a cache alone.
    public init(cache: String) { self.cache = cache }
}

extension CacheStatus: CustomStringConvertible {
    /// The member as a field's value, parameters in the order of RFC 9211 §2.
    public var description: String {
        var text = Self.name(cache)
        if isHit { text += "; hit" }
        if let forward { text += "; fwd=\(forward.rawValue)" }
        if let forwardStatus { text += "; fwd-status=\(forwardStatus)" }
        if let timeToLive { text += "; ttl=\(timeToLive)" }
        if isStored { text += "; stored" }
        if let isCollapsed { text += isCollapsed ? "; collapsed" : "; collapsed=?0" }
        if let key = key.flatMap(structuredString) { text += "; key=\(key)" }
        if let detail {
            text += isToken(detail) ? "; detail=\(detail)" : structuredString(detail).map { "; detail=\($0)" } ?? ""
        }
        return text
    }

    /// A name as a token, or as a string where it is none (RFC 9651 §3.3.4: a token begins with a letter or `*`).
    private static func name(_ cache: String) -> String {
        let begins = cache.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowered($0)) } ?? false
        return begins && isToken(cache) ? cache : structuredString(cache) ?? "cache"
    }
}
