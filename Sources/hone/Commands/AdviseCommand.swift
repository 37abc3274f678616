import ArgumentParser
import Foundation
import HoneAgent
import HoneDatabase
import HoneReport

struct AdviseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advise",
        abstract: "Finds the indexes that a recorded workload gains from, by executing it on copies of the database.",
        discussion: """
            The workload is what the tracer logged (a file or its folder), JSON lines such as
              {"sql": "SELECT * FROM booking WHERE chef = ?", "parameters": [7], "calls": 10, "endpoint": "GET /x"}
            or SQL statements that end in a semicolon. The database is only read. PostgreSQL copies one only while nobody
            is connected to it; its statements have $1, $2, … for values.

            Exit status: 0 measured, with advice or without, 2 the database or the workload cannot be used,
            4 another process is in the way, 5 no room for the copies.

            Examples:
              hone advise --database app.db --workload queries.jsonl
              hone advise --database app.db --workload log/ --time 120 --json
              hone advise --database app.db --workload queries.sql --sql > indexes.sql
              hone advise --postgres postgresql://hone@localhost/shop --workload queries.jsonl
            """)

    @Option(name: .long, help: ArgumentHelp("The SQLite file.", valueName: "path"))
    var database: String?

    @OptionGroup var server: PostgresOptions

    @Option(name: .long, help: ArgumentHelp("The recorded statements.", valueName: "path"))
    var workload: String

    @Option(name: .long, help: ArgumentHelp("How long the measuring may take.", valueName: "seconds"))
    var time = 60.0

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where two copies of the database are made; they are removed at the end. Default .hone beside it.",
            valueName: "path"))
    var workFolder: String?

    @Flag(name: .long, help: "Print the result as JSON on standard output.")
    var json = false

    @Flag(name: .long, help: "Print the statements that make the indexes, and nothing else.")
    var sql = false

    func validate() throws {
        guard time >= 1, time <= 86_400 else { throw ValidationError("--time takes seconds from 1 to 86400.") }
        guard (database == nil) != (server.postgres == nil) else {
            throw ValidationError("--database for an SQLite file or --postgres for a server: one of the two.")
        }
        guard workFolder == nil || server.postgres == nil else {
            throw ValidationError("--work-folder is for --database: PostgreSQL's copies are made on its server.")
        }
        guard !(json && sql) else { throw ValidationError("--json or --sql: one form at a time.") }
    }

    func run() async throws {
        let file = try WorkloadFile(path: workload)
        for problem in file.problems { Console.error("\(workload): \(problem)") }
        let advice = try advice(file.workload) { detail, fraction in
            Console.observer(Progress("advise", detail, fraction: min(fraction, 0.999)))
        }
        Console.endProgress()
        guard !advice.statements.isEmpty else {
            for note in advice.notes { Console.error(note) }
            guard !advice.skipped.isEmpty else {
                throw AgentError(.usage, "No statement could be measured in \(time) s.", remedy: "Give it more --time.")
            }
            for skipped in advice.skipped.prefix(5) { Console.error("skipped: \(skipped.sql): \(skipped.reason)") }
            throw AgentError(
                .usage, "No statement of \(workload) can be executed on \(database ?? "this database").",
                remedy: database == nil
                    ? "Take the statements of the app that this database belongs to, with $1, $2, … for values."
                    : "Record with HONE_TRACE_PARAMETERS=1, on the app that this database belongs to.")
        }
        if json {
            try Console.json(advice)
        } else if sql {
            print(advice.script, terminator: "")
        } else {
            print(Console.renderer.advice(advice), terminator: "")
        }
    }

    private func advice(_ workload: Workload, _ progress: @escaping (String, Double) -> Void) throws -> IndexAdvice {
        let settings = AdvisorSettings(seconds: time)
        if let address = server.postgres {
            return try server.advice(address, workload, settings: settings, progress: progress)
        }
        let database = database ?? ""
        let place = WorkPlace(workFolder, beside: database)
        defer { place.remove() }
        return try IndexAdvisor.advise(
            database: database, workload: workload, workFolder: place.folder, settings: settings, progress: progress)
    }
}

/// A folder for this run's copies: another run at the same time has another.
private struct WorkPlace {
    let folder: String
    private let parent: String
    private let isOurs: Bool

    init(_ chosen: String?, beside database: String) {
        let beside = URL(fileURLWithPath: database).deletingLastPathComponent().appending(path: ".hone").path
        parent = chosen ?? beside
        isOurs = !FileManager.default.fileExists(atPath: parent)
        folder = "\(parent)/advise-\(ProcessInfo.processInfo.processIdentifier)"
        // Copies of runs that were killed.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] {
            guard name.hasPrefix("advise-"), let process = Int32(name.dropFirst(7)), process > 0,
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(atPath: "\(parent)/\(name)")
        }
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
        let left = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [""]
        if isOurs, left.isEmpty { try? FileManager.default.removeItem(atPath: parent) }
    }
}
