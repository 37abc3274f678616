import HoneCache
import HoneHTTP
import Synchronization

/// Responses by URI and, where they vary, by the fields they vary by; on a `Cache` of `HoneCache`, which bounds them.
///
/// What was asked for before its URI was invalidated is not stored after it: each store shows the ticket that was taken
/// before the app was asked, and an invalidation makes the tickets of its URI worthless.
final class ResponseStore: Sendable {
    /// What stands at a key of the cache.
    enum Slot: Sendable {
        case response(StoredResponse)
        /// At a URI: its responses vary, and stand at keys of their own.
        case variants(Variants)
        /// At a URI: its answers are not shared, so that nobody waits for another's.
        case pass
    }

    /// The responses of one URI that vary by the same fields: an index for the next request, and the order in which
    /// they came. That one is missing here means nothing: it may have been evicted.
    final class Variants: Sendable {
        let vary: Vary
        private let hashes = Mutex<[Int]>([])

        init(_ vary: Vary) { self.vary = vary }

        /// Keeps a variant; gives the one that has to go for it.
        func insert(_ hash: Int, most: Int) -> Int? {
            hashes.withLock { hashes in
                if hashes.contains(hash) { return nil }
                hashes.append(hash)
                return hashes.count > most ? hashes.removeFirst() : nil
            }
        }

        var count: Int { hashes.withLock { $0.count } }

        /// The bytes that it takes with as many variants as there may be: it is weighed before it has them.
        static func weight(most: Int) -> Int { 256 + (most + 1) * MemoryLayout<Int>.stride }
    }

    /// What was found for a request.
    enum Found: Sendable {
        case response(StoredResponse, key: String)
        /// Nothing for the URI.
        case nothing
        /// Nothing for these fields; what is loaded for them goes there.
        case noVariant(key: String)
        case pass

        /// The response, if one was found.
        var response: StoredResponse? {
            if case .response(let response, _) = self { response } else { nil }
        }
    }

    /// The right to store what the app is asked for now. Two of one URI are equal when nothing of it was invalidated
    /// between them.
    struct Ticket: Sendable, Equatable {
        fileprivate let index: Int
        fileprivate let generation: UInt64
        fileprivate let epoch: UInt64
    }

    /// What makes tickets worthless.
    private struct Invalidations {
        /// Of URIs, by their hash.
        var generations = [UInt64](repeating: 0, count: 1_024)
        /// Of what may be any URI's.
        var epoch: UInt64 = 0
    }

    let cache: Cache<String, Slot>
    private let options: ResponseCacheOptions
    /// Held while something is stored or invalidated, so that what was asked for before an invalidation cannot be found
    /// after it, not for a moment.
    private let invalidations = Mutex(Invalidations())

    init(_ options: ResponseCacheOptions, clock: CacheClock) {
        self.options = options
        let most = Self.mostVariants(options)
        cache = Cache(
            name: options.name, capacity: .weight(options.capacity), clock: clock,
            weigher: { key, slot in
                switch slot {
                case .response(let response): key.utf8.count + response.weight
                case .variants: key.utf8.count + Variants.weight(most: most)
                case .pass: key.utf8.count + 64
                }
            })
    }

    /// Looks for a request's response.
    /// - Parameter value: the request's value of a field.
    func find(_ uri: String, _ value: (String) -> String?) -> Found {
        switch cache.cached(uri) {
        case nil: return .nothing
        case .pass: return .pass
        case .response(let response): return .response(response, key: uri)
        case .variants(let variants):
            guard let fields = key(of: variants.vary, value) else { return .pass }
            let key = Self.key(uri, fields.hashValue)
            switch cache.cached(key) {
            case .response(let response) where response.variant == fields: return .response(response, key: key)
            case .pass: return .pass
            default: return .noVariant(key: key)
            }
        }
    }

    /// A ticket for a URI, to be taken before the app is asked.
    func ticket(_ uri: String) -> Ticket { invalidations.withLock { Self.ticket(uri, $0) } }

    /// Whether nothing was invalidated since a ticket was taken that may be its URI's.
    func isGood(_ ticket: Ticket) -> Bool { invalidations.withLock { Self.isGood(ticket, $0) } }

    /// Stores a response; false when its URI was invalidated meanwhile, or nothing can be told apart by its `Vary`.
    @discardableResult
    func store(
        _ response: StoredResponse, uri: String, for keeping: Duration, _ ticket: Ticket, _ value: (String) -> String?
    ) -> Bool {
        guard let fields = key(of: response.vary, value) else { return false }
        var tags = response.groups + [Self.tag(path: path(of: uri))]
        if !fields.isEmpty { tags.append(Self.tag(uri: uri)) }
        return invalidations.withLock { invalidations in
            guard Self.isGood(ticket, invalidations) else { return false }
            var key = uri
            if !fields.isEmpty {
                let hash = fields.hashValue
                key = Self.key(uri, hash)
                let gone = variants(of: uri, response.vary).insert(hash, most: Self.mostVariants(options))
                if let gone { cache.invalidate(Self.key(uri, gone)) }
            } else if case .variants = cache.cached(uri) {
                cache.invalidate(tag: Self.tag(uri: uri))
            }
            cache.set(.response(response), for: key, tags: tags, ttl: keeping)
            return true
        }
    }

    /// Has requests that are looked for at a key not wait for each other for a while. What is stored there stays: it
    /// may still be others'.
    func pass(_ key: String, for duration: Duration) {
        invalidations.withLock { _ in
            if cache.cached(key) == nil { cache.set(.pass, for: key, ttl: duration) }
        }
    }

    /// Takes out all that is stored for a URI, and has nothing stored that the app was asked for before.
    func invalidate(_ uri: String) {
        invalidations.withLock { invalidations in
            invalidations.generations[Self.index(of: uri)] &+= 1
            // The index of its variants may have been evicted, and they not.
            cache.invalidate(tag: Self.tag(uri: uri))
            cache.invalidate(uri)
        }
    }

    /// Has no response given out any more that belongs to a group.
    func invalidate(group: String) { invalidate(tag: group) }

    /// Has no response given out any more whose URI has a path, whatever its host and query.
    func invalidate(path: String) { invalidate(tag: Self.tag(path: path)) }

    /// Takes everything out.
    func invalidateAll() {
        invalidations.withLock { invalidations in
            invalidations.epoch &+= 1
            cache.invalidateAll()
        }
    }

    private func invalidate(tag: String) {
        invalidations.withLock { invalidations in
            invalidations.epoch &+= 1
            cache.invalidate(tag: tag)
        }
    }

    /// What a request is told apart by; nil for everything, and for more bytes than are kept.
    private func key(of vary: Vary, _ value: (String) -> String?) -> String? {
        vary.key(value).flatMap { $0.utf8.count <= options.longestURI ? $0 : nil }
    }

    private func variants(of uri: String, _ vary: Vary) -> Variants {
        if case .variants(let variants) = cache.cached(uri) {
            if variants.vary == vary { return variants }
            cache.invalidate(tag: Self.tag(uri: uri))
        }
        let variants = Variants(vary)
        cache.set(.variants(variants), for: uri)
        return variants
    }

    private static func ticket(_ uri: String, _ invalidations: Invalidations) -> Ticket {
        let index = index(of: uri)
        return Ticket(
            index: index, generation: invalidations.generations[index], epoch: invalidations.epoch)
    }

    private static func isGood(_ ticket: Ticket, _ invalidations: Invalidations) -> Bool {
        invalidations.epoch == ticket.epoch && invalidations.generations[ticket.index] == ticket.generation
    }

    /// No group begins so, as groups are of printable characters.
    private static func tag(path: String) -> String { "\npath:" + path }
    /// Of the responses of a URI that vary.
    private static func tag(uri: String) -> String { "\nuri:" + uri }

    /// The path in a key of ``uri(authority:path:)``.
    private func path(of uri: String) -> String {
        let path = uri.drop { $0 != "\n" }.dropFirst()
        return String(path.prefix { $0 != "?" })
    }

    /// What a URI is stored under; nil when it is too long.
    func uri(authority: String?, path: String?) -> String? {
        let (authority, path) = (authority ?? "", path ?? "/")
        guard authority.utf8.count + path.utf8.count <= options.longestURI else { return nil }
        return authority + "\n" + path
    }

    /// URIs hold one line break, before the path, so no URI is another's with a hash. A hash, as it is kept in the
    /// index too: two texts of one take each other's place.
    private static func key(_ uri: String, _ fields: Int) -> String { uri + "\n" + String(fields, radix: 36) }

    private static func mostVariants(_ options: ResponseCacheOptions) -> Int { max(1, options.variants) }

    private static func index(of uri: String) -> Int {
        Int(truncatingIfNeeded: UInt(bitPattern: uri.hashValue) % 1_024)
    }
}
