import Testing

@testable import HoneLoad

@Suite("Guessing what is imported")
struct ImportFormatTests {
    @Test(
        "Each form is recognised by how it begins",
        arguments: [
            (HARFixture.chromium, .har), (#"{"log":{"version":"1.2","entries":[]}}"#, .har),
            (OpenAPIFixture.yaml, .openapi),
            (OpenAPIFixture.json, .openapi), ("swagger: '2.0'\n", .openapi), (#"{"openapi":"3.1.0"}"#, .openapi),
            (LogFixture.nginx, .log), (LogFixture.apache, .log), (LogFixture.caddy, .log),
            ("\n\n" + LogFixture.apache, .log),
            ("curl http://x/", .curl), ("  $ /usr/bin/curl -s http://x/", .curl), ("hello", nil), ("", nil),
            ("{}", nil),
            ("curly: true", nil),
        ] as [(String, ImportFormat?)])
    func guess(text: String, format: ImportFormat?) {
        #expect(ImportFormat.guess(Array(text.utf8)) == format)
    }
}
