import Foundation
import HTTPTypes
import HoneCore
import HoneHummingbird
import HoneMonitor
import Hummingbird
import Logging
import Metrics
import NIOCore
import NIOEmbedded

/// Hummingbird's "hello" under load of wrk, CPU of the server per request: without and with the monitor, with five recorded
/// queries, and with Hummingbird's own metrics.
struct MiddlewareSection: Section {
    let name = "middleware"
    let title = "CPU per request of Hummingbird's \"hello\" (bars: +3 %, with 5 queries +8 %; goals: +1 %, +4 %)"

    private enum Variant: String, CaseIterable, Sendable {
        case off = "off"
        case on = "monitor"
        case queriesOff = "5 queries, off"
        case queriesOn = "5 queries, monitor"
        case metrics = "MetricsMiddleware"
    }

    /// The servers run on one core and the load on another, by turns of a second, so that a stretch in which the machine
    /// is slow falls on all variants.
    func run(_ options: Options) async throws {
        MetricsSystem.bootstrap(InMemoryMetrics())
        try Cores.keepThisProcess(on: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var ports: [Variant: Int] = [:]
            for variant in Variant.allCases { ports[variant] = try await Self.start(variant, in: &group) }
            var costs: [Variant: [Double]] = [:]
            let variants = Variant.allCases
            // The first round warms it up.
            for round in 0...options.rounds {
                for turn in variants.indices {
                    let variant = variants[(turn + round) % variants.count]
                    let cost = try await Self.measure(port: ports[variant] ?? 0, seconds: options.seconds)
                    if round > 0 { costs[variant, default: []].append(cost) }
                }
                guard round > 0 else { continue }
                let line = variants.map { "\($0.rawValue) \(number(costs[$0]?.last ?? 0, 2))" }
                print("  round \(round)  \(line.joined(separator: ", ")) µs")
            }
            group.cancelAll()
            report(costs)
            try await compareWithoutSockets(options, load: median(costs[.off] ?? []))
        }
    }

    /// The median over the rounds of the ratio within a round.
    private func report(_ costs: [Variant: [Double]]) {
        for (variant, reference) in Self.pairs {
            let (cost, other) = (costs[variant] ?? [], costs[reference] ?? [])
            let more = median(zip(cost, other).map { ($0 / $1 - 1) * 100 })
            print(
                "\(variant.rawValue): \(number(median(cost), 2)) µs, \(number(more, 2)) % more than "
                    + "\(reference.rawValue) (\(number(median(other), 2)) µs)")
        }
    }

    /// The same without a kernel between: the router alone answers, so that the difference stands out of the noise.
    /// - Parameter load: what a request costs under load without the monitor, µs.
    private func compareWithoutSockets(_ options: Options, load: Double) async throws {
        var costs: [Variant: [Double]] = [:]
        for round in 0...options.rounds {
            for variant in Variant.allCases {
                let cost = try await Self.routerCost(variant)
                if round > 0 { costs[variant, default: []].append(cost) }
            }
        }
        print("the router alone, without sockets:")
        for (variant, reference) in Self.pairs {
            let more = median(zip(costs[variant] ?? [], costs[reference] ?? []).map { $0 - $1 })
            print(
                "\(variant.rawValue): \(number(more, 3)) µs more than \(reference.rawValue) "
                    + "(\(number(median(costs[reference] ?? []), 2)) µs), which is \(number(more / load * 100, 2)) % of a request "
                    + "under load (\(number(load, 2)) µs)")
        }
    }

    /// µs of CPU time of a request that the router answers.
    private static func routerCost(_ variant: Variant) async throws -> Double {
        let responder = router(variant).buildResponder()
        let request = Request(
            head: HTTPRequest(
                method: .get, scheme: "http", authority: "127.0.0.1:8080", path: "/hello",
                headerFields: [.userAgent: "bench"]), body: .init(buffer: ByteBuffer()))
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: quiet)
        let requests = 50_000
        var before = 0.0
        for number in 0..<requests + 1_000 {
            if number == 1_000 { before = cpuMicroseconds() }
            let context = BasicRequestContext(source: source)
            let response = try await responder.respond(to: request, context: context)
            guard response.status == .ok else { throw BenchmarkError("the router answered \(response.status)") }
        }
        return (cpuMicroseconds() - before) / Double(requests)
    }

    private static let pairs: [(Variant, Variant)] = [(.on, .off), (.queriesOn, .queriesOff), (.metrics, .off)]

    private static let quiet: Logger = {
        var logger = Logger(label: "bench")
        logger.logLevel = .critical
        return logger
    }()

    private static func router(_ variant: Variant) -> Router<BasicRequestContext> {
        let router = Router()
        switch variant {
        case .on, .queriesOn: router.add(middleware: PerformanceMonitor().middleware())
        case .metrics: router.add(middleware: MetricsMiddleware())
        case .off, .queriesOff: break
        }
        let hasQueries = variant == .queriesOn || variant == .queriesOff
        router.get("/hello") { _, _ in
            if hasQueries { query() }
            return "hello"
        }
        return router
    }

    /// Starts a server and returns its port.
    private static func start(_ variant: Variant, in group: inout ThrowingTaskGroup<Void, any Error>) async throws
        -> Int
    {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let app = Application(
            router: router(variant), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
            }, logger: quiet)
        group.addTask { try await app.run() }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next(), port > 0 else { throw BenchmarkError("the server has no port") }
        return port
    }

    /// µs of CPU time of this process per request; wrk runs in another.
    private static func measure(port: Int, seconds: Int) async throws -> Double {
        let before = cpuMicroseconds()
        let requests = try await Wrk.run(url: "http://127.0.0.1:\(port)/hello", seconds: seconds)
        return (cpuMicroseconds() - before) / Double(requests)
    }

    private static let statements = (0..<5).map { "SELECT column\($0) FROM some_table WHERE id = ?" }

    private static func query() {
        guard let observation = QueryObservation.current else { return }
        for sql in statements { observation.record(RanQuery(sql: sql, nanoseconds: 1_000, writes: false)) }
    }

    private static func cpuMicroseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}

/// Which cores run what.
enum Cores {
    /// Keeps all threads of this process on one core; those to come inherit it.
    static func keepThisProcess(on core: Int) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["taskset", "-a", "-c", "-p", "\(core)", "\(getpid())"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchmarkError("taskset, of Debian's package util-linux, did not keep the server on core \(core)")
        }
    }
}

/// wrk as a child process, on the second core.
enum Wrk {
    /// The requests that were answered.
    static func run(url: String, seconds: Int) async throws -> Int {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["taskset", "-c", "1", "wrk", "-t1", "-c16", "-d\(seconds)s", url]
        let output = Pipe()
        process.standardOutput = output
        let text: String = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { _ in
                let data = output.fileHandleForReading.readDataToEndOfFile()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        // "  123456 requests in 3.00s, 14.1MB read"
        let line = text.split(separator: "\n").first { $0.contains(" requests in ") }
        guard let requests = line?.split(separator: " ").first.flatMap({ Int($0) }), requests > 0,
            !text.contains("Non-2xx")
        else { throw BenchmarkError("wrk, of Debian's package wrk, said: \(text)") }
        return requests
    }
}
