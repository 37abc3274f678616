import BenchmarkSections
import Foundation
import HoneTesting
import Hummingbird
import Logging
import NIOCore

/// Hummingbird's "hello" under load of wrk, CPU of the server per request: without and with the monitor, with five recorded
/// queries, and with Hummingbird's own metrics.
struct MiddlewareSection: Section {
    let name = "middleware"
    let title = "CPU per request of Hummingbird's \"hello\" (bars: +3 %, with 5 queries +8 %; goals: +1 %, +4 %)"

    /// Milliseconds in which one server alone is asked. The machine's own speed changes within seconds by more than the
    /// monitor costs, so that all must have had their turn before.
    private static let turn = 100

    /// The servers run on one core and the load on another. Each server has a wrk of its own, of which all but one are
    /// stopped; each has `seconds` in a round.
    func run(_ options: Options) async throws {
        InMemoryMetrics.bootstrap()
        try Cores.keepThisProcess(on: 0)
        let variants = HelloVariant.allCases
        try await withThrowingTaskGroup(of: Void.self) { group in
            var loads: [HelloVariant: Wrk] = [:]
            for variant in variants { loads[variant] = try Wrk(port: await Self.start(variant, in: &group)) }
            var costs: [HelloVariant: [Double]] = [:]
            // The first second warms all up.
            let cycles = options.rounds * options.seconds * 1000 / Self.turn
            for cycle in -10..<cycles {
                for turn in variants.indices {
                    let variant = variants[(turn + cycle + 10) % variants.count]
                    guard let cost = try await loads[variant]?.cost(milliseconds: Self.turn), cycle >= 0 else {
                        continue
                    }
                    costs[variant, default: []].append(cost)
                }
            }
            group.cancelAll()
            report(costs)
        }
    }

    /// The median over the cycles of the ratio within a cycle.
    private func report(_ costs: [HelloVariant: [Double]]) {
        for (variant, reference) in HelloVariant.pairs {
            let (cost, other) = (costs[variant] ?? [], costs[reference] ?? [])
            let ratios = zip(cost, other).map { ($0 / $1 - 1) * 100 }.sorted()
            guard !ratios.isEmpty else { continue }
            // Of a median's order statistics, the 95 % interval: n / 2 ± 0.98 √n (David and Nagaraja, §7.1).
            let reach = 0.98 * Double(ratios.count).squareRoot()
            let low = ratios[max(0, Int(Double(ratios.count) / 2 - reach))]
            let high = ratios[min(ratios.count - 1, Int(Double(ratios.count) / 2 + reach))]
            print(
                "\(variant.rawValue): \(number(median(cost), 2)) µs, \(number(median(ratios), 2)) % "
                    + "(\(number(low, 2)) to \(number(high, 2))) more than \(reference.rawValue) "
                    + "(\(number(median(other), 2)) µs), \(ratios.count) turns of \(Self.turn) ms")
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
}

/// Which cores run what.
enum Cores {
    /// Keeps all threads of this process on one core; those to come inherit it.
    static func keepThisProcess(on core: Int) throws {
        let done = try ChildProcess.run(["taskset", "-a", "-c", "-p", "\(core)", "\(getpid())"])
        guard done.ending == .exited(0) else {
            throw BenchmarkError("taskset, of Debian's package util-linux, did not keep the server on core \(core)")
        }
    }
}

/// wrk as a child process, on the second core, stopped while it has no turn.
private final class Wrk {

    private let process: ChildProcess

    init(port: Int) throws {
        let url = "http://127.0.0.1:\(port)/hello"
        process = try ChildProcess(
            ["taskset", "-c", "1", "wrk", "-t1", "-c16", "-d1h", url], output: .nowhere, errors: .nowhere)
        process.send(SIGSTOP)
    }

    deinit { process.end(by: [SIGKILL]) }

    /// µs of CPU time of this process per request that it answers meanwhile.
    func cost(milliseconds: Int) async throws -> Double {
        guard process.isRunning else { throw BenchmarkError("wrk, of Debian's package wrk, has ended") }
        let (before, answered) = (cpuMicroseconds(), HelloVariant.answered)
        process.send(SIGCONT)
        try await Task.sleep(for: .milliseconds(milliseconds))
        process.send(SIGSTOP)
        // What is under way is answered.
        try await Task.sleep(for: .milliseconds(2))
        let requests = HelloVariant.answered - answered
        guard requests > 0 else { throw BenchmarkError("no request came in \(milliseconds) ms; is wrk installed?") }
        return (cpuMicroseconds() - before) / Double(requests)
    }
}
