// HoneCached is `@Cached` and `@CacheBust`: functions whose answers a cache keeps, and functions after which it does
// not. A module of its own, so that only apps that want the macros build swift-syntax.

@_exported import HoneCache

/// Has a cache answer for an `async throws` function: a hit returns what is there, a miss runs the body, once however
/// many ask.
///
///     let cache = Cache<String, [Product]>(name: "products", capacity: .entries(1_000))
///
///     @Cached("products:all", ttl: .seconds(3_600), tags: ["products"])
///     func products() async throws -> [Product] { … }
///
///     @Cached("products:{page}:{filter.kind}", tags: ["products"])
///     func products(page: Int, filter: Filter) async throws -> [Product] { … }
///
/// The cache is the member `cache` of the type, or of free functions a global `cache`; its keys are texts, and its
/// values what the function returns. The function's value has to be Sendable, as the load outlives its caller; of an
/// actor, the body runs on it.
///
/// In the key and in tags, `{name}` is the value of a parameter or member (``CacheKeyPart``), as an attribute does not
/// see them as `\(name)`. Without a key, it is made of the types around the function, its name, and all parameters'
/// labels, types and values; within an extension, which may be one of a protocol or a generic type, after the whole name
/// of the type that it is called on. **What the answer depends on has to be in the key**: of a member such as the current user,
/// too, or one user gets what another was given.
/// - Parameters:
///   - key: the key, with `{name}` for values; nil: of the function's name and parameters.
///   - ttl: how long a value is fresh; nil: as the cache's options say.
///   - tags: what the value can be invalidated by.
@attached(body)
public macro Cached(_ key: String? = nil, ttl: Duration? = nil, tags: [String] = []) =
    #externalMacro(module: "HoneMacros", type: "CachedMacro")

/// The same with another cache than the member `cache`.
/// - Parameters:
///   - key: the key, with `{name}` for values; nil: of the function's name and parameters.
///   - cache: a global or static one (`in: Shop.pages`), or the key path of a member (`in: \Shop.pages`).
///   - ttl: how long a value is fresh; nil: as the cache's options say.
///   - tags: what the value can be invalidated by.
@attached(body)
public macro Cached<Source>(_ key: String? = nil, in cache: Source, ttl: Duration? = nil, tags: [String] = []) =
    #externalMacro(module: "HoneMacros", type: "CachedMacro")

/// Invalidates tags of the member `cache` when an `async` function has returned; when it throws, nothing is
/// invalidated.
///
///     @CacheBust("products", "product:{product.id}")
///     func update(_ product: Product) async throws -> Product { … }
///
/// The caller waits until the tiers behind the memory have let go, too. One that cannot be reached does not make the
/// function fail, which has done its work: the cache counts it, and asks again.
/// - Parameter tags: the tags, with `{name}` for values of parameters and members.
@attached(body)
public macro CacheBust(_ tags: String...) = #externalMacro(module: "HoneMacros", type: "CacheBustMacro")

/// The same with another cache than the member `cache`.
/// - Parameters:
///   - tags: the tags, with `{name}` for values of parameters and members.
///   - cache: a global or static one, or the key path of a member.
@attached(body)
public macro CacheBust<Source>(_ tags: String..., in cache: Source) =
    #externalMacro(module: "HoneMacros", type: "CacheBustMacro")

/// The body of a function as a load; the macros' own. It stays where it was: on the actor of the function around it,
/// and without `self.` before members.
@inlinable
public func loading<Value: Sendable>(
    @_inheritActorContext @_implicitSelfCapture _ body: @escaping @Sendable () async throws -> Value
) -> @Sendable () async throws -> Value { body }

/// Invalidates tags after a function that did its work; the macros' own. A tier that cannot be reached is counted by
/// the cache and asked again.
nonisolated(nonsending)
    public func invalidate<Key, Value>(_ tags: [String], in cache: Cache<Key, Value>) async
{
    for tag in tags { try? await cache.invalidate(tag: tag) }
}
