// A process that changes a database and kills itself at a step: what the tests of `SafeChange` start, because a kill
// cannot be tried from inside.
//
//     hone-change-fixture (apply|apply-blind|undo) STEP DATABASE WORKFOLDER
//     hone-change-fixture hold DATABASE
//
// `apply-blind` does not ask how much room there is. STEP is a `ChangeStep`, or "none". `hold` opens the database, reads, says "ready" and stays until its input ends.
import Foundation
import HoneDatabase

let arguments = CommandLine.arguments

func killing(at step: String) -> ChangeSurroundings {
    var surroundings = ChangeSurroundings.real
    surroundings.onStep = { reached in
        if reached.rawValue == step { kill(getpid(), SIGKILL) }
    }
    return surroundings
}

func index(_ name: String, _ on: String) -> (String, String) {
    ("CREATE INDEX \(name) ON \(on)", "DROP INDEX \(name)")
}

do {
    switch arguments.dropFirst().first {
    case "apply" where arguments.count == 5, "apply-blind" where arguments.count == 5:
        // What a disk or a limit refuses is to come back as an error.
        signal(SIGXFSZ, SIG_IGN)
        var surroundings = killing(at: arguments[2])
        if arguments[1] == "apply-blind" {
            surroundings.freeSpace = { _ in nil }
            surroundings.largestFile = { nil }
        }
        let made = index("hone_booking_chef", "booking (chef)")
        let change = DatabaseChange(
            name: "an index and WAL", pattern: "PAT-016", statements: [made.0], journalMode: .wal, inverse: [made.1])
        try SafeChange.prepare(
            change, database: arguments[3], workFolder: arguments[4], id: "change",
            surroundings: surroundings
        ).swapIn()
    case "undo" where arguments.count == 5:
        try SafeChange.load(folder: arguments[4] + "/change", surroundings: killing(at: arguments[2])).undo()
    case "hold" where arguments.count == 3:
        var configuration = ConnectionPoolConfiguration()
        configuration.journal = .asFound
        let pool = try HoneDatabase.open(path: arguments[2], configuration: configuration)
        _ = try await pool.read { _ in 1 }
        print("ready")
        fflush(nil)
        while readLine() != nil {}
        pool.close()
    default:
        print("usage: hone-change-fixture (apply|apply-blind|undo) STEP DATABASE WORKFOLDER | hold DATABASE")
        exit(2)
    }
} catch let problem as DatabaseProblem {
    print("[\(problem.kind.rawValue)] \(problem)")
    exit(1)
} catch {
    print("\(error)")
    exit(1)
}
