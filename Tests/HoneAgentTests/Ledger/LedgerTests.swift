import Foundation
import HoneCore
import Testing

@testable import HoneAgent

@Suite("Ledger")
struct LedgerTests {
    @Test("Runs and verdicts are there when the ledger is opened again")
    func remembers() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: ".hone/ledger.sqlite")
        let evidence = Evidence(
            url: "u", machine: .init(system: "s", processor: "p", cores: 2, memory: 1), seed: .max, applied: [])
        let run = Run(id: "r1", url: "u", baseline: evidence)
        var verdict = Verdict(pattern: .indices, kind: .database, change: "CREATE INDEX", outcome: .kept, reason: "why")
        verdict.comparison = Comparison(a: [2, 2.1], b: [1, 1.1])
        do {
            let ledger = try Ledger(file)
            try ledger.record(run, finished: false)
            try ledger.record(verdict, of: "r1")
            try ledger.record(run, finished: true)
        }
        let ledger = try Ledger(file)
        #expect(try ledger.runs() == ["r1"])
        let read = try ledger.verdicts(of: "r1")
        #expect(read.map(\.reason) == ["why"])
        #expect(read.first?.comparison == verdict.comparison)
    }

    @Test("A verdict of no run is refused, and a file that is no ledger says what to do")
    func refused() throws {
        let folder = try TemporaryFolder()
        let ledger = try Ledger(folder.url.appending(path: "ledger.sqlite"))
        let verdict = Verdict(pattern: .indices, kind: .manual, change: "", outcome: .manual, reason: "")
        #expect(throws: (any Error).self) { try ledger.record(verdict, of: "nothing") }

        let other = folder.url.appending(path: "other.sqlite")
        try Data("this is a text file, and not a database at all".utf8).write(to: other)
        let error = try #require(throws: AgentError.self) { try Ledger(other) }
        #expect(error.remedy.contains("move the file away"))
    }
}
