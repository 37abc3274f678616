import Foundation
import HoneCore
import HoneTesting
import Testing

@testable import HoneAgent

@Suite("The application's process")
struct TargetProcessTests {
    private func process(_ shop: Shop) -> TargetProcess {
        TargetProcess(
            workspace: shop.workspace, requester: Requester(target: shop.target),
            tracer: Tracer(workspace: shop.workspace))
    }

    @Test("It is started, answers, and is gone afterwards")
    func runs() async throws {
        let shop = try Shop(sales: 10)
        let pid = try await process(shop).withRunning(TargetSettings()) { running in
            let answer = try await Requester(target: shop.target).get("/health")
            #expect(answer.status == 200)
            let reading = ProcessTable.reading(of: try #require(running.pid))
            #expect(reading.processes >= 1 && reading.memory > 1 && reading.threads >= 1 && reading.descriptors > 2)
            return try #require(running.pid)
        }
        #expect(!ProcessTable.isRunning(pid))
        #expect(await !Requester(target: shop.target).answers("/health"))
    }

    @Test("A start command may be any line of a shell, and all it started is gone afterwards")
    func shellLine() async throws {
        var shop = try Shop(sales: 10)
        shop.target.start = "cd . && SHOP_UNUSED=1 \(shop.target.start ?? "") | cat"
        let pids = try await process(shop).withRunning(TargetSettings()) { running in
            ProcessTable.tree(of: try #require(running.pid))
        }
        #expect(pids.count >= 3)
        #expect(!pids.contains(where: ProcessTable.isRunning))
    }

    @Test("An error in between stops it too")
    func stopsOnError() async throws {
        let shop = try Shop(sales: 10)
        await #expect(throws: CancellationError.self) {
            try await process(shop).withRunning(TargetSettings()) { _ in throw CancellationError() }
        }
        #expect(await !Requester(target: shop.target).answers("/health"))
    }

    @Test("What ends before it answers is told with what it printed")
    func endsEarly() async throws {
        var shop = try Shop(sales: 10)
        shop.target.start = "echo 'no such module: flask'; exit 1"
        let error = await #expect(throws: AgentError.self) {
            try await process(shop).withRunning(TargetSettings()) { _ in }
        }
        #expect(error?.status == .unreachable)
        #expect(error?.problem.contains("no such module: flask") ?? false)
    }

    @Test("What never answers is given up after the time that hone.yaml allows")
    func neverReady() async throws {
        var shop = try Shop(sales: 10)
        shop.target.start = "cat /dev/zero > /dev/null"
        shop.target.ready.timeout = 0.3
        let error = await #expect(throws: AgentError.self) {
            try await process(shop).withRunning(TargetSettings()) { _ in }
        }
        #expect(error?.remedy.contains("ready_timeout") ?? false)
    }

    @Test("An application that runs already is not measured in place of ours")
    func answersAlready() async throws {
        var shop = try Shop(sales: 10)
        let server = try await FixtureServer.start { _ in .init(status: 200) }
        shop.target.url = server.url
        let error = await #expect(throws: AgentError.self) {
            try await process(shop).withRunning(TargetSettings()) { _ in }
        }
        try await server.stop()
        #expect(error?.remedy.contains("Stop it") ?? false)
    }

    @Test("One that crashes in the middle is told, and the run ends")
    func crashes() async throws {
        var shop = try Shop(sales: 10)
        shop.target.environment["SHOP_CRASH_AFTER"] = "6"
        let error = await #expect(throws: AgentError.self) { try await shop.agent().baseline() }
        #expect(error?.status == .unreachable)
        #expect(error?.problem.contains("the shop has burnt down") ?? false)
    }

    @Test("Switches set variables, add to lists, and append flags")
    func settings() {
        var target = Target(url: "http://127.0.0.1")
        target.environment = ["LIST": "a"]
        target.switches = [
            .compression: .init(environment: ["Z": "1"], append: ["LIST": "b"], flag: "--z"),
            .eagerLoading: .init(append: ["LIST": "c", "OTHER": "d"]),
        ]
        let settings = TargetSettings(switches: [.compression, .eagerLoading])
        #expect(settings.command(of: target, start: "./app") == "./app --z")
        #expect(
            settings.environment(of: target, inherited: ["OTHER": "x"]) == ["LIST": "a,b,c", "Z": "1", "OTHER": "x,d"])
    }
}
