import HoneTesting
import Synchronization
import Testing

@testable import HoneLoad

/// Changing a run while it goes on.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct DriverControlTests {
    /// What a run told last.
    private final class Watch: Sendable {
        private let points = Mutex<[SeriesPoint]>([])
        func note(_ progress: Progress) { points.withLock { $0.append(progress.point) } }
        var count: Int { points.withLock { $0.count } }
        /// Waits until a whole interval that begins after now is as wanted.
        func reached(_ condition: @Sendable (SeriesPoint) -> Bool) async throws {
            let before = count + 1
            try await eventually { points.withLock { $0.dropFirst(before).last.map(condition) ?? false } }
        }
    }

    /// Runs `scenario` while `body` turns its control; then stops it.
    private func run(
        _ scenario: Scenario, loops: Int = 1, _ body: (LoadControl, Watch) async throws -> Void
    ) async throws -> LoadResult {
        let (control, watch) = (LoadControl(), Watch())
        let driver = try Driver(scenario: scenario, loops: loops)
        let run = Task { try await driver.run(control: control) { watch.note($0) } }
        defer { run.cancel() }
        try await body(control, watch)
        control.stop()
        return try await run.value
    }

    @Test(arguments: [1, 2])
    func usersByHand(loops: Int) async throws {
        let (result, server) = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/{{user}}")], thinkTime: .constant(seconds: 0.01),
                load: .users(3, duration: 600))
            let result = try await run(scenario, loops: loops) { control, watch in
                try await watch.reached { $0.users == 3 }
                control.setLevel(7)
                try await watch.reached { $0.users == 7 }
                control.setLevel(1)
                try await watch.reached { $0.users == 1 }
                control.setLevel(0)
                try await watch.reached { $0.users == 0 && $0.requests == 0 }
                control.setLevel(nil)
                try await watch.reached { $0.users == 3 }
            }
            return (result, server)
        }
        #expect(result.ending == .cancelled)
        #expect(result.startedUsers == 7)
        #expect(result.total.failures == 0)
        #expect(Set(server.requests.map(\.path)) == Set((0..<7).map { "/\($0)" }))
    }

    /// Users who think for long go at once too.
    @Test func thinkingUsersGoAtOnce() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], thinkTime: .constant(seconds: 300),
                load: .users(5, duration: 600))
            return try await run(scenario) { control, watch in
                try await watch.reached { $0.users == 5 }
                control.setLevel(2)
                try await watch.reached { $0.users == 2 }
            }
        }
        #expect(result.total.requests == 5)
    }

    @Test func ratesByHand() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(
                target: server.url, tasks: [.init("GET", "/")], load: .rate(10, duration: 600, mostUsers: 20))
            return try await run(scenario, loops: 2) { control, watch in
                try await eventually { server.requestCount >= 3 }
                control.setLevel(400)
                try await eventually { server.requestCount >= 900 }
                // Back to the stages at once, though more has been sent than they had meant for two minutes.
                control.setLevel(nil)
                try await watch.reached { (1...40).contains($0.requests) }
                control.setLevel(0)
                try await watch.reached { $0.requests == 0 }
                // What a pause left out is not made up for.
                let before = server.requestCount
                control.setLevel(30)
                try await watch.reached { $0.requests > 0 }
                #expect(server.requestCount - before < 400)
            }
        }
        #expect(result.ending == .cancelled)
        #expect(result.total.failures == 0)
        #expect(result.unsent < 50)
    }

    @Test func aStoppedControlEndsTheRun() async throws {
        let result = try await withServer({ _ in FixtureResponse() }) { server in
            let scenario = Scenario(target: server.url, tasks: [.init("GET", "/")], load: .users(2, duration: 600))
            return try await run(scenario) { _, _ in try await eventually { server.requestCount > 10 } }
        }
        #expect(result.ending == .cancelled)
        #expect(result.total.successes > 5)
        #expect(result.seconds < 600)
    }

    @Test func aControlTellsWhatItWasTold() {
        let control = LoadControl()
        #expect(control.level == nil)
        #expect(!control.isStopped)
        control.setLevel(5)
        #expect(control.level == 5)
        control.setLevel(0)
        #expect(control.level == 0)
        control.setLevel(-3)
        #expect(control.level == nil)
        control.stop()
        #expect(control.isStopped)
    }
}
