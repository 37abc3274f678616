import BenchmarkSections
import CFrozenServer
import Foundation
import HoneCore
import HoneLoad
import Synchronization

/// What this program does when it started itself: a run of the load generator, or the frozen server, alone in a fresh
/// process.
enum Child {
    static let argument = "--child"

    static func run(_ arguments: [String]) async throws {
        switch arguments.first {
        case "load": try await load()
        case "frozen": try serve(FrozenModel())
        default: throw BenchmarkError("\(argument) is for this program's own use")
        }
    }

    /// Reads a scenario from standard input, runs it on one loop and tells what came of it.
    private static func load() async throws {
        let input = FileHandle.standardInput.readDataToEndOfFile()
        let scenario = try JSONDecoder().decode(Scenario.self, from: input)
        let memory = MemoryLog()
        let result = try await Driver(scenario: scenario, loops: 1).run { progress in memory.note(progress.elapsed) }
        let report = ChildReport(result, memory: memory.samples)
        FileHandle.standardOutput.write(try JSONEncoder().encode(report))
    }

    private static func serve(_ model: FrozenModel) throws {
        var behaviour = frozen_server(
            service: Int64(model.service * 1e9), freeze: Int64(model.freeze * 1e9), period: Int64(model.period * 1e9),
            first: Int64(model.first * 1e9))
        let code = frozen_server_run(&behaviour)
        guard code == 0 else { throw BenchmarkError("the frozen server: \(String(cString: strerror(code)))") }
    }

    /// Runs a scenario in a process of its own.
    /// - Throws: ``BenchmarkError`` when a request failed, as the figures would then be of something else.
    static func load(_ scenario: Scenario, allowingFailures: Bool = false) throws -> (ChildReport, Measurement) {
        let finished = try runCommand([try program(), argument, "load"], input: JSONEncoder().encode(scenario))
        let report = try JSONDecoder().decode(ChildReport.self, from: Data(finished.output.utf8))
        guard allowingFailures || report.errors.isEmpty else {
            throw BenchmarkError("requests to \(scenario.target) failed: \(report.errors)")
        }
        return (
            report,
            Measurement(requests: report.requests, seconds: report.seconds, cpuSeconds: finished.cpuSeconds)
        )
    }

    /// This program's own path.
    static func program() throws -> String {
        guard let path = Bundle.main.executablePath else { throw BenchmarkError("this program's own path is unknown") }
        return path
    }
}

/// The memory of a run, once a second.
final class MemoryLog: Sendable {
    struct Sample: Codable, Sendable {
        /// Seconds since the run started.
        var second: Double
        var bytes: Int
    }

    private let state = Mutex<[Sample]>([])

    var samples: [Sample] { state.withLock { $0 } }

    func note(_ second: Double) {
        guard let bytes = try? residentBytes() else { return }
        state.withLock { $0.append(Sample(second: second, bytes: bytes)) }
    }
}
