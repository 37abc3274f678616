import HoneCore
import Testing

@testable import HoneMonitor

/// Which paths are one page.
struct PageTemplateTests {
    @Test(arguments: [
        ("/", "/"), ("", "/"), ("//", "/"), ("/explore", "/explore"), ("/explore/", "/explore"),
        ("/chefs/7", "/chefs/{id}"), ("/chefs/7/reviews", "/chefs/{id}/reviews"),
        ("/chefs/7?page=2#top", "/chefs/{id}"),
        ("/2026/07/14/news", "/{id}/{id}/{id}/news"), ("/2026-07-14", "/{id}"),
        ("/u/550e8400-e29b-41d4-a716-446655440000", "/u/{id}"),
        ("/commit/9fceb02d0ae598e95dc970b74767f19372d61af8", "/commit/{id}"),
        ("/c/deadbeef", "/c/deadbeef"), ("/c/deadbee1", "/c/{id}"), ("/v2/users", "/v2/users"), ("/top10", "/top10"),
        ("/order/AB12345", "/order/{id}"), ("/chefs/{id}", "/chefs/{id}"), ("/a/%F0%9F%8D%95", "/a/%F0%9F%8D%95"),
        ("/a%\u{1}\u{1}", "/{id}"), ("/a%4", "/{id}"), ("/a%zz", "/{id}"),
        ("/pizza/🍕", "/pizza/{id}"), ("/a b", "/{id}"), ("/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f/g/h"),
        ("/a/b/c/d/e/f/g/h/i/j", "/a/b/c/d/e/f/g/h/…"), ("/\u{0}\u{1b}[31m", "/{id}"),
        ("/how-we-make-slow-apps-fast", "/how-we-make-slow-apps-fast"),
    ]) func name(path: String, name: String) {
        #expect(PageTemplate.name(ofPath: path) == name)
    }

    @Test func namesAreShortWhateverIsSent() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let length = Int.random(in: 0...5_000, using: &generator)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let name = PageTemplate.name(ofPath: "/" + String(decoding: bytes, as: UTF8.self))
            #expect(name.utf8.count <= 9 * (PageTemplate.longestSegment + 1) + 4)
            #expect(name.hasPrefix("/"))
        }
        #expect(PageTemplate.name(ofPath: "/" + String(repeating: "x", count: 1 << 20)) == "/{id}")
    }
}
