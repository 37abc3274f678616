import BenchmarkSections
import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded

/// The same as under load, but without a kernel between: the router alone answers, so that the difference stands out of
/// the noise.
struct RouterSection: Section {
    let name = "router"
    let title = "the same without sockets: the difference in µs of CPU, to be held against a request under load"

    private static let requests = 50_000

    func run(_ options: Options) async throws {
        InMemoryMetrics.bootstrap()
        var costs: [HelloVariant: [Double]] = [:]
        for round in 0...options.rounds {
            for variant in HelloVariant.allCases {
                let cost = try await Self.cost(variant)
                if round > 0 { costs[variant, default: []].append(cost) }
            }
        }
        for (variant, reference) in HelloVariant.pairs {
            let more = median(zip(costs[variant] ?? [], costs[reference] ?? []).map { $0 - $1 })
            print(
                "\(variant.rawValue): \(number(more, 3)) µs more than \(reference.rawValue) "
                    + "(\(number(median(costs[reference] ?? []), 3)) µs)")
        }
    }

    /// µs of CPU time of a request that the router answers.
    private static func cost(_ variant: HelloVariant) async throws -> Double {
        let responder = variant.router.buildResponder()
        let request = Request(
            head: HTTPRequest(
                method: .get, scheme: "http", authority: "127.0.0.1:8080", path: "/hello",
                headerFields: [.userAgent: "bench"]), body: .init(buffer: ByteBuffer()))
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: HelloVariant.quiet)
        var before = 0.0
        for number in 0..<requests + 1_000 {
            if number == 1_000 { before = cpuMicroseconds() }
            let response = try await responder.respond(to: request, context: BasicRequestContext(source: source))
            guard response.status == .ok else { throw BenchmarkError("the router answered \(response.status)") }
        }
        return (cpuMicroseconds() - before) / Double(requests)
    }
}
