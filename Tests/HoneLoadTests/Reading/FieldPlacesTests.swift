import HoneYAML
import Testing

@testable import HoneLoad

@Suite("Fields and their places")
struct FieldPlacesTests {
    /// Places of a class with a header, and a task with a path and a body.
    private static func places() throws -> FieldPlaces {
        let top = try YAMLSection(
            file: "a.yaml", text: "headers: { A: \"{{h}}\" }\ntasks:\n  - request: GET /{{p}}\n    body: \"{{b}}\"\n",
            hint: "-")
        var places = FieldPlaces(file: "a.yaml")
        places.note("classes[0]", top)
        places.note("classes[0].headers[0]", try #require(top.section("headers")?.value("A")))
        let task = try #require(top.values("tasks").first)
        places.note("classes[0].tasks[0]", task)
        places.note("classes[0].tasks[0].paths[0]", try #require(task.section().value("request")))
        places.note("classes[0].tasks[0].body", try #require(task.section().value("body")))
        return places
    }

    // A field, what was found there, the line and the key it is told with.
    @Test(arguments: [
        ("classes[0].tasks[0].paths[0]", "x", 3, "tasks[0].request"),
        ("classes[0].tasks[0].path", "x", 3, "tasks[0].request"),
        ("classes[0].tasks[0].path", "{{p}}", 3, "tasks[0].request"),
        ("classes[0].tasks[0].path", "{{b}}", 4, "tasks[0].body"),
        ("classes[0].tasks[0].headers", "{{h}}", 1, "headers.A"),
        ("classes[0].tasks[0].path", "{{elsewhere}}", 3, "tasks[0].request"),
        ("classes[0].tasks[0].weight", "-1", 3, "tasks[0]"), ("classes[0].tasks[0].checks[7].json", "x", 3, "tasks[0]"),
        ("classes[0].headers[0]", "x", 1, "headers.A"),
    ])
    func isToldWhereItStands(field: String, found: String, line: Int, key: String) throws {
        let error = try Self.places().located(ScenarioError(field: field, found: found, remedy: "mend it"))
        #expect(error.line == line)
        #expect(error.problem == "'\(key)': found \"\(found)\".")
        #expect(error.remedy == "Mend it.")
    }

    @Test func aFieldThatWasNotReadHasNoLine() throws {
        let error = try Self.places().located(
            ScenarioError(field: "transport.keepAlive", found: "false", remedy: "set keepAlive; see allowRemote."))
        #expect(error.line == nil)
        #expect(error.problem == "'transport.keep_alive': \"false\": set keep_alive.")
        #expect(error.remedy == "See allow_remote.")
    }

    @Test func whatIsEmptyIsCalledEmpty() throws {
        let error = try Self.places().located(
            ScenarioError(field: "classes[0].tasks[0]", found: "", remedy: "why; what"))
        #expect(error.problem == "'tasks[0]' is empty.")
        #expect(error.remedy == "Why; what.")
    }
}
