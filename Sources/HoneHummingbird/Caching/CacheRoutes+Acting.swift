import Foundation
import HTTPTypes
import HoneCache
import Hummingbird
import NIOCore

extension CacheRoutes {
    private struct Stats: Encodable {
        var caches: [CacheSnapshot]
        var warmers: [String]
    }

    /// What was asked of one cache, and how it went.
    private struct Done: Encodable {
        var cache: String
        /// Whether there was a value in memory; told of keys, by caches that can tell.
        var found: Bool?
        /// What has yet to come about in its tiers.
        var pending: String?
    }

    private struct Clearing: Asked {
        enum CodingKeys: String, CodingKey, CaseIterable { case cache }
        var cache: String?
    }

    private struct Warming: Asked {
        enum CodingKeys: String, CodingKey, CaseIterable { case names }
        var names: [String]?
    }

    private struct Invalidating: Asked {
        enum CodingKeys: String, CodingKey, CaseIterable { case cache, key, prefix, tag }
        var cache: String?
        var key: String?
        var prefix: String?
        var tag: String?
    }

    func stats(_ request: Request) throws -> Response {
        var caches = registry.caches.map { $0.snapshot() }
        if !(token?.opens(for: request) ?? false) {
            // It may name files and servers.
            for cache in caches.indices {
                for tier in caches[cache].tiers.indices { caches[cache].tiers[tier].problem = nil }
            }
        }
        return try MonitoringJSON.response(Stats(caches: caches, warmers: registry.warmerNames))
    }

    func clear(_ request: Request) async throws -> Response {
        let asked = try await body(of: request, as: Clearing.self, example: #"{"cache": "products"}"#)
        return try await each(of: try caches(named: asked?.cache)) { cache in
            try await cache.clear()
            return nil
        }
    }

    func warmUp(_ request: Request) async throws -> Response {
        let asked = try await body(of: request, as: Warming.self, example: #"{"names": ["products"]}"#)
        do {
            return try MonitoringJSON.response(["warmers": try await registry.warmUp(asked?.names)])
        } catch let refusal as CacheRegistry.WarmupRefusal {
            switch refusal {
            case .running:
                throw Problem(
                    title: "Conflict", status: .conflict,
                    detail: "The warmers run already; ask again when they are done.",
                    headers: [.retryAfter: "5"])
            case .unknown(let name):
                throw Problem(
                    title: "Not Found", status: .notFound,
                    detail: "There is no warmer \"\(name.prefix(100))\"; GET \(Self.root)/stats lists them.")
            }
        }
    }

    func invalidate(_ request: Request) async throws -> Response {
        let example = #"{"cache": "products", "tag": "products"}"#
        guard let asked = try await body(of: request, as: Invalidating.self, example: example) else {
            throw Problem.badRequest("Send what to invalidate as JSON, such as \(example).")
        }
        switch (asked.key, asked.prefix, asked.tag) {
        case (let key?, nil, nil):
            return try await each(of: [try cache(named: asked.cache)]) { try await $0.invalidate(key: key) }
        case (nil, let prefix?, nil):
            return try await each(of: [try cache(named: asked.cache)]) { cache in
                try await cache.invalidate(prefix: prefix)
                return nil
            }
        case (nil, nil, let tag?):
            return try await each(of: try caches(named: asked.cache)) { cache in
                try await cache.invalidate(tag: tag)
                return nil
            }
        default:
            throw Problem.badRequest(#"Name one of "key", "prefix" and "tag", such as \#(example)."#)
        }
    }

    // MARK: Parts

    /// The cache of a name, or all without one.
    private func caches(named name: String?) throws -> [any RegisteredCache] {
        guard name != nil else { return registry.caches }
        return [try cache(named: name)]
    }

    private func cache(named name: String?) throws -> any RegisteredCache {
        guard let name else {
            throw Problem.badRequest(#"Name the cache, such as {"cache": "products", "key": "products:all"}."#)
        }
        guard let cache = registry[name] else {
            throw Problem(
                title: "Not Found", status: .notFound,
                detail: "There is no cache \"\(name.prefix(100))\"; GET \(Self.root)/stats lists them.")
        }
        return cache
    }

    /// Does something to each cache. A tier that cannot be reached is asked again by its cache: what has yet to come
    /// about is told, as 202.
    private func each(
        of caches: [any RegisteredCache], _ act: (any RegisteredCache) async throws -> Bool?
    ) async throws -> Response {
        var done: [Done] = []
        for cache in caches {
            do {
                done.append(Done(cache: cache.name, found: try await act(cache), pending: nil))
            } catch let refusal as KeyRefused {
                throw Problem.badRequest("In \(refusal.cache), this is no key: \(refusal.reason).")
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                done.append(Done(cache: cache.name, found: nil, pending: String("\(error)".prefix(500))))
            }
        }
        return try MonitoringJSON.response(
            ["caches": done], status: done.contains { $0.pending != nil } ? .accepted : .ok)
    }

    /// The body as JSON; nil when there is none.
    private func body<Body: Asked>(of request: Request, as type: Body.Type, example: String) async throws -> Body? {
        let tooLarge = Problem(
            title: "Content Too Large", status: .contentTooLarge,
            detail: "Send no more than \(Self.maximumBody) bytes.")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > Self.maximumBody {
            throw tooLarge
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.maximumBody)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        } catch let error as HTTPError where error.status == .contentTooLarge {
            throw tooLarge
        }
        guard body.readableBytes > 0 else { return nil }
        do {
            let json = Data(body.readableBytesView)
            let asked = try JSONDecoder().decode(type, from: json)
            // A name that is misspelt, or a variable that was not set, would otherwise mean all caches.
            let members = try JSONDecoder().decode(MemberNames.self, from: json)
            if let unknown = members.first(notIn: Body.names) {
                throw Problem.badRequest(
                    "Nothing is called \"\(unknown.prefix(100))\" here; send JSON such as \(example).")
            }
            if let null = members.firstNull {
                throw Problem.badRequest(
                    "\"\(null)\" is null, which names nothing: leave it out, or send JSON such as \(example).")
            }
            return asked
        } catch is DecodingError {
            throw Problem.badRequest("The body is not what is understood here; send JSON such as \(example).")
        }
    }
}

/// The body of a POST. All of its members may be left out, so that it says which there are.
private protocol Asked: Decodable {
    associatedtype CodingKeys: CodingKey, CaseIterable
}

extension Asked {
    static var names: Set<String> { Set(CodingKeys.allCases.map(\.stringValue)) }
}

/// The names of the members of a JSON object, and which of them are null.
private struct MemberNames: Decodable {
    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let names: [String]
    private let nulls: [String]

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Name.self)
        names = members.allKeys.map(\.stringValue)
        nulls = try members.allKeys.filter { try members.decodeNil(forKey: $0) }.map(\.stringValue)
    }

    /// The first in the alphabet that is null.
    var firstNull: String? { nulls.min() }

    /// The first in the alphabet that is not among these.
    func first(notIn known: Set<String>) -> String? { names.sorted().first { !known.contains($0) } }
}
