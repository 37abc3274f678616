import Testing

@testable import HoneLoad

struct CookieJarTests {
    private func pairs(_ fields: [String], path: String = "/") -> String {
        var jar = CookieJar()
        for field in fields { jar.store(Array(field.utf8), path: [0x2F]) }
        return String(decoding: jar.pairs(path: Array(path.utf8)), as: UTF8.self)
    }

    @Test(arguments: [
        (["a=1"], "a=1"), (["a=1", "b=2"], "a=1; b=2"), (["a=1", "a=2"], "a=2"), (["a=1; Secure; HttpOnly"], "a=1"),
        ([" a = 1 "], "a=1"), (["a=b=c"], "a=b=c"), (["a="], "a="), (["a=\"q\""], "a=\"q\""), (["novalue"], ""),
        (["=x"], ""),
        ([""], ""), (["a=1\u{0}"], ""), (["a=1\r\nX: y"], ""), (["a=1; Max-Age=60"], "a=1"),
        (["a=1", "a=; Max-Age=0"], ""), (["a=1", "a=; max-age=-5"], ""), (["a=1; Max-Age=soon"], "a=1"),
        (["a=1", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], ""),
        (["a=1", "a=; Expires=Wed, 21-Oct-15 07:28:00 GMT"], ""),
        (["a=1", "a=; Expires=Sat Nov  6 08:49:37 2021"], ""),
        (["a=1; Expires=Fri, 31 Dec 2077 00:00:00 GMT"], "a=1"), (["a=1; Expires=never"], "a=1"),
        (["a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], "a=1"),
        (["a=1", "a=; Expires=Fri, 31 Dec 2077 00:00:00 GMT; Max-Age=0"], ""),
        (["a=1", "a=2; Path=/", "a=; Max-Age=0; Path=/x"], "a=2"),
        (["a=1; Path=nonsense"], "a=1"), (["a=1;;; path = / "], "a=1"),
    ])
    func whatIsSentBack(fields: [String], expected: String) {
        #expect(pairs(fields) == expected)
    }

    /// RFC 6265 §5.1.4.
    @Test(arguments: [
        ("/", "/any", true), ("/shop", "/shop", true), ("/shop", "/shop/cart", true), ("/shop", "/shop?x", true),
        ("/shop", "/shopping", false), ("/shop/", "/shop/x", true), ("/shop/", "/shop", false), ("/shop", "/", false),
    ])
    func pathsMatch(cookie: String, path: String, matches: Bool) {
        #expect(pairs(["a=1; Path=\(cookie)"], path: path) == (matches ? "a=1" : ""))
    }

    /// A cookie without a path is for the folder of the request that it came with (RFC 6265 §5.1.4).
    @Test(arguments: [
        ("/", "/any", true), ("/login", "/any", true), ("/login?next=/a/b", "/any", true), ("", "/any", true),
        ("/api/login", "/api/chefs", true), ("/api/login", "/api", true), ("/api/login", "/", false),
        ("/api/login", "/apiary", false), ("/a/b/", "/a/b/c", true), ("/a/b/", "/a/c", false),
        ("/a/b?c/d", "/a/x", true),
    ])
    func withoutAPathItIsTheFolderOfTheRequest(request: String, path: String, isSent: Bool) {
        var jar = CookieJar()
        jar.store(Array("a=1".utf8), path: Array(request.utf8))
        #expect(String(decoding: jar.pairs(path: Array(path.utf8)), as: UTF8.self) == (isSent ? "a=1" : ""))
        jar.store(Array("b=2; Path=/".utf8), path: Array(request.utf8))
        #expect(String(decoding: jar.pairs(path: Array(path.utf8)), as: UTF8.self).hasSuffix("b=2"))
    }

    @Test func theLongestPathComesFirst() {
        #expect(pairs(["a=1", "a=2; Path=/x", "b=3; Path=/x/y"], path: "/x/y/z") == "b=3; a=2; a=1")
    }

    @Test func onlyTheNewestAreKept() {
        var jar = CookieJar()
        #expect(jar.isEmpty)
        for number in 0..<200 { jar.store(Array("c\(number)=1".utf8), path: [0x2F]) }
        let kept = String(decoding: jar.pairs(path: [0x2F]), as: UTF8.self).split(separator: "; ")
        #expect(kept.count == CookieJar.limit)
        #expect(kept.first == "c150=1")
        #expect(kept.last == "c199=1")
    }
}
