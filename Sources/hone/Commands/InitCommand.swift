import ArgumentParser
import Foundation
import HoneAgent
import HoneYAML

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Discovers what an application answers and writes hone.yaml.",
        discussion: """
            Endpoints come from an OpenAPI description, a HAR file, and by following links from / with GET alone.

            Examples:
              hone init --url http://127.0.0.1:8000
              hone init --url http://127.0.0.1:8000 --database app.db --start "python app.py"
              hone init --url http://127.0.0.1:8000 --openapi openapi.yaml
            """)

    @Option(name: .long, help: "The address of the application.")
    var url: String

    @Option(name: .long, help: ArgumentHelp("The SQLite file.", valueName: "path"))
    var database: String?

    @Option(name: .long, help: ArgumentHelp("The command that starts the application.", valueName: "command"))
    var start: String?

    @Option(name: .long, help: ArgumentHelp("A path that answers when the application is up.", valueName: "path"))
    var ready = "/"

    @Option(name: .long, help: ArgumentHelp("An OpenAPI 3 description, JSON or YAML.", valueName: "path"))
    var openapi: String?

    @Option(name: .long, help: ArgumentHelp("Requests that a browser saved.", valueName: "path"))
    var har: String?

    @Option(name: .long, help: ArgumentHelp("Where to write.", valueName: "path"))
    var file = "hone.yaml"

    @Flag(name: .long, help: "Accept a certificate that no authority vouches for.")
    var insecure = false

    @Flag(name: .long, help: "Send requests to an address that is not of this machine.")
    var allowRemote = false

    @Flag(name: .long, help: "Write over a file that is there.")
    var force = false

    func run() async throws {
        let place = URL(fileURLWithPath: file)
        if !force, FileManager.default.fileExists(atPath: place.path) {
            throw AgentError(
                .usage, "\(file) is there already.", remedy: "Add --force to write over it, or --file for another name."
            )
        }
        // Read back through the same checks that every other command makes.
        var target = try Target(yaml: "target:\n  url: \(YAMLText.quoted(url))\n", file: "--url")
        target.start = start
        target.database = database
        target.ready.path = ready
        target.insecureTLS = insecure
        target.allowRemote = allowRemote
        let initializer = Initializer(
            folder: place.deletingLastPathComponent(), target: target, observe: Console.observer)
        let found = try await initializer.discover(
            openAPI: openapi.map { URL(fileURLWithPath: $0) }, har: har.map { URL(fileURLWithPath: $0) })
        Console.endProgress()
        let text = found.target.yaml(notes: found.notes)
        _ = try Target(yaml: text, file: file)
        try Workspace(folder: place.deletingLastPathComponent(), target: found.target).write(Data(text.utf8), to: place)
        let count = found.target.endpoints.count
        Console.error(
            "\(file): \(count) endpoints and \(found.target.pages.count) pages. Look through it, then run `hone optimize`."
        )
    }
}
