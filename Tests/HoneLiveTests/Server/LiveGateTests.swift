import Testing

@testable import HoneLive

struct LiveGateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var authority: String? = "127.0.0.1:8089"
        var origin: String?
        var token: String? = "secret"
        var path = "/api/start"
        var status: Int?

        var testDescription: String {
            "\(authority ?? "-") \(origin ?? "-") \(token ?? "-") \(path) → \(status ?? 200)"
        }
    }

    static let cases = [
        Case(status: nil), Case(authority: "localhost:8089", status: nil), Case(authority: "[::1]:8089", status: nil),
        Case(authority: "LocalHost:8089", origin: "http://localhost:8089", status: nil),
        Case(origin: "http://127.0.0.1:8089", status: nil), Case(token: nil, path: "/", status: nil),
        // A name that was pointed at this machine.
        Case(authority: "evil.example:8089", status: 421), Case(authority: "evil.example:8089", path: "/", status: 421),
        Case(authority: "127.0.0.1.evil.example:8089", status: 421), Case(authority: nil, status: 421),
        Case(authority: "127.0.0.1", status: 421), Case(authority: "127.0.0.1:80", status: 421),
        Case(authority: "", status: 421),
        // A page of another site.
        Case(origin: "http://evil.example", status: 403), Case(origin: "null", status: 403),
        Case(origin: "https://127.0.0.1:8089", status: 403), Case(origin: "http://localhost:8089", status: 403),
        Case(origin: "http://127.0.0.1:3000", path: "/", status: 403),
        // Another user of this machine.
        Case(token: nil, status: 401), Case(token: "", status: 401), Case(token: "Secret", status: 401),
        Case(token: "secre", status: 401), Case(token: "secretsecret", status: 401),
        Case(token: nil, path: "/api/state", status: 401), Case(token: nil, path: "/api", status: 401),
        // Ways to write the same path that the router takes for it, and what is no path of this server at all.
        Case(token: nil, path: "//api/state", status: 401), Case(token: nil, path: "///api/start", status: 401),
        Case(token: nil, path: "/./api/state", status: 401), Case(token: nil, path: "api/state", status: 401),
        Case(token: nil, path: "/%61pi/state", status: 401), Case(token: nil, path: "//", status: 401),
        Case(token: nil, path: "", status: 401), Case(path: "//api/start", status: nil),
    ]

    @Test(arguments: cases)
    func itLetsInOnlyItsOwnPage(_ given: Case) {
        let gate = LiveGate(port: 8089, token: LiveToken("secret"))
        let caller = LiveGate.Caller(
            authority: given.authority, origin: given.origin, token: given.token, path: given.path)
        var status: Int?
        do { try gate.check(caller) } catch { status = error.status }
        #expect(status == given.status)
    }

    @Test func onPort80TheNameAloneIsEnough() throws {
        let gate = LiveGate(port: 80, token: LiveToken("t"))
        try gate.check(.init(authority: "127.0.0.1", origin: nil, token: "t", path: "/api/state"))
        #expect(throws: LiveGate.Refusal.self) {
            try gate.check(.init(authority: "evil.example", origin: nil, token: "t", path: "/api/state"))
        }
    }

    @Test func tokensAreLongAndNeverTheSame() {
        let tokens = (0..<100).map { _ in LiveToken().text }
        #expect(Set(tokens).count == 100)
        #expect(tokens.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
        #expect(!LiveToken("").matches(""))
        #expect(LiveToken("a").matches("a"))
    }
}
