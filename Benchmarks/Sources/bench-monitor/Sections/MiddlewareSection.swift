import BenchmarkSections
import Foundation
import Hummingbird
import Logging
import NIOCore

/// Hummingbird's "hello" under load of wrk, CPU of the server per request: without and with the monitor, with five recorded
/// queries, and with Hummingbird's own metrics.
struct MiddlewareSection: Section {
    let name = "middleware"
    let title = "CPU per request of Hummingbird's \"hello\" (bars: +3 %, with 5 queries +8 %; goals: +1 %, +4 %)"

    /// The servers run on one core and the load on another, by turns of a second, so that a stretch in which the machine
    /// is slow falls on all variants.
    func run(_ options: Options) async throws {
        InMemoryMetrics.bootstrap()
        try Cores.keepThisProcess(on: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var ports: [HelloVariant: Int] = [:]
            for variant in HelloVariant.allCases { ports[variant] = try await Self.start(variant, in: &group) }
            var costs: [HelloVariant: [Double]] = [:]
            let variants = HelloVariant.allCases
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
        }
    }

    /// The median over the rounds of the ratio within a round.
    private func report(_ costs: [HelloVariant: [Double]]) {
        for (variant, reference) in HelloVariant.pairs {
            let (cost, other) = (costs[variant] ?? [], costs[reference] ?? [])
            let more = median(zip(cost, other).map { ($0 / $1 - 1) * 100 })
            print(
                "\(variant.rawValue): \(number(median(cost), 2)) µs, \(number(more, 2)) % more than "
                    + "\(reference.rawValue) (\(number(median(other), 2)) µs)")
        }
    }

    /// Starts a server and returns its port.
    private static func start(_ variant: HelloVariant, in group: inout ThrowingTaskGroup<Void, any Error>) async throws
        -> Int
    {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let app = Application(
            router: variant.router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
            }, logger: HelloVariant.quiet)
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
