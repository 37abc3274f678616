import Testing

@testable import HoneLoad

struct LoadSinkTests {
    private func feed(_ sink: inout LoadSink, header name: String, _ value: String) {
        Array(name.utf8).withUnsafeBytes { name in
            Array(value.utf8).withUnsafeBytes { sink.header(name: name, value: $0) }
        }
    }

    @Test func countingKeepsNothing() {
        var sink = LoadSink()
        sink.expect([])
        #expect(!sink.wantsHeaders)
        Array("body".utf8).withUnsafeBytes { sink.body($0) }
        #expect(sink.collected.isEmpty)
    }

    @Test func whatIsAskedForIsKeptUntilTheNextAnswer() {
        var sink = LoadSink()
        sink.expect([.body, .cookies])
        #expect(sink.wantsHeaders)
        feed(&sink, header: "Set-COOKIE", "a=b")
        feed(&sink, header: "ETag", "x")
        Array("body".utf8).withUnsafeBytes { sink.body($0) }
        #expect(sink.collected == Array("body".utf8))
        #expect(sink.cookies == [Array("a=b".utf8)])
        #expect(sink.directives == UserCache.Directives())
        sink.expect([.body, .cookies])
        #expect(sink.collected.isEmpty)
        #expect(sink.cookies.isEmpty)
    }

    @Test(arguments: [(1_000, true), (1_000_000, false)])
    func aLargeBodyIsGivenBackOnceLookedAt(bytes: Int, isKept: Bool) {
        var sink = LoadSink()
        sink.expect(.body)
        [UInt8](repeating: 1, count: bytes).withUnsafeBytes { sink.body($0) }
        sink.release()
        #expect((sink.collected.capacity >= bytes) == isKept)
        sink.expect(.body)
        #expect(sink.collected.isEmpty)
    }

    @Test func aBodyWithoutEndIsNotKeptWhole() {
        var sink = LoadSink()
        sink.expect(.body)
        let piece = [UInt8](repeating: 1, count: 1_000_000)
        for _ in 0..<20 { piece.withUnsafeBytes { sink.body($0) } }
        #expect(sink.isCut)
        #expect(sink.collected.count <= LoadSink.bodyLimit)
        #expect(sink.bodyBytes == 20_000_000)
        let isReadable = sink.decode()
        #expect(!isReadable)
        sink.release()
        #expect(sink.collected.capacity < 1_000_000)
        sink.expect(.body)
        #expect(!sink.isCut)
        #expect(sink.bodyBytes == 0)
    }

    @Test func cachingReadsTheDirectives() {
        var sink = LoadSink()
        sink.expect(.caching)
        feed(&sink, header: "etag", "\"v\"")
        feed(&sink, header: "Cache-Control", "max-age=5, must-revalidate")
        feed(&sink, header: "Age", "2")
        #expect(sink.directives.etag == Array("\"v\"".utf8))
        #expect(sink.directives.maxAge == 5)
        #expect(sink.directives.age == 2)
        #expect(!sink.directives.mustRevalidate)
        Array("body".utf8).withUnsafeBytes { sink.body($0) }
        #expect(sink.collected.isEmpty)
    }
}
