import BenchmarkSections
import Foundation
import HoneLoad
import HoneTesting

/// What a user costs who does nothing: 10,000 users with kept connections, less 10 users, each in a fresh process.
struct MemorySection: Section {
    let name = "memory"
    let title = "resident memory per idle user, \(most) users with kept connections"

    static let most = 10_000
    static let few = 10

    func run(_ options: Options) async throws -> SectionReport {
        let server = try await NginxServer.start(.init(files: plainFiles, connections: Self.most + 100))
        defer { server.stop() }
        var perUser: [Double] = []
        print(row("round", ["few, MiB", "many, MiB", "KiB per user"], width: 14))
        for round in 1...options.rounds {
            let few = try residentMemory(of: Self.few, server.url)
            let many = try residentMemory(of: Self.most, server.url)
            perUser.append(Double(many - few) / Double(Self.most - Self.few) / 1_024)
            print(row("\(round)", [mebibytes(few), mebibytes(many), number(perUser[round - 1])], width: 14))
        }
        return SectionReport(
            figures: [Figure("per idle user", median(perUser), "KiB", bar: 16, goal: 6)])
    }

    /// Every user sends one request within five seconds and then thinks for longer than the run lasts.
    private func residentMemory(of users: Int, _ url: String) throws -> Int {
        var scenario = Scenario.plain(url, seconds: 1)
        scenario.classes[0].thinkTime = .constant(seconds: 600)
        scenario.load = .users(users, ramp: 5, duration: 5)
        let (report, _) = try Child.load(scenario)
        guard report.requests == users, report.connections == users else {
            throw BenchmarkError(
                "of \(users) users, \(report.connections) connected and \(report.requests) were answered")
        }
        guard let last = report.memory.last else { throw BenchmarkError("the run told nothing of its memory") }
        return last.bytes
    }
}

/// Whether memory grows over a long run. Only when asked for by name, as it takes ten minutes.
struct MemoryRunSection: Section {
    let name = "memory-run"
    let title = "resident memory over a long run of the nine tasks"
    let isUsual = false

    func run(_ options: Options) async throws -> SectionReport {
        let server = try await NginxServer.start(
            .init(
                files: Dictionary(
                    uniqueKeysWithValues: ReferenceScenarioSection.tasks.map {
                        ("/api/\($0.name).json", ReferenceScenarioSection.body($0.name))
                    })))
        defer { server.stop() }
        // 100 users who think 20 ms: 5,000 requests a second, three million in ten minutes, and most of a core free.
        let scenario = Scenario(
            target: server.url, tasks: ReferenceScenarioSection.scenarioTasks,
            thinkTime: .uniform(from: 0.01, to: 0.03),
            load: .users(100, duration: options.minutes * 60))
        let (report, _) = try Child.load(scenario)
        let warm = report.memory.filter { $0.second >= options.minutes * 6 }
        guard let first = warm.first?.bytes, let last = warm.last?.bytes else {
            throw BenchmarkError("the run told nothing of its memory")
        }
        for sample in warm.enumerated() where sample.offset % max(1, warm.count / 10) == 0 {
            print(row(String(format: "%.0f s", sample.element.second), [mebibytes(sample.element.bytes)], width: 14))
        }
        let furthest = warm.map { abs($0.bytes - first) }.max() ?? 0
        return SectionReport(
            figures: [
                Figure("furthest from where the first tenth ended", Double(furthest) / 1_048_576, "MiB", bar: 2),
                Figure("growth from then to the end", Double(last - first) / 1_048_576, "MiB"),
                Figure("at the end", Double(last) / 1_048_576, "MiB"),
                Figure("requests", Double(report.requests), ""),
            ])
    }
}

private func mebibytes(_ bytes: Int) -> String { number(Double(bytes) / 1_048_576) }
