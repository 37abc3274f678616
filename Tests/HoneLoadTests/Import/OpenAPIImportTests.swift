import HoneCore
import Testing

@testable import HoneLoad

@Suite("OpenAPI import")
struct OpenAPIImportTests {
    private func read(_ text: String, _ settings: ImportSettings = ImportSettings()) throws -> Imported {
        try OpenAPIImport(settings).read(Array(text.utf8))
    }

    @Test("Reading operations with examples become tasks; what is left out is named")
    func reading() throws {
        let imported = try read(OpenAPIFixture.yaml)
        let users = imported.scenario.classes[0]
        #expect(imported.scenario.target == "http://127.0.0.1:8000/api/v3")
        #expect(users.tasks.map(\.name) == ["GET /pets", "GET /pets/by-status", "GET /pets/{petId}"])
        #expect(users.tasks[0].paths == ["/pets?limit=5", "/pets?limit=5&tags=small&tags=very%20loud"])
        #expect(
            users.tasks[0].headers == [
                .init("X-Trace", "abc"), .init("Authorization", "Bearer {{secrets.token}}"),
            ])
        #expect(users.tasks[0].checks == [.status([200...200])])
        #expect(users.tasks[1].paths == ["/pets/by-status?status=available&api_key={{secrets.api_key}}"])
        #expect(users.tasks[1].checks.isEmpty)
        #expect(users.tasks[2].paths == ["/pets/1", "/pets/a%2Fb"])
        #expect(users.tasks[2].headers.isEmpty)
        #expect(users.tasks[2].checks == [.status([200...299])])
        #expect(imported.scenario.data.map(\.columns) == [["token", "api_key"]])
        #expect(imported.remarks.contains { $0.contains("GET /owners/{id}") && $0.contains("'id'") })
        #expect(imported.remarks.contains { $0.contains("GET /secret") && $0.contains("log in") })
        #expect(imported.remarks.contains { $0.contains("3 operations that may change something") })
        try imported.scenario.validate()
    }

    @Test("JSON and YAML of one description give one scenario")
    func json() throws {
        let settings = ImportSettings(includesWrites: true)
        let yaml = try read(OpenAPIFixture.yaml, settings)
        #expect(try read(OpenAPIFixture.json, settings) == yaml)
    }

    @Test("Writing operations are taken over when wanted, with bodies from schemas and without secrets")
    func writing() throws {
        let imported = try read(OpenAPIFixture.yaml, .init(includesWrites: true))
        let tasks = imported.scenario.classes[0].tasks
        let login = try #require(tasks.first { $0.name == "POST /login" })
        #expect(login.body == #"{"user":"alice","password":"{{secrets.password}}"}"#)
        #expect(login.headers == [.init("Content-Type", "application/json")])
        let delete = try #require(tasks.first { $0.name == "DELETE /pets/{petId}" })
        #expect(delete.headers == [.init("Authorization", "Basic {{basic secrets.user secrets.password}}")])
        // 'name' is required and has no value of its own but an example with braces, which must not be filled in.
        let post = try #require(tasks.first { $0.name == "POST /pets" })
        #expect(post.body == #"{"name":"Rex {\u007b1}}","age":1}"#)
        try imported.scenario.validate()
    }

    @Test(
        "The given target takes the path of the description's server, unless it has one",
        arguments: [
            ("http://localhost:9000", "http://localhost:9000/api/v3"),
            ("http://localhost:9000/v2/", "http://localhost:9000/v2"),
        ])
    func target(given: String, wanted: String) throws {
        #expect(try read(OpenAPIFixture.yaml, .init(target: given)).scenario.target == wanted)
    }

    @Test(
        "What is no OpenAPI 3 description is refused with a remedy",
        arguments: [
            "", "[1]", "{", "swagger: '2.0'\npaths: {}\n", "openapi: 3.0.0\n", "a: &a [*a]\n",
            "openapi: 3.0.0\npaths: {}\n", "openapi: 3.0.0\nservers: [{ url: /v1 }]\npaths: { /a: { get: {} } }\n",
            String(repeating: "[", count: 5_000), String(repeating: "{\"a\":", count: 5_000),
        ])
    func refused(text: String) throws {
        let error = try #require(throws: ImportError.self) { try read(text) }
        #expect(error.subject == "OpenAPI description")
        #expect(!error.remedy.isEmpty)
    }

    @Test("Aliases of aliases are refused before they fill the memory")
    func bomb() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            text += "a\(level): &a\(level) [\((0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ", "))]\n"
        }
        let error = try #require(throws: ImportError.self) { try read(text) }
        #expect(error.found.contains("two million"))
    }

    @Test("References in circles and schemas of themselves end")
    func circles() throws {
        let imported = try read(
            """
            openapi: 3.0.0
            paths:
              /a: { get: { parameters: [{ $ref: "#/components/parameters/A" }] } }
              /b: { get: { parameters: [{ name: x, in: query, required: true, schema: { $ref: "#/components/schemas/S" } }] } }
              /c: { get: { } }
            components:
              parameters: { A: { $ref: "#/components/parameters/B" }, B: { $ref: "#/components/parameters/A" } }
              schemas: { S: { anyOf: [{ $ref: "#/components/schemas/S" }, { $ref: "#/components/schemas/S" }] } }
            """, .init(target: "http://127.0.0.1:1"))
        #expect(imported.scenario.classes[0].tasks.map(\.name) == ["GET /a", "GET /c"])
        #expect(imported.remarks.contains { $0.contains("GET /b") })
    }

    @Test("A description cut off or damaged anywhere is refused or read", arguments: 1...4 as ClosedRange<UInt64>)
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed, stream: 2)
        var outcomes = 0
        for round in 0..<30 {
            var bytes = Array((round % 2 == 0 ? OpenAPIFixture.yaml : OpenAPIFixture.json).utf8)
            if random.next() % 2 == 0 {
                bytes.removeLast(Int(random.next(in: 1...UInt64(bytes.count))))
            } else {
                for _ in 0..<4 { bytes[Int(random.next(in: 0...UInt64(bytes.count - 1)))] = UInt8(random.next() % 256) }
            }
            let settings = ImportSettings(target: "http://127.0.0.1:1", includesWrites: true)
            outcomes +=
                Fuzzing.isReadOrRefused { () throws(ImportError) in try OpenAPIImport(settings).read(bytes) } ? 1 : 0
        }
        #expect(outcomes == 30, "seed \(seed)")
    }
}
