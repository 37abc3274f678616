import ArgumentParser
import HoneAgent
import HoneDatabase

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Starts an application with SQLite settings that it does not make itself.",
        discussion: """
            The settings are made on every connection to a file by a preloaded library; nothing of the application or
            its database is changed, and what the application sets itself holds. The command takes the place of Hone:
            its output, its signals and its exit status are its own.

            Examples:
              hone run --database app.db -- python app.py
              hone run --pragma cache_size=-65536 --pragma synchronous=NORMAL -- ./app --port 8000
            """)

    @Option(
        name: .long,
        help: ArgumentHelp("Set what Hone advises for this database; a --pragma goes before.", valueName: "path"))
    var database: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "synchronous, cache_size, mmap_size, busy_timeout, journal_size_limit, temp_store or foreign_keys.",
            valueName: "name=value"), transform: { try PragmaSetting(parsing: $0) })
    var pragma: [PragmaSetting] = []

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The command.", valueName: "command"))
    var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError("Write the command after two hyphens: hone run --database app.db -- python app.py")
        }
    }

    func run() throws {
        let preloaded = try PreloadedSettings(PreloadedSettings.advised(database: database, asked: pragma))
        let list = preloaded.settings.map(\.description).joined(separator: " ")
        Console.error("hone: on every SQLite connection of \(command[0]): \(list)")
        if let doubt = preloaded.doubt(about: command[0]) { Console.error("hone: \(doubt)") }
        try preloaded.replaceProcess(with: command)
    }
}
