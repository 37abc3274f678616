import Testing

@testable import HoneAgent

@Suite("Equivalence of answers")
struct RecordingTests {
    private func recording(_ body: String, type: String = "application/json", status: Int = 200) -> Recording {
        Recording(answers: [.init(request: "GET /a", status: status, mediaType: type, body: Array(body.utf8))])
    }

    private let nothing = VolatileParts(Recording(answers: []), Recording(answers: []))

    // A, B, and the place where they differ; empty when they mean the same.
    @Test(
        "JSON is compared by meaning",
        arguments: [
            (#"{"a":1,"b":2}"#, #"{ "b": 2, "a": 1 }"#, ""), (#"{"a":1}"#, #"{"a":2}"#, "/a"),
            (#"{"a":1}"#, #"{"a":1,"b":0}"#, "/b"), (#"{"a":1,"b":0}"#, #"{"a":1}"#, "/b"),
            (#"{"a":[1,2]}"#, #"{"a":[2,1]}"#, "/a/*"), (#"{"a":[1,2]}"#, #"{"a":[1]}"#, "/a"),
            (#"{"a":"1"}"#, #"{"a":1}"#, "/a"), (#"{"a":null}"#, #"{"a":0}"#, "/a"), ("[]", "{}", "/"), ("1", "2", "/"),
        ])
    func json(a: String, b: String, place: String) {
        let found = nothing.compare(recording(a), recording(b))
        if place.isEmpty {
            #expect(found.isEmpty)
        } else {
            #expect(found.first?.hasPrefix("GET /a \(place): ") ?? false, "\(found)")
        }
    }

    @Test("Status, type, bytes and lines count too")
    func others() {
        #expect(!nothing.compare(recording("{}"), recording("{}", status: 500)).isEmpty)
        #expect(!nothing.compare(recording("{}"), recording("{}", type: "text/html")).isEmpty)
        #expect(!nothing.compare(recording("a", type: "image/png"), recording("b", type: "image/png")).isEmpty)
        let lines = nothing.compare(recording("a\nb\nc", type: "text/html"), recording("a\nX\nc", type: "text/html"))
        #expect(lines == ["GET /a line 2: 'b' became 'X'"])
        #expect(nothing.compare(recording("a", type: "text/html"), recording("a", type: "text/html")).isEmpty)
    }

    @Test("What changes by itself is learned and left out, in every row; what else changes still shows")
    func volatile() {
        let first = recording(#"{"rows":[{"id":1,"seen":10},{"id":2,"seen":11}]}"#)
        let second = recording(#"{"rows":[{"id":1,"seen":20},{"id":2,"seen":11}]}"#)
        let volatile = VolatileParts(first, second)
        #expect(volatile.compare(first, recording(#"{"rows":[{"id":1,"seen":30},{"id":2,"seen":31}]}"#)).isEmpty)
        #expect(volatile.compare(first, recording(#"{"rows":[{"id":2,"seen":30},{"id":1,"seen":31}]}"#)).count == 2)
    }

    @Test("A page with a token in one line is compared in all others")
    func token() {
        let volatile = VolatileParts(
            recording("a\ntoken 1\nc", type: "text/html"), recording("a\ntoken 2\nc", type: "text/html"))
        let a = recording("a\ntoken 1\nc", type: "text/html")
        #expect(volatile.compare(a, recording("a\ntoken 3\nc", type: "text/html")).isEmpty)
        #expect(volatile.compare(a, recording("a\ntoken 3\nd", type: "text/html")).count == 1)
    }

    @Test("An old answer after a write is a difference")
    func staleAfterWrite() {
        func series(_ after: String) -> Recording {
            Recording(answers: [
                .init(request: "GET /a", status: 200, mediaType: "application/json", body: Array("[1]".utf8)),
                .init(request: "POST /a", status: 201, mediaType: "application/json", body: Array("{}".utf8)),
                .init(
                    request: "GET /a (after the writes)", status: 200, mediaType: "application/json",
                    body: Array(after.utf8)),
            ])
        }
        let found = nothing.compare(series("[1,2]"), series("[1]"))
        #expect(found == ["GET /a (after the writes) /: 2 elements became 1"])
    }
}
