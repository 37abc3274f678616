import NIOCore
import Testing

@testable import HoneHTTP

/// Entity tags (RFC 9110 §8.8.3) and conditional requests (§13).
struct EntityTagTests {
    /// The RFC's table of §8.8.3.2.
    @Test(arguments: [
        ("W/\"1\"", "W/\"1\"", false, true),
        ("W/\"1\"", "W/\"2\"", false, false),
        ("W/\"1\"", "\"1\"", false, true),
        ("\"1\"", "\"1\"", true, true),
    ])
    func comparison(first: String, second: String, strong: Bool, weak: Bool) throws {
        let a = try #require(EntityTag(parsing: first))
        let b = try #require(EntityTag(parsing: second))
        #expect(a.matchesStrongly(b) == strong)
        #expect(b.matchesStrongly(a) == strong)
        #expect(a.matchesWeakly(b) == weak)
        #expect(b.matchesWeakly(a) == weak)
    }

    @Test(arguments: ["\"xyzzy\"", "W/\"xyzzy\"", "\"\"", "\"a,b\"", "\"back\\slash\"", "\"ünïcode\""])
    func parsesAndPrints(value: String) throws {
        #expect(try #require(EntityTag(parsing: value)).description == value)
        #expect(EntityTag(parsing: "  \(value)\t")?.description == value)
    }

    @Test(arguments: [
        "", "\"", "xyzzy", "w/\"x\"", "W/x", "W/", "\"a\"b\"", "\"a b\"", "\"a\u{7F}\"", "'a'", "W/ \"a\"",
    ])
    func refuses(value: String) {
        #expect(EntityTag(parsing: value) == nil)
    }

    @Test func checksTextThatIsGiven() {
        #expect(EntityTag(opaque: "v1.2", isWeak: true)?.description == "W/\"v1.2\"")
        #expect(EntityTag(opaque: "a\"b") == nil)
        #expect(EntityTag(opaque: "a\r\nSet-Cookie: x") == nil)
    }

    /// If-None-Match, with the RFC's examples of §13.1.2.
    @Test(arguments: [
        ("\"xyzzy\"", true), ("W/\"xyzzy\"", true), ("\"xyzzy\", \"r2d2xxxx\", \"c3piozzzz\"", true),
        ("W/\"xyzzy\", W/\"r2d2xxxx\", W/\"c3piozzzz\"", true), ("*", true), (" * ", true), ("\"other\"", false),
        ("", false), ("xyzzy", false), ("\"x,y\", \"xyzzy\"", true), ("\"xyz\"", false), ("bad, \"xyzzy\"", true),
        ("\"back\\\", \"xyzzy\"", true),
    ])
    func ifNoneMatch(value: String, matches: Bool) throws {
        let tag = try #require(EntityTag(parsing: "\"xyzzy\""))
        #expect(EntityTagList(value).matchesWeakly(tag) == matches)
        #expect(Conditional(ifNoneMatch: value).isNotModified(entityTag: tag) == matches)
        #expect(EntityTagList(value).matchesWeakly(tag.weakened) == matches)
    }

    @Test func ifMatchIsStrong() throws {
        let tag = try #require(EntityTag(parsing: "\"xyzzy\""))
        #expect(EntityTagList("\"xyzzy\", \"b\"").matchesStrongly(tag))
        #expect(!EntityTagList("W/\"xyzzy\"").matchesStrongly(tag))
        #expect(!EntityTagList("\"xyzzy\"").matchesStrongly(tag.weakened))
        #expect(EntityTagList("*").matchesStrongly(tag))
    }

    @Test(arguments: [
        ("\"a\"", "\"a\""), ("W/\"a\"", "W/\"a\""), ("W/\"a\", \"a\"", "\"a\""), ("\"b\"", "\"a\""), ("*", "\"a\""),
    ])
    func a304CarriesTheFormTheClientHolds(held: String, sent: String) throws {
        let tag = try #require(EntityTag(parsing: "\"a\""))
        #expect(EntityTagList(held).formHeld(of: tag).description == sent)
    }

    /// If-None-Match decides alone when it is there (RFC 9110 §13.2.2).
    @Test func conditionsInTheirOrder() throws {
        let tag = try #require(EntityTag(parsing: "\"a\""))
        let before = "Sun, 06 Nov 1994 08:49:36 GMT"
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        let after = "Sun, 06 Nov 1994 08:49:38 GMT"
        func result(_ match: String?, _ since: String?, _ tag: EntityTag?, _ modified: String?) -> Bool {
            Conditional(ifNoneMatch: match, ifModifiedSince: since).isNotModified(
                entityTag: tag, lastModified: modified)
        }
        #expect(!result("\"b\"", after, tag, date))
        #expect(result("\"a\"", before, tag, date))
        #expect(result(nil, date, tag, date))
        #expect(result(nil, after, nil, date))
        #expect(!result(nil, before, tag, date))
        #expect(!result(nil, "garbage", tag, date))
        #expect(!result(nil, date, tag, nil))
        #expect(!result(nil, nil, tag, date))
        #expect(!result("\"a\"", nil, nil, nil))
        #expect(result("*", nil, nil, nil))
        #expect(!Conditional(ifNoneMatch: nil, ifModifiedSince: "garbage").isPresent)
    }

    @Test func bodiesGiveTags() {
        let body = Array("hello".utf8)
        #expect(EntityTag(of: body) == EntityTag(of: ByteBuffer(bytes: body)))
        #expect(EntityTag(of: body) != EntityTag(of: body + [0]))
        #expect(EntityTag(of: body, isWeak: true).description.hasPrefix("W/\""))
        #expect(EntityTag(of: body).opaque.count == 32)
        #expect(EntityTag(parsing: EntityTag(of: body).description) == EntityTag(of: body))
    }
}
