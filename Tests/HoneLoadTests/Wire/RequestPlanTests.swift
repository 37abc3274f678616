import Foundation
import NIOCore
import Testing

@testable import HoneLoad

struct RequestPlanTests {
    private func bytes(_ scenario: Scenario, task: Int = 0, path: Int = 0, user: Int = 0) throws -> String {
        let plan = try RequestPlan(scenario)
        let template = plan.tasks[task].variants[path]
        if let fixed = template.fixed { return String(buffer: fixed) }
        var buffer = ByteBuffer()
        var values = UserValues(user: user, seed: scenario.seed)
        _ = template.writeOpening(into: &buffer, values: &values)
        let isWhole = template.writeRest(into: &buffer, values: &values, extras: .init())
        #expect(isWhole)
        return String(buffer: buffer)
    }

    @Test func fixedRequestsAreWholeBytes() throws {
        let scenario = Scenario(
            target: "http://127.0.0.1:8000/base/",
            tasks: [.init("GET", "/a?b=c", headers: [.init("X-One", "1")])])
        #expect(
            try bytes(scenario)
                == "GET /base/a?b=c HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nX-One: 1\r\nUser-Agent: hone\r\n"
                + "Accept-Encoding: gzip, br, zstd\r\n\r\n")
    }

    @Test func ownHostAgentAndCodingReplaceOurs() throws {
        let scenario = Scenario(
            target: "http://localhost",
            tasks: [
                .init(
                    "GET", "/",
                    headers: [.init("host", "shop"), .init("user-agent", "x"), .init("ACCEPT-ENCODING", "br")])
            ])
        #expect(try bytes(scenario) == "GET / HTTP/1.1\r\nhost: shop\r\nuser-agent: x\r\nACCEPT-ENCODING: br\r\n\r\n")
    }

    @Test func bodiesGetTheLengthOfWhatIsFilledIn() throws {
        var scenario = Scenario(
            target: "http://127.0.0.1",
            tasks: [.init("POST", "/b", body: "{\"n\": {{random 10 99}}, \"u\": {{user}}}")],
            load: .users(20, duration: 10))
        scenario.acceptEncoding = nil
        let text = try bytes(scenario, user: 13)
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
        #expect(parts[0].hasSuffix("Content-Length: \(parts[1].utf8.count)"))
        #expect(parts[1].hasSuffix("\"u\": 13}"))
        #expect(parts[1].utf8.count == 18)
    }

    @Test func postsWithoutBodySaySo() throws {
        let scenario = Scenario(target: "http://127.0.0.1", tasks: [.init("POST", "/b")])
        #expect(try bytes(scenario).hasSuffix("Content-Length: 0\r\n\r\n"))
    }

    @Test func cookiesAndETagAreWrittenWhereHeadersBelong() throws {
        let plan = try RequestPlan(Scenario(target: "http://127.0.0.1", tasks: [.init("GET", "/x")]))
        var buffer = ByteBuffer()
        var values = UserValues(user: 0, seed: 1)
        _ = plan.tasks[0].variants[0].writeOpening(into: &buffer, values: &values)
        let extras = RequestTemplate.Extras(lines: Array("Cookie: a=b\r\n".utf8), etag: Array("\"e\"".utf8))
        let isWhole = plan.tasks[0].variants[0].writeRest(into: &buffer, values: &values, extras: extras)
        #expect(isWhole)
        let text = String(buffer: buffer)
        #expect(text.hasPrefix("GET /x HTTP/1.1\r\n"))
        #expect(text.contains("\r\nCookie: a=b\r\nIf-None-Match: \"e\"\r\n"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test func sameURLMeansSameKey() throws {
        let plan = try RequestPlan(
            Scenario(
                target: "http://127.0.0.1",
                tasks: [
                    .init("GET", "/items/7"), .init("GET", "/items/8"), .init("GET", "/items/{{random 7 7}}"),
                ]))
        var values = UserValues(user: 0, seed: 1)
        let keys = plan.tasks.map { task in
            var buffer = ByteBuffer()
            return task.variants[0].writeOpening(into: &buffer, values: &values)
        }
        #expect(keys[0] != keys[1])
        #expect(keys[0] == keys[2])
    }

    @Test func onlySafeRequestsAreRepeatedAndCached() throws {
        let plan = try RequestPlan(
            Scenario(
                target: "http://127.0.0.1",
                tasks: [.init("GET", "/"), .init("HEAD", "/"), .init("POST", "/"), .init("GET", "/", body: "q")]))
        #expect(plan.tasks.map(\.isRepeatable) == [true, true, false, true])
        #expect(plan.tasks.map(\.isCacheable) == [true, false, false, false])
        #expect(plan.tasks.map(\.isHead) == [false, true, false, false])
    }

    // MARK: Redirects

    private func redirected(_ task: Scenario.Task, to location: String, extras: RequestTemplate.Extras = .init()) throws
        -> String
    {
        var scenario = Scenario(target: "http://127.0.0.1/base", tasks: [task])
        scenario.redirects = 3
        let plan = try RequestPlan(scenario)
        var buffer = ByteBuffer()
        var values = UserValues(user: 4, seed: 1)
        let isWhole = plan.tasks[0].variants[0].writeRedirected(
            to: Array(location.utf8), method: "GET", into: &buffer, values: &values, extras: extras)
        #expect(isWhole)
        #expect(plan.tasks[0].interest == .location)
        return String(buffer: buffer)
    }

    @Test func whatFollowsARedirectHasNoBody() throws {
        let task = Scenario.Task(
            "POST", "/b", headers: [.init("Content-Type", "application/json"), .init("X-User", "{{user}}")],
            body: "{\"a\": 1}")
        #expect(
            try redirected(task, to: "/there?x=y", extras: .init(lines: Array("Cookie: a=b\r\n".utf8)))
                == "GET /there?x=y HTTP/1.1\r\nHost: 127.0.0.1\r\nX-User: 4\r\nUser-Agent: hone\r\n"
                + "Accept-Encoding: gzip, br, zstd\r\nCookie: a=b\r\n\r\n")
    }

    @Test func connectionsThatAreNotKeptSaySo() throws {
        var scenario = Scenario(target: "http://127.0.0.1", tasks: [.init("GET", "/")])
        scenario.transport.keepAlive = false
        #expect(try bytes(scenario).contains("\r\nConnection: close\r\n"))
    }

    @Test func aTaskMayHaveItsOwnTimeout() throws {
        var scenario = Scenario(target: "http://127.0.0.1", tasks: [.init("GET", "/"), .init("GET", "/b")], timeout: 7)
        scenario.classes[0].tasks[1].timeout = 0.25
        #expect(try RequestPlan(scenario).tasks.map(\.timeoutNanoseconds) == [7_000_000_000, 250_000_000])
    }

    /// A value is written for where it stands: in JSON only when the body is said to be.
    @Test(arguments: [("application/json", "a\\\"b"), ("text/plain", "a\"b")])
    func bodiesAreWrittenForTheirType(type: String, expected: String) throws {
        var scenario = Scenario(
            target: "http://127.0.0.1",
            tasks: [.init("POST", "/", headers: [.init("content-TYPE", type)], body: "{{d.x}}")])
        scenario.data = [.init(name: "d", columns: ["x"], rows: [["a\"b"]])]
        let plan = try RequestPlan(scenario)
        var buffer = ByteBuffer()
        var values = UserValues(user: 0, seed: 1, data: plan.data)
        #expect(plan.tasks[0].variants[0].fixed == nil)
        let isWhole = plan.tasks[0].variants[0].writeRest(into: &buffer, values: &values, extras: .init())
        #expect(isWhole)
        #expect(String(buffer: buffer).hasSuffix("\r\nContent-Length: \(expected.utf8.count)\r\n\r\n\(expected)"))
    }

    @Test(arguments: [(0, 0), (0, -1), (-1, 2), (2, 2), (1, 1), (.max, .min)])
    func shardsThatAreNoneAreRefused(index: Int, count: Int) throws {
        let scenario = Scenario(target: "http://127.0.0.1", tasks: [.init("GET", "/")])
        let shard = Shard(index: index, count: count)
        let error = #expect(throws: ScenarioError.self) { try RequestPlan(scenario, shard: shard) }
        #expect(error?.field == "shard")
        #expect(throws: ScenarioError.self) { try Driver(scenario: scenario, shard: shard) }
        let written = try JSONEncoder().encode(shard)
        #expect(try JSONDecoder().decode(Shard.self, from: written) == shard)
    }
}
