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

    /// The responses of one URI that vary by the same fields.
    final class Variants: Sendable {
        let vary: Vary
        private let keys = Mutex<[String]>([])

        init(_ vary: Vary) { self.vary = vary }

        /// Keeps a key; gives the one that has to go for it.
        func insert(_ key: String, most: Int) -> String? {
            keys.withLock { keys in
                if keys.contains(key) { return nil }
                keys.append(key)
                return keys.count > most ? keys.removeFirst() : nil
            }
        }

        var all: [String] { keys.withLock { $0 } }
        var weight: Int { all.reduce(256) { $0 + $1.utf8.count + 64 } }
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
        cache = Cache(
            name: options.name, capacity: .weight(options.capacity), clock: clock,
            weigher: { key, slot in
                switch slot {
                case .response(let response): key.utf8.count + response.weight
                case .variants(let variants): key.utf8.count + variants.weight
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
            let key = Self.key(uri, fields)
            if case .response(let response) = cache.cached(key) { return .response(response, key: key) }
            return .noVariant(key: key)
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
        let tags = response.groups + [Self.tag(path: path(of: uri))]
        return invalidations.withLock { invalidations in
            guard Self.isGood(ticket, invalidations) else { return false }
            var key = uri
            if !fields.isEmpty {
                key = Self.key(uri, fields)
                let variants = variants(of: uri, response.vary)
                if let gone = variants.insert(key, most: max(1, options.variants)) { cache.invalidate(gone) }
            } else if case .variants(let others) = cache.cached(uri) {
                for other in others.all { cache.invalidate(other) }
            }
            cache.set(.response(response), for: key, tags: tags, ttl: keeping)
            return true
        }
    }

    /// Has requests for a URI not wait for each other for a while.
    func pass(_ uri: String, for duration: Duration) {
        cache.set(.pass, for: uri, ttl: duration)
    }

    /// Takes out all that is stored for a URI, and has nothing stored that the app was asked for before.
    func invalidate(_ uri: String) {
        invalidations.withLock { invalidations in
            invalidations.generations[Self.index(of: uri)] &+= 1
            if case .variants(let variants) = cache.cached(uri) {
                for key in variants.all { cache.invalidate(key) }
            }
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
            for key in variants.all { cache.invalidate(key) }
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

    /// URIs hold one line break, before the path, so no URI is another's with fields.
    private static func key(_ uri: String, _ fields: String) -> String { uri + "\n" + fields }

    private static func index(of uri: String) -> Int {
        Int(truncatingIfNeeded: UInt(bitPattern: uri.hashValue) % 1_024)
    }
}
