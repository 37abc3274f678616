import ArgumentParser
import Foundation
import HoneAgent
import HoneDatabase
import HoneReport

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Advises settings of a SQLite database, and shows what writers and readers meet with and without.",
        discussion: """
            The database is only read. Writers and readers are let at a copy beside it, which is removed again: in the
            mode found, with the pragmas advised, and with BEGIN IMMEDIATE as well.

            Examples:
              hone doctor --database app.db
              hone doctor --database app.db --pragma busy_timeout=5000 --levels 8,50 --seconds 10
              hone doctor --database app.db --advice --json
            """)

    @Option(name: .long, help: ArgumentHelp("The SQLite file.", valueName: "path"))
    var database: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What the application sets itself on its connections, for the mode found.", valueName: "name=value"),
        transform: { try PragmaSetting(parsing: $0) })
    var pragma: [PragmaSetting] = []

    @Option(
        name: .long, help: ArgumentHelp("Numbers of writers, each with as many readers.", valueName: "n,n,…"),
        transform: Self.levels)
    var levels = [1, 2, 4, 8, 16, 32, 64]

    @Option(name: .long, help: "Seconds of each number and mode.")
    var seconds = 1.0

    @Option(
        name: .long,
        help: ArgumentHelp("Connections that the application holds at once; caches add up.", valueName: "n"))
    var connections = 8

    @Flag(name: .long, help: "Only advise; let nobody write and read.")
    var advice = false

    @Flag(name: .long, help: "Print the result as JSON on standard output.")
    var json = false

    func validate() throws {
        guard (0.1...3_600).contains(seconds) else { throw ValidationError("--seconds takes 0.1 to 3600.") }
        guard connections > 0 else { throw ValidationError("--connections takes 1 or more.") }
    }

    func run() async throws {
        let facts = try PragmaFacts.read(path: database, connections: connections)
        var concurrency: ConcurrencyReport?
        if !advice {
            let file = URL(fileURLWithPath: database).standardizedFileURL
            concurrency = try await ConcurrencyDoctor(levels: levels, seconds: seconds).examine(
                database, modes: ConcurrencyMode.modes(for: facts, app: pragma),
                workFolder: file.deletingLastPathComponent().appending(path: ".hone").path
            ) { Console.observer(Progress("doctor", $0, fraction: min($1, 0.999))) }
            Console.endProgress()
        }
        let report = DoctorReport(facts: facts, concurrency: concurrency)
        if json { return try Console.json(report) }
        print(Console.renderer.doctor(report), terminator: "")
    }

    private static let levels: @Sendable (String) throws -> [Int] = { text in
        let numbers = text.split(separator: ",").map { Int($0) ?? 0 }
        guard !numbers.isEmpty, numbers.allSatisfy((1...64).contains) else {
            throw ValidationError("Write numbers from 1 to 64 with commas between them, such as 1,8,64.")
        }
        return numbers
    }
}
