import Foundation
import HoneLoad

/// Reads what an application's own monitor (PAT-017 of the toolkit) says at `/api/monitoring`. An application that has
/// none, or one that does not let Hone in, is measured as if it had none.
struct MonitorReader: Sendable {
    /// Where its routes are.
    static let root = "/api/monitoring"
    /// How the evidence names where figures come from.
    static let source = "the application's own monitor at \(root)"

    /// What `system` says; of that what is used here.
    struct System: Decodable, Sendable {
        var residentBytes: Double
        var userSeconds: Double
        var systemSeconds: Double
        var threads: Int
        var openDescriptors: Int
        var monitor: Cost?

        /// Only a monitor of the toolkit says what it costs, which tells it from another service at that path.
        struct Cost: Decodable, Sendable { var cpuShare: Double }
    }

    /// A statement of `queries`.
    struct Query: Decodable, Sendable, Equatable {
        var sql: String
        var place: String?
        var endpoint: String
        var count: Int
        var milliseconds: Double
    }

    /// A request of `requests/{id}` with what it did, in order.
    struct Request: Decodable, Sendable, Equatable {
        var spans: [Span]
        var droppedSpans: Int

        struct Span: Decodable, Sendable, Equatable {
            var kind: String
            var name: String
            var place: String?
            var values: Int?
        }
    }

    /// What `metrics` says of an endpoint's look-ups in caches.
    private struct Metrics: Decodable, Sendable {
        var endpoints: [Endpoint]

        struct Endpoint: Decodable, Sendable { var cache: CacheLookups }
    }

    /// Look-ups in caches since the monitor began.
    struct CacheLookups: Decodable, Sendable, Equatable {
        /// Those that a cache answered.
        var hits: Int
        /// Those that none did.
        var misses: Int

        /// The share that was answered of those after `earlier`, from 0 to 1; nil when there were none, or when the
        /// application was started anew in between.
        func hitShare(since earlier: CacheLookups) -> Double? {
            let (hits, misses) = (hits - earlier.hits, misses - earlier.misses)
            guard hits >= 0, misses >= 0, hits + misses > 0 else { return nil }
            return Double(hits) / Double(hits + misses)
        }
    }

    let target: Target
    private let client: HTTPClient

    init(target: Target) {
        self.target = target
        // What is slow to answer is left alone: the figures are looked at several times a second.
        client = HTTPClient(
            configuration: .init(insecureTLS: target.insecureTLS, allowRemote: target.allowRemote, timeout: 2))
    }

    /// What the process of the application uses now; nil when no monitor says it.
    func system() async -> System? { await read("system", as: System.self) }

    /// The statements that ran since the monitor began; nil when no monitor says it.
    func queries() async -> [Query]? {
        await read("queries?order=count", as: [String: [Query]].self)?["queries"]
    }

    /// The look-ups in caches of all endpoints; nil when no monitor says it.
    func cacheLookups() async -> CacheLookups? {
        guard let endpoints = await read("metrics", as: Metrics.self)?.endpoints else { return nil }
        return endpoints.reduce(into: CacheLookups(hits: 0, misses: 0)) { sum, endpoint in
            sum.hits += endpoint.cache.hits
            sum.misses += endpoint.cache.misses
        }
    }

    /// A request by the id that it was sent with; nil when the monitor has not kept it.
    func request(id: String) async -> Request? { await read("requests/\(id)", as: Request.self) }

    /// Closes the connections, so that an application that is stopped does not wait for them.
    func close() async { await client.close() }

    private func read<Value: Decodable>(_ path: String, as type: Value.Type) async -> Value? {
        let headers = target.monitorToken.map { [Scenario.Header("Authorization", "Bearer \($0.secret)")] } ?? []
        guard let answer = try? await client.send(.init("\(target.url)\(Self.root)/\(path)", headers: headers)),
            answer.status == 200
        else { return nil }
        return try? JSONDecoder().decode(type, from: Data(answer.body))
    }
}

extension SystemEvidence.Reading {
    /// What a monitor says of its process, in the units of a reading.
    init(_ system: MonitorReader.System) {
        self.init(
            processes: 1, memory: system.residentBytes / 1e6, cpuSeconds: system.userSeconds + system.systemSeconds,
            threads: system.threads, descriptors: system.openDescriptors, sockets: 0)
    }
}
