import HoneTesting
import Testing

@testable import HoneAgent

@Suite("Preflight")
struct PreflightTests {
    private func check(
        _ endpoints: [Target.Endpoint], login: Target.Login? = nil, mayWrite: Bool = true
    ) async throws -> Preflight.Outcome {
        let server = try await FixtureServer.start { request in
            switch request.path {
            case "/ok": .init(body: "{}")
            case "/moved": .init(status: 302, headers: [("Location", "/login")])
            case "/broken": .init(status: 500)
            case "/private":
                .init(status: request.header("Authorization") == "Bearer t~0" ? 200 : 401)
            case "/login": .init(headers: [("Set-Cookie", "sid=7; Path=/")], body: #"{"data":{"tokens":["t~0"]}}"#)
            default: .init(status: 404)
            }
        }
        var target = Target(url: server.url)
        target.endpoints = endpoints
        target.login = login
        do {
            let outcome = try await Preflight(target: target, requester: Requester(target: target))
                .check(RunningTarget(pid: nil, log: nil), mayWrite: mayWrite)
            try await server.stop()
            return outcome
        } catch {
            try await server.stop()
            throw error
        }
    }

    @Test("What does not answer as it should is left out with its reason")
    func leftOut() async throws {
        let outcome = try await check(
            [
                .init(template: "/ok"), .init(template: "/moved"), .init(template: "/broken"),
                .init(template: "/private"), .init(template: "/no"),
            ])
        #expect(outcome.usable.map(\.template) == ["/ok"])
        #expect(outcome.leftOut["GET /moved"]?.contains("add 'login' to hone.yaml") ?? false)
        #expect(outcome.leftOut["GET /broken"]?.contains("500") ?? false)
        #expect(outcome.leftOut["GET /private"]?.contains("add 'login' to hone.yaml") ?? false)
        #expect(outcome.leftOut["GET /no"]?.contains("404") ?? false)
    }

    @Test("A login gives its token to what follows")
    func login() async throws {
        let login = Target.Login(path: "/login", body: "{}", credential: .token("/data/tokens/0"))
        let outcome = try await check([.init(template: "/private")], login: login)
        #expect(outcome.usable.count == 1)
    }

    @Test("A login that gives nothing is told", arguments: [Target.Login.Credential.token("/token"), .cookie("other")])
    func badLogin(credential: Target.Login.Credential) async throws {
        let error = await #expect(throws: AgentError.self) {
            try await check([.init(template: "/ok")], login: .init(path: "/login", body: "{}", credential: credential))
        }
        #expect(error?.status == .usage)
    }

    @Test("What writes is left out when the writing cannot be undone")
    func writes() async throws {
        let outcome = try await check(
            [.init(template: "/ok"), .init(method: "POST", template: "/ok")], mayWrite: false)
        #expect(outcome.leftOut.keys.sorted() == ["POST /ok"])
    }

    @Test("When nothing can be measured that is an error with the reasons in it")
    func nothing() async throws {
        let broken = await #expect(throws: AgentError.self) { try await check([.init(template: "/broken")]) }
        #expect(broken?.status == .unreachable && broken?.problem.contains("/broken answers 500") ?? false)
        let none = await #expect(throws: AgentError.self) { try await check([]) }
        #expect(none?.status == .usage && none?.remedy.contains("endpoints:") ?? false)
    }
}
