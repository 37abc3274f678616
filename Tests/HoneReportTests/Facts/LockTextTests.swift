import HoneAgent
import HoneDatabase
import Testing

@testable import HoneReport

@Suite("Sentences on transactions and locks")
struct LockTextTests {
    private func evidence(_ change: (inout TransactionUse) -> Void = { _ in }) -> QueryEvidence {
        var use = TransactionUse()
        change(&use)
        return QueryEvidence(
            endpoints: [
                .init(
                    name: "POST /a", requests: 3, queries: 1, databaseMilliseconds: 1, requestMilliseconds: 2,
                    connections: 0, statements: [], repeatsItself: false, use: use)
            ], dropped: 0, averageMilliseconds: 1)
    }

    @Test("Nothing is said where nothing is written")
    func quiet() { #expect(evidence().lockSentences.isEmpty) }

    @Test("Transactions of single requests are counted by how they begin")
    func single() {
        let said = evidence {
            $0.deferred = 2
            $0.immediate = 1
            $0.upgrades = 2
            $0.autocommits = 5
        }.lockSentences
        #expect(
            said == [
                "In 3 requests one at a time: 3 transactions begun, 1 of them with the write lock at once, 2 turned "
                    + "from reading to writing, 0 left open; 5 writes outside of any."
            ])
    }

    @Test("What happens with many users, and what waits in the log, is said")
    func many() {
        var use = TransactionUse()
        use.waits = 7
        use.waitNanoseconds = 140_000_000
        use.refusals = 2
        use.writers = 4
        use.writeNanoseconds = 900_000_000
        var evidence = evidence()
        evidence.contention = .init(users: 50, seconds: 3, statements: 800, writes: 31, use: use)
        evidence.logs = [
            WriteAheadLogState(path: "/a.db", fileBytes: 4_000_000, frames: 900, backfilled: 100),
            WriteAheadLogState(path: "/b.db", fileBytes: 4_000_000, frames: 900, backfilled: 900),
        ]
        let said = evidence.lockSentences
        #expect(said.count == 2)
        #expect(
            said[0].hasPrefix("With 50 users for 3 s: 800 statements, 31 writes over 4 connections; 7 waited for a")
                && said[0].contains("2 were refused") && said[0].contains("30%"))
        #expect(said[1].contains("/a.db") && said[1].contains("800 pages"))
    }

    @Test("The terminal and the page show them, and what the tracer could not see")
    func shown() throws {
        var run = try SampleRun.complete()
        var queries = try #require(run.baseline.queries.value)
        queries.contention = .init(users: 50, seconds: 3, statements: 800, writes: 31, use: TransactionUse())
        queries.unseen = ["process 7 has /own.db open"]
        run.baseline.queries = .measured(queries)
        let page = HTMLRenderer().report(run)
        let terminal = TerminalRenderer(style: .init(width: 200)).baseline(run.baseline)
        for text in [page, terminal] {
            #expect(text.contains("With 50 users for 3 s: 800 statements"))
            #expect(text.contains("Not seen: process 7 has /own.db open."))
        }
    }
}
