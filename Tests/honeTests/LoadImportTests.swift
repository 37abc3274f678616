import Foundation
import Testing

@Suite("hone load import")
struct LoadImportTests {
    private static let log = (0..<30).map { number in
        "192.0.2.1 - - [22/Nov/2026:10:00:\(10 + number) +0000] \"GET /chefs/\(number) HTTP/1.1\" 200 5\n"
    }.joined()

    @Test("A log becomes a scenario on standard output, and what was left out is told beside it")
    func output() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.log + "garbage\n", to: "access.log")
        let outcome = try await program.run("load", "import", "access.log", "--target", "http://127.0.0.1:8000")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("request: \"GET /chefs/{id}\""))
        #expect(outcome.output.contains("arrivals: poisson"))
        #expect(outcome.errors.contains("1 of 31 lines"))
    }

    @Test("A file is written once, and again only when told")
    func file() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("curl 'http://127.0.0.1:8000/a?b=c' -d @body.json", to: "command.txt")
        try program.write(#"{"password":"x-secret"}"#, to: "body.json")
        let arguments = ["load", "import", "command.txt", "--output", "mine.yaml"]
        #expect(try await program.run(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]).status == 0)
        let text = try String(contentsOf: program.folder.appending(path: "mine.yaml"), encoding: .utf8)
        #expect(text.contains("paths: [\"/a?b=c\"]"))
        #expect(!text.contains("x-secret"))
        let again = try await program.run("load", "import", "command.txt", "--output", "mine.yaml")
        #expect(again.status == 2)
        #expect(again.errors.contains("--force"))
        #expect(try await program.run("load", "import", "command.txt", "-o", "mine.yaml", "--force").status == 0)
    }

    @Test("What cannot be read is refused with status 2 and a remedy")
    func refused() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("hello", to: "letter.txt")
        try program.write(Self.log, to: "access.log")
        for (name, flag, word) in [
            ("letter.txt", "--include-writes", "--har"), ("letter.txt", "--har", "HAR file"),
            ("none.har", "--har", "cannot be read"),
            ("access.log", "--log", "--target"), ("letter.txt", "--curl", "starts with"),
        ] {
            let outcome = try await program.run("load", "import", name, flag)
            #expect(outcome.status == 2, "\(name) \(flag)")
            #expect(outcome.errors.contains(word), "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
    }
}
