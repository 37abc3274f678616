import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

@Suite struct EvidenceCheckTests {
    private func check(_ pattern: PatternID, _ evidence: Evidence?) throws -> EvidenceCheck {
        try #require(EvidenceCheck.all(evidence).first { $0.pattern == pattern })
    }

    @Test func nothingIsTickedWithoutEvidence() {
        let checks = EvidenceCheck.all(nil)
        #expect(checks.count == 7)
        #expect(checks.allSatisfy { !$0.isTicked && $0.remark.hasPrefix("not verified: ") })
    }

    @Test func aMissingProbeTicksNothingAndSaysWhy() throws {
        var evidence = try SampleEvidence.now()
        evidence.database = .missing("the file is locked")
        let wal = try check(.writeAheadLog, evidence)
        #expect(!wal.isTicked)
        #expect(wal.remark == "not verified: the file is locked")
    }

    @Test(arguments: [
        PatternID.connectionPooling, .writeAheadLog, .eagerLoading, .indices, .compression,
    ])
    func theEvidenceDecides(_ pattern: PatternID) throws {
        #expect(try !check(pattern, SampleEvidence.before()).isTicked)
        #expect(try check(pattern, SampleEvidence.now()).isTicked)
    }

    @Test func oneAnswerWithoutHeadersIsEnoughToNotTick() throws {
        let freshness = try check(.cachingHeaders, SampleEvidence.now())
        #expect(!freshness.isTicked)
        #expect(freshness.remark.hasPrefix("6 of 7 answers that repeat themselves have no caching headers"))
        #expect(freshness.remark.contains("GET /health"))
    }

    @Test func whatADetectorFindsIsNeverTicked() throws {
        let detectors: [PatternID: String] = [
            .connectionPooling: "connection-per-request", .writeAheadLog: "no-wal", .eagerLoading: "n-plus-one",
            .compression: "no-compression", .cachingHeaders: "no-caching-headers",
        ]
        for evidence in try [SampleEvidence.before(), SampleEvidence.now()] {
            let diagnosis = Diagnosis(evidence)
            for (pattern, detector) in detectors {
                let isFound = diagnosis.findings.contains { $0.detector == detector }
                #expect(try check(pattern, evidence).isTicked != isFound, "\(detector)")
            }
        }
    }

    @Test func statementsThatRunOncePerRowByTurnsAreNotTickedEither() throws {
        var evidence = try SampleEvidence.now()
        var queries = try #require(evidence.queries.value)
        queries.endpoints[0].patterns = [
            .init(
                statements: ["SELECT a", "SELECT b"], repetitions: 9, calls: 18, distinctParameters: 9,
                milliseconds: 60)
        ]
        evidence.queries = .measured(queries)
        let check = try check(.eagerLoading, evidence)
        #expect(!check.isTicked && check.remark.hasPrefix("M·N+1"))
    }

    /// 90 % of a packet and four calls of one statement: below what the detectors count, above what stood here once.
    @Test func theThresholdsAreTheDetectors() throws {
        var evidence = try SampleEvidence.now()
        evidence.http = .measured(
            HTTPEvidence(answers: [
                .init(
                    name: "GET /a", status: 200, mediaType: "text/html", size: 1_420, sent: 1_420,
                    compressed: ["gzip": 300])
            ]))
        #expect(try !check(.compression, evidence).isTicked)
        #expect(Diagnosis(evidence).findings.contains { $0.detector == "no-compression" })
        evidence.queries = .measured(
            QueryEvidence(
                endpoints: [
                    .init(
                        name: "GET /a", requests: 2, queries: 4, databaseMilliseconds: 0.4, requestMilliseconds: 90,
                        connections: 0.6,
                        statements: [.init(sql: "SELECT ?", calls: 4, distinctParameters: 4, milliseconds: 0.1)],
                        repeatsItself: true)
                ], dropped: 0, averageMilliseconds: 0.1))
        #expect(try check(.eagerLoading, evidence).isTicked)
        #expect(try check(.connectionPooling, evidence).isTicked)
    }

    @Test func answersThatAreNotWorthCompressingDoNotCount() throws {
        var evidence = try SampleEvidence.before()
        evidence.http = .measured(
            HTTPEvidence(answers: [
                .init(
                    name: "GET /a", status: 200, mediaType: "image/jpeg", size: 90_000, sent: 90_000,
                    compressed: ["gzip": 89_900]),
                .init(
                    name: "GET /b", status: 200, mediaType: "text/plain", size: 200, sent: 200, compressed: ["gzip": 90]
                ),
            ]))
        #expect(try check(.compression, evidence).state == .unknown("no answer is worth compressing"))
    }

    @Test(arguments: [
        ("CREATE INDEX a ON t(x)", ["a"]), ("create unique index if not exists \"b\" on t(x)", ["b"]),
        ("CREATE INDEX main.c ON t(x); CREATE INDEX d ON t(y)", ["c", "d"]), ("PRAGMA journal_mode = WAL", []),
        ("DROP INDEX e", []), ("CREATE INDEX", []), ("CREATE INDEX f(x)", ["f"]),
    ])
    func indexNamesAreRead(_ change: String, _ names: [String]) {
        #expect(EvidenceCheck.indexNames(in: change) == names)
    }

    @Test func keptIndicesAreLookedForInTheDatabase() throws {
        var run = try SampleRun.complete()
        let title = "The indices that were kept are in the database"
        #expect(try #require(EvidenceCheck.all(in: run).first { $0.title == title }).isTicked)

        run.current?.database = .measured(try SampleEvidence.inspection(journal: "wal", indices: 4))
        let absent = try #require(EvidenceCheck.all(in: run).first { $0.title == title })
        #expect(!absent.isTicked)
        #expect(absent.remark.contains("hone_bookings_chef is not there"))

        run.current = nil
        #expect(try #require(EvidenceCheck.all(in: run).first { $0.title == title }).isTicked == false)

        run.verdicts = []
        #expect(!EvidenceCheck.all(in: run).contains { $0.title == title })
    }
}
