import Testing

@testable import HoneCacheRedis

struct RedisAddressTests {
    struct Case: Sendable {
        var text: String
        var seeds: [RedisEndpoint]
        var user: String?
        var password: String?
        var database = 0
        var isTLS = false
    }

    @Test(arguments: [
        Case(text: "redis://localhost", seeds: [.init(host: "localhost", port: 6_379)]),
        Case(text: "redis://localhost/", seeds: [.init(host: "localhost", port: 6_379)]),
        Case(text: "redis://h:1/15", seeds: [.init(host: "h", port: 1)], database: 15),
        Case(text: "rediss://h:6380", seeds: [.init(host: "h", port: 6_380)], isTLS: true),
        Case(text: "redis://:pass@h", seeds: [.init(host: "h", port: 6_379)], password: "pass"),
        Case(text: "redis://me:pass@h", seeds: [.init(host: "h", port: 6_379)], user: "me", password: "pass"),
        Case(text: "redis://me@h", seeds: [.init(host: "h", port: 6_379)], user: "me"),
        Case(
            text: "redis://me:p%40s%2Fs%3A%25%F0%9F%94%91@h:7/2", seeds: [.init(host: "h", port: 7)], user: "me",
            password: "p@s/s:%🔑", database: 2),
        Case(text: "redis://[::1]:7000", seeds: [.init(host: "::1", port: 7_000)]),
        Case(text: "redis://[fe80::2]", seeds: [.init(host: "fe80::2", port: 6_379)]),
        Case(
            text: "redis://:x@a:7000,b,[::1]:7002",
            seeds: [.init(host: "a", port: 7_000), .init(host: "b", port: 6_379), .init(host: "::1", port: 7_002)],
            password: "x"),
    ])
    func anAddressIsRead(_ expected: Case) throws {
        let address = try RedisAddress(expected.text)
        #expect(address.seeds == expected.seeds)
        #expect(address.user == expected.user)
        #expect(address.password == expected.password)
        #expect(address.database == expected.database)
        #expect(address.isTLS == expected.isTLS)
    }

    @Test(arguments: [
        "", "localhost", "http://localhost", "redis:/localhost", "redis://", "redis://:s3cret@", "redis://h:0",
        "redis://h:65536", "redis://h:port", "redis://h:", "redis://h:-1", "redis://h/one", "redis://h/-1",
        "redis://h/1/2", "redis://a,,b", "redis://a,", "redis://[::1", "redis://[::1]7000", "redis://[]:1",
        "redis://s3cret@x@h", "redis://u:s3cret:x@h", "redis://u:s3c/ret@h", "redis://u:s3cret%@h",
        "redis://u:s3cret%zz@h", "redis://u:s3cret%+1@h", "redis://u:s3cret%FF@h", "redis://h?password=s3cret",
        "redis://h/0#s3cret", "redis://h h", "redis://h/99999999999999999999",
    ])
    func whatIsNoneIsRefusedWithoutRepeatingIt(_ text: String) {
        let problem = #expect(throws: RedisError.self) { try RedisAddress(text) }
        #expect(problem?.kind == .address)
        #expect(problem?.description.contains("s3c") == false)
        #expect(problem?.description.contains("redis://user:password@localhost:6379/0") == true)
    }

    @Test func thePasswordIsNeverShown() throws {
        let address = try RedisAddress("redis://me:s3cret@h:7000,i/3")
        var dumped = ""
        dump(address, to: &dumped)
        for text in ["\(address)", String(reflecting: address), dumped, "\([address])"] {
            #expect(!text.contains("s3cret"))
            #expect(text.contains("redis://me@h:7000,i:6379/3"))
        }
        #expect(address.redacted("AUTH s3cret was wrong") == "AUTH … was wrong")
    }

    @Test(arguments: [
        ("127.0.0.1:7000", RedisEndpoint(host: "127.0.0.1", port: 7_000)),
        ("::1:7000", RedisEndpoint(host: "::1", port: 7_000)), ("[::1]:7000", RedisEndpoint(host: "::1", port: 7_000)),
        ("a.example:1", RedisEndpoint(host: "a.example", port: 1)),
    ])
    func anEndpointIsReadAndWritten(_ text: String, _ expected: RedisEndpoint) {
        #expect(RedisEndpoint(text[...]) == expected)
        #expect(RedisEndpoint("\(expected)") == expected)
    }

    @Test(arguments: ["", "host", "host:", "host:0", "host:70000", "host:+1"])
    func whatIsNoEndpointIsNone(_ text: String) { #expect(RedisEndpoint(text[...]) == nil) }
}
