import HoneCore
import Testing

@testable import HoneHTTP

/// Cache-Status (RFC 9211).
struct CacheStatusTests {
    private func make(_ cache: String, _ change: (inout CacheStatus) -> Void) -> CacheStatus {
        var status = CacheStatus(cache: cache)
        change(&status)
        return status
    }

    /// The forms of RFC 9211 §4.
    @Test func printsAndParses() {
        let table: [(String, CacheStatus)] = [
            ("ExampleCache; hit", make("ExampleCache") { $0.isHit = true }),
            (
                "ExampleCache; hit; ttl=376",
                make("ExampleCache") {
                    $0.isHit = true
                    $0.timeToLive = 376
                }
            ),
            (
                "ExampleCache; hit; ttl=-412",
                make("ExampleCache") {
                    $0.isHit = true
                    $0.timeToLive = -412
                }
            ),
            (
                "ExampleCache; fwd=uri-miss; stored",
                make("ExampleCache") {
                    $0.forward = .uriMiss
                    $0.isStored = true
                }
            ),
            (
                "ExampleCache; fwd=uri-miss; collapsed",
                make("ExampleCache") {
                    $0.forward = .uriMiss
                    $0.isCollapsed = true
                }
            ),
            (
                "ExampleCache; fwd=uri-miss; collapsed=?0",
                make("ExampleCache") {
                    $0.forward = .uriMiss
                    $0.isCollapsed = false
                }
            ),
            (
                "ExampleCache; fwd=stale; fwd-status=304",
                make("ExampleCache") {
                    $0.forward = .stale
                    $0.forwardStatus = 304
                }
            ),
            ("ExampleCache; fwd=bypass", make("ExampleCache") { $0.forward = .bypass }),
            (
                #""CDN Company Here"; hit; ttl=545; key="/a\"b"; detail=slow"#,
                make("CDN Company Here") {
                    $0.isHit = true
                    $0.timeToLive = 545
                    $0.key = "/a\"b"
                    $0.detail = "slow"
                }
            ),
        ]
        for (text, status) in table {
            #expect(status.description == text)
            #expect(CacheStatus.parse(text) == [status], "\(text)")
        }
    }

    /// Several caches: the one nearest to the origin comes first.
    @Test func lists() {
        let parsed = CacheStatus.parse(#"OriginCache; hit; ttl=1100, "CDN Company Here"; fwd=uri-miss; x=1"#)
        #expect(parsed.map(\.cache) == ["OriginCache", "CDN Company Here"])
        #expect(parsed.map(\.isHit) == [true, false])
        #expect(parsed.last?.forward == .uriMiss)
    }

    @Test(arguments: [
        ("", 0), ("a; hit,", 0), ("a; hit b", 0), ("5; hit", 0), ("(a b), c", 1), ("a; hit=1", 1),
        ("a; fwd=\"stale\"", 1),
    ])
    func whatIsMalformed(value: String, count: Int) {
        let parsed = CacheStatus.parse(value)
        #expect(parsed.count == count)
        #expect(!parsed.contains { $0.isHit })
    }

    @Test func namesAndKeysAreWritten() {
        #expect(CacheStatus(cache: "9 lives").description == "\"9 lives\"")
        #expect(CacheStatus(cache: "9lives").description == "\"9lives\"")
        #expect(CacheStatus(cache: "a b").description == "\"a b\"")
        #expect(CacheStatus(cache: "é").description == "cache")
        #expect(make("a") { $0.key = "é" }.description == "a")
        #expect(make("a") { $0.detail = "no room" }.description == "a; detail=\"no room\"")
    }

    /// Whatever comes, what is printed parses to the same.
    @Test func everyStatusSurvives() {
        var generator = SeededGenerator(seed: 9_211)
        for round in 0..<500 {
            let status = make(["a", "b c", "q\"x\\"].randomElement(using: &generator) ?? "") {
                $0.isHit = .random(using: &generator)
                $0.forward = CacheStatus.Forward.allCases.randomElement(using: &generator)
                $0.forwardStatus = Bool.random(using: &generator) ? 304 : nil
                $0.timeToLive = Bool.random(using: &generator) ? .random(in: -9...9, using: &generator) : nil
                $0.isStored = .random(using: &generator)
                $0.isCollapsed = [nil, true, false].randomElement(using: &generator) ?? nil
                $0.key = Bool.random(using: &generator) ? "/a?b=\"\\" : nil
            }
            #expect(CacheStatus.parse(status.description) == [status], "seed 9211, round \(round)")
        }
    }

    /// Groups of responses (RFC 9875).
    @Test func groups() {
        #expect(CacheGroups(parsing: #""chefs", "menu;1""#)?.names == ["chefs", "menu;1"])
        #expect(CacheGroups(parsing: #""a", 5, token, "b""#)?.names == ["a", "b"])
        #expect(CacheGroups(parsing: "\"a")?.names == nil)
        #expect(CacheGroups(["a", "b\"c", "é"]).description == #""a", "b\"c""#)
        #expect(CacheGroups(parsing: "\"" + String(repeating: "x", count: 129) + "\"")?.names == [])
        let many = (0..<200).map { "\"\($0)\"" }.joined(separator: ",")
        #expect(CacheGroups(parsing: many)?.names.count == 128)
    }
}
