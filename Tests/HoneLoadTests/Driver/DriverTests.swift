import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneLoad

/// Runs `scenario` against a server that answers as told; the server is stopped whatever happens.
func withServer<Result: Sendable>(
    certificate: FixtureCertificate? = nil,
    _ answer: @escaping @Sendable (FixtureRequest) -> FixtureResponse,
    _ body: (FixtureServer) async throws -> Result
) async throws -> Result {
    let server = try await FixtureServer.start(certificate: certificate, answer)
    do {
        let result = try await body(server)
        try await server.stop()
        return result
    } catch {
        try? await server.stop()
        throw error
    }
}

extension Driver {
    /// Runs until something holds.
    func run(until holds: @Sendable () -> Bool) async throws -> LoadResult {
        let run = Task { try await self.run() }
        defer { run.cancel() }
        try await eventually(holds)
        run.cancel()
        return try await run.value
    }
}

@Suite(.serialized, .timeLimit(.minutes(2)))
struct DriverTests {
    @Test func weightsAndUsersAreKept() async throws {
        let weights: [Double] = [5, 3, 0, 2]
        let (result, server) = try await withServer({ _ in FixtureResponse(body: "hello") }) { server in
            let scenario = Scenario(
                target: server.url,
                tasks: weights.enumerated().map { Scenario.Task("GET", "/\($0)", weight: $1) },
                load: .users(8, duration: 600))
            return (try await Driver(scenario: scenario).run(until: { server.requestCount > 2_000 }), server)
        }
        #expect(result.ending == .cancelled)
        #expect(result.startedUsers == 8)
        #expect(result.total.requests >= 2_000 - 8)
        #expect(result.total.failures == 0)
        #expect(result.total.successes == result.total.requests)
        #expect(result.total.statuses == [200: result.total.requests])
        #expect(result.connections == 8)
        #expect(server.connections == 8)
        #expect(result.unfinished <= 8)
        #expect(server.requests.count >= min(result.total.requests, FixtureServer.rememberedRequests / 2))
        let requests = Double(result.total.requests)
        for (task, weight) in zip(result.tasks, weights) {
            let share = weight / 10
            let deviation = (requests * share * (1 - share)).squareRoot()
            #expect(abs(Double(task.requests) - requests * share) <= 5 * deviation + 1, "\(task.name)")
            #expect(task.latency.count == task.successes)
            #expect(task.serviceTime.count == task.successes)
        }
        // Each answer is its head and 5 bytes of body.
        #expect(result.total.bytesReceived == result.total.requests * 47)
        #expect(result.total.bytesSent >= result.total.requests * 60)
    }

    /// What a user asks for is exactly what the schedule says, in order, whatever the network does.
    @Test func usersFollowTheSchedule() async throws {
        let (scenario, server) = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url,
                tasks: [
                    .init(name: "a", paths: ["/a/1", "/a/2"], weight: 2), .init("GET", "/b"), .init("GET", "/c"),
                ], load: .users(3, duration: 600), seed: 77)
            _ = try await Driver(scenario: scenario, loops: 2).run(until: { server.requestCount > 60 })
            return (scenario, server)
        }
        let schedule = Schedule(scenario)
        let byConnection = Dictionary(grouping: server.requests.filter { $0.index < 20 }, by: \.connection)
        #expect(byConnection.count == 3)
        let expected = (0..<3).map { user in
            schedule.steps(ofUser: user).prefix(20).map { scenario.classes[0].tasks[$0.task].paths[$0.path] }
        }
        for requests in byConnection.values {
            let asked = requests.sorted { $0.index < $1.index }.map(\.target)
            #expect(expected.contains { $0.prefix(asked.count).elementsEqual(asked) }, "\(asked)")
        }
    }

    @Test func thinkTimeKeepsUsersQuiet() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 30),
                load: .users(5, ramp: 0.1, duration: 0.3))
            return try await Driver(scenario: scenario).run()
        }
        #expect(result.total.requests == 5)
        #expect(result.generator.startDelay.count == 5)
        #expect(result.unfinished == 0)
    }

    @Test func warmUpIsNotRecorded() async throws {
        let seen = Mutex<[Progress]>([])
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 30),
                load: .users(5, duration: 0.5), warmUp: 0.3)
            return try await Driver(scenario: scenario).run { progress in seen.withLock { $0.append(progress) } }
        }
        #expect(result.total.requests == 0)
        #expect(result.total.latency.count == 0)
        #expect(result.startedUsers == 5)
        let progress = seen.withLock { $0 }
        #expect(progress.map(\.isRecorded) == [false, true])
        #expect(progress.map(\.point.requests) == [5, 0])
        #expect(progress.map(\.point.users) == [5, 5])
        #expect(result.series.count == 1)
    }

    @Test(arguments: [1, 2])
    func theSeriesAddsUpToTheTotal(loops: Int) async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 0.01),
                load: .users(4, duration: 1.2))
            return try await Driver(scenario: scenario, loops: loops).run()
        }
        #expect(result.generator.loops == loops)
        #expect(result.series.count == 2)
        #expect(result.series.reduce(0) { $0 + $1.requests } == result.total.requests)
        #expect(result.series.map(\.second) == [0, 1])
        #expect(result.series.allSatisfy { $0.users == 4 && $0.failures == 0 && $0.latency.count == $0.requests })
        #expect(result.generator.cpuSeconds > 0)
        #expect(result.seconds >= 1.2)
    }

    @Test func latencyCountsFromTheIntendedStart() async throws {
        // One answer of 0.2 s: both figures must hold it, and latency never less than service time.
        let result = try await withServer({ _ in FixtureResponse(delay: 0.2) }) { server in
            let scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(3, duration: 600))
            return try await Driver(scenario: scenario).run(until: { server.requestCount > 6 })
        }
        let latency = result.total.latency.snapshot
        let service = result.total.serviceTime.snapshot
        #expect(latency.count >= 3)
        #expect(service.min >= 199)
        #expect(latency.average >= service.average)
    }

    @Test func cancellingReturnsWhatThereIs() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 0.01),
                load: .users(2, duration: 600))
            let driver = try Driver(scenario: scenario)
            let started = AsyncStream.makeStream(of: Void.self)
            let run = Task { try await driver.run { _ in started.continuation.yield() } }
            for await _ in started.stream { break }
            run.cancel()
            return try await run.value
        }
        #expect(result.ending == .cancelled)
        #expect(result.total.requests > 0)
        #expect(result.seconds < 600)
    }

    @Test func aTaskCancelledBeforehandRunsNothing() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let driver = try Driver(
                scenario: Scenario(
                    target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 1),
                    load: .users(10, duration: 600)))
            let run = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await driver.run()
            }
            return try await run.value
        }
        #expect(result.ending == .cancelled)
    }

    @Test func templatesAreFilledIn() async throws {
        let server = try await withServer({ _ in FixtureResponse(status: 201) }) { server in
            let scenario = Scenario(
                target: server.url,
                tasks: [.init("POST", "/b?n={{sequence}}", body: "{\"user\": {{user}}, \"x\": {{random 1 3}}}")],
                load: .users(2, duration: 600))
            let result = try await Driver(scenario: scenario).run(until: { server.requestCount > 20 })
            #expect(result.total.failures == 0)
            return server
        }
        let targets = server.requests.map(\.target)
        #expect(targets.count > 4)
        #expect(Set(targets).count == targets.count)
        #expect(Set(server.requests.map { $0.text.prefix(11) }) == ["{\"user\": 0,", "{\"user\": 1,"])
        #expect(server.requests.allSatisfy { $0.header("content-length") == "\($0.body.count)" })
    }
}
