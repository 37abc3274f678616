import Testing

@testable import HoneLoad

@Suite("OpenAPI requests")
struct OpenAPIRequestTests {
    /// The request of the only operation of a description, given by its YAML in one line.
    private func request(_ method: String, _ operation: String, path: String = "/a/{id}") throws -> OpenAPIRequest {
        let document = try OpenAPIDocument(
            Array("openapi: 3.1.0\npaths: { \"\(path)\": { \(method): \(operation) } }\n".utf8))
        let first = try #require(document.operations.first)
        return try document.request(first)
    }

    @Test(
        "Parameters are written in their style",
        arguments: [
            ("{ name: q, in: query, example: [1, b c] }", "/x?q=1&q=b%20c"),
            ("{ name: q, in: query, explode: false, example: [1, 2] }", "/x?q=1,2"),
            ("{ name: q, in: query, example: { a: 1, b: 2 } }", "/x?a=1&b=2"),
            ("{ name: q, in: query, style: deepObject, example: { a: 1 } }", "/x?q%5Ba%5D=1"),
            ("{ name: q, in: query, schema: { examples: [z] } }", "/x?q=z"),
            ("{ name: q, in: query, required: true, schema: { type: boolean } }", "/x?q=true"),
            ("{ name: q, in: query, required: true, schema: { type: [integer, 'null'], maximum: 9 } }", "/x?q=9"),
            ("{ name: q, in: query, required: true, schema: { const: k } }", "/x?q=k"),
            ("{ name: q, in: query, required: true, schema: { oneOf: [{ type: string }, { enum: [m] }] } }", "/x?q=m"),
            ("{ name: q, in: query, content: { application/json: { example: { a: 1 } } } }", "/x"),
            ("{ name: q, in: query, schema: { default: 3 } }", "/x"), ("{ name: q, in: query }", "/x"),
        ])
    func query(parameter: String, path: String) throws {
        let made = try request("get", "{ parameters: [\(parameter)] }", path: "/x")
        #expect(made.paths.last == path)
    }

    @Test("Every combination of path values is asked for, up to the limit")
    func combinations() throws {
        let values = (1...9).map { "v\($0): { value: \($0) }" }.joined(separator: ", ")
        let parameters = ["a", "b"].map { "{ name: \($0), in: path, required: true, examples: { \(values) } }" }
        let made = try request("get", "{ parameters: [\(parameters.joined(separator: ", "))] }", path: "/{a}/{b}")
        #expect(made.paths.count == 20)
        #expect(made.paths[0...1] == ["/1/1", "/1/2"])
    }

    @Test("Headers and cookies; those that are described elsewhere are ignored")
    func headers() throws {
        let made = try request(
            "get",
            "{ parameters: [{ name: Accept, in: header, required: true }, { name: X-A, in: header, example: 1 }, { name: c, in: cookie, required: true, example: a b }, { name: d, in: cookie, example: e }] }",
            path: "/x")
        #expect(made.headers == [.init("X-A", "1"), .init("Cookie", "c=a%20b")])
    }

    @Test(
        "Bodies: JSON before forms before text",
        arguments: [
            ("{ application/json: { example: { b: 1, a: [x] } } }", #"{"b":1,"a":["x"]}"#, "application/json"),
            (
                "{ text/plain: { example: t }, application/vnd.a+json: { examples: { e: { value: [1] } } } }", "[1]",
                "application/vnd.a+json"
            ),
            (
                "{ application/x-www-form-urlencoded: { example: { a b: 1&2 } } }", "a%20b=1%262",
                "application/x-www-form-urlencoded"
            ),
            ("{ text/csv: { example: 'a,b' } }", "a,b", "text/csv"),
            (
                "{ application/json: { schema: { type: object, properties: { n: { type: integer, minimum: 2 }, s: { type: string }, l: { type: array, items: { enum: [q] } }, e: { type: array, items: {} } } } } }",
                #"{"n":2,"l":["q"],"e":[]}"#, "application/json"
            ),
        ])
    func bodies(content: String, body: String, type: String) throws {
        let made = try request("post", "{ requestBody: { content: \(content) } }", path: "/x")
        #expect(made.body == body)
        #expect(made.bodyType == type)
    }

    @Test(
        "What is required and has no value is named",
        arguments: [
            ("get", "{}", "/a/{id}", "described by no parameter"),
            ("get", "{ parameters: [{ name: id, in: path, required: true }] }", "/a/{id}", "'id' (path)"),
            (
                "get", "{ parameters: [{ name: q, in: query, required: true, schema: { type: string } }] }", "/x",
                "'q' (query)"
            ),
            (
                "post", "{ requestBody: { content: { application/json: { schema: { type: string } } } } }", "/x",
                "no example"
            ),
            ("post", "{ requestBody: { content: { image/png: {} } } }", "/x", "image/png"),
            (
                "post",
                "{ requestBody: { content: { application/json: { schema: { required: [a], properties: { a: { type: string } } } } } } }",
                "/x", "no example"
            ),
        ])
    func incomplete(method: String, operation: String, path: String, word: String) throws {
        let error = try #require(throws: OpenAPIRequest.Incomplete.self) { try request(method, operation, path: path) }
        #expect(error.reason.contains(word))
    }

    @Test("Schemas that stand for a tree without end are looked at for a bounded time")
    func endless() throws {
        var text =
            "openapi: 3.1.0\npaths: { /x: { post: { requestBody: { content: { application/json: { schema: { $ref: '#/s/s0' } } } } } } }\ns:\n"
        for level in 0..<40 {
            let next = "{ $ref: '#/s/s\(level + 1)' }"
            text += "  s\(level): { properties: { a: \(next), b: \(next), c: \(next) } }\n"
        }
        let document = try OpenAPIDocument(Array(text.utf8))
        let operation = try #require(document.operations.first)
        let made = try document.request(operation)
        #expect((made.body ?? "").utf8.count < 1 << 20)
    }
}
