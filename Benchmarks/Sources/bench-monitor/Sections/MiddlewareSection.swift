import Foundation
import HTTPTypes
import HoneCore
import HoneHummingbird
import HoneMonitor
import Hummingbird
import Logging
import Metrics
import NIOCore

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

    func run(_ options: Options) async throws {
        MetricsSystem.bootstrap(InMemoryMetrics())
        var costs: [Variant: [Double]] = [:]
        let variants = Variant.allCases
        // The first round warms it up.
        for round in 0...options.rounds {
            for turn in variants.indices {
                let variant = variants[(turn + round) % variants.count]
                let cost = try await measure(variant, seconds: round == 0 ? 1 : options.seconds)
                guard round > 0 else { continue }
                costs[variant, default: []].append(cost)
                print("  round \(round)  \(variant.rawValue): \(number(cost, 2)) µs")
            }
        }
        func against(_ variant: Variant, _ reference: Variant) {
            let (cost, other) = (median(costs[variant] ?? []), median(costs[reference] ?? []))
            let more = number((cost / other - 1) * 100, 2)
            print(
                "\(variant.rawValue): \(number(cost, 2)) µs, \(more) % more than \(reference.rawValue) (\(number(other, 2)) µs)"
            )
        }
        against(.on, .off)
        against(.queriesOn, .queriesOff)
        against(.metrics, .off)
    }

    /// µs of CPU time of this process per request; wrk runs in another.
    private func measure(_ variant: Variant, seconds: Int) async throws -> Double {
        let router = Router()
        switch variant {
        case .on, .queriesOn: router.add(middleware: PerformanceMonitor().middleware())
        case .metrics: router.add(middleware: MetricsMiddleware())
        case .off, .queriesOff: break
        }
        let hasQueries = variant == .queriesOn || variant == .queriesOff
        router.get("/hello") { _, _ in
            if hasQueries { Self.query() }
            return "hello"
        }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        var quiet = Logger(label: "bench")
        quiet.logLevel = .critical
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
            }, logger: quiet)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run() }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next(), port > 0 else { throw BenchmarkError("the server has no port") }
            let before = Self.cpuMicroseconds()
            let requests = try await Wrk.run(url: "http://127.0.0.1:\(port)/hello", seconds: seconds)
            let cost = (Self.cpuMicroseconds() - before) / Double(requests)
            group.cancelAll()
            return cost
        }
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

/// wrk as a child process.
enum Wrk {
    /// The requests that were answered.
    static func run(url: String, seconds: Int) async throws -> Int {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["wrk", "-t1", "-c16", "-d\(seconds)s", url]
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
