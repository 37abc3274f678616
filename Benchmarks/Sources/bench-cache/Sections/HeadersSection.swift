import BenchmarkSections
import HTTPTypes
import HoneHTTP
import HoneHummingbird
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded

/// What the router's answer of 10 kB costs more with an ETag and a Cache-Control, without a kernel between.
struct HeadersSection: Section {
    let name = "headers"
    let title = "ETag and cache headers on an answer of 10 kB, µs of CPU"

    private static let requests = 30_000

    private enum Variant: String, CaseIterable {
        case plain, cacheHeaders = "CacheHeaders", both = "ETag and CacheHeaders", notModified = "the same, 304"

        var router: Router<BasicRequestContext> {
            let router = Router()
            let rule = CachePolicyRule(.prefix("/api/"), CacheControl("public, max-age=3600"))
            if self != .plain { router.add(middleware: CacheHeadersMiddleware(rules: [rule])) }
            if self == .both || self == .notModified { router.add(middleware: EntityTagMiddleware()) }
            let body = ByteBuffer(bytes: sampleJSON(bytes: 10_000))
            router.get("/api/products") { _, _ in
                Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
            }
            return router
        }
    }

    func run(_ options: Options) async throws {
        Results.shared.write(to: options.json)
        var costs: [Variant: [Double]] = [:]
        for round in 0...options.rounds {
            for variant in round % 2 == 0 ? Variant.allCases : Variant.allCases.reversed() {
                let cost = try await Self.cost(variant)
                if round > 0 { costs[variant, default: []].append(cost) }
            }
        }
        let plain = costs[.plain] ?? []
        for variant in Variant.allCases where variant != .plain {
            let more = median(zip(costs[variant] ?? [], plain).map { $0 - $1 })
            Results.shared.add(
                Figure(
                    section: name, what: "\(variant.rawValue), CPU more than without", value: more, unit: "µs",
                    bar: variant == .both ? .most(3) : .none, peer: "\(number(median(plain), 2)) µs without"))
        }
    }

    /// µs of CPU time of a request that the router answers.
    private static func cost(_ variant: Variant) async throws -> Double {
        var logger = Logger(label: "bench")
        logger.logLevel = .critical
        let responder = variant.router.buildResponder()
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: logger)
        func ask(_ fields: HTTPFields) async throws -> Response {
            let head = HTTPRequest(
                method: .get, scheme: "http", authority: "127.0.0.1:8080", path: "/api/products", headerFields: fields)
            return try await responder.respond(
                to: Request(head: head, body: .init(buffer: ByteBuffer())), context: BasicRequestContext(source: source)
            )
        }
        let first = try await ask([:])
        guard variant == .plain || first.headers[.cacheControl] == "public, max-age=3600" else {
            throw BenchmarkError("the answer's Cache-Control is \(first.headers[.cacheControl] ?? "missing")")
        }
        var fields = HTTPFields()
        if variant == .notModified { fields[.ifNoneMatch] = first.headers[.eTag] }
        let expected: HTTPResponse.Status = variant == .notModified ? .notModified : .ok
        var before = 0.0
        for number in 0..<requests + 1_000 {
            if number == 1_000 { before = cpuMicroseconds() }
            let response = try await ask(fields)
            guard response.status == expected else { throw BenchmarkError("the router answered \(response.status)") }
        }
        return (cpuMicroseconds() - before) / Double(requests)
    }
}
