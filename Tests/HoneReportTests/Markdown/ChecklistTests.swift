import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

@Suite struct ChecklistTests {
    private let renderer = MarkdownRenderer()

    private func line(_ text: String, with part: String) throws -> Substring {
        try #require(text.split(separator: "\n").first { $0.contains(part) }, "no line with \(part)")
    }

    @Test(arguments: [
        ("PAT-016 Indices", true), ("PAT-011 WAL mode", true), ("PAT-013 Compression", true),
        ("PAT-010 Connection pooling", false), ("PAT-014 HTTP caching headers", false),
        ("PAT-012 Application cache", false),
    ])
    func onlyKeptVerdictsTickTasks(_ task: String, _ ticked: Bool) throws {
        let text = renderer.checklist(try SampleRun.complete())
        #expect(try line(text, with: task).hasPrefix(ticked ? "- [x]" : "- [ ]"))
    }

    @Test func aTaskHasAllThatOneNeeds() throws {
        let text = renderer.checklist(try SampleRun.complete())
        for part in [
            "effort 1 h, owner hone", "expected gain: +52% (from the queries that fall away); measured: +58%",
            "risk: An answer", "mitigation: The answers", "verify: `hone verify PAT-016`", "why: 1 answer changed",
            "## Phase 1: Database (3 of 4 proven, 6.5 h)", "## Phase 3: Front end (no tasks)",
        ] { #expect(text.contains(part), "\(part)") }
    }

    @Test func checksComeFromTheEvidenceNotFromVerdicts() throws {
        var run = try SampleRun.complete()
        #expect(try line(renderer.checklist(run), with: "in WAL mode").hasPrefix("- [x]"))
        // The verdict still says that WAL was kept, and the database says that it is not there.
        run.current?.database = .measured(try SampleEvidence.inspection(journal: "delete", indices: 7))
        #expect(try line(renderer.checklist(run), with: "in WAL mode").hasPrefix("- [ ]"))
    }

    @Test func noVerdictAndNoEvidenceTickNothing() throws {
        var run = try SampleRun.complete()
        run.verdicts = []
        run.current = nil
        run.metrics = run.metrics.map { row in
            var row = row
            row.now = nil
            return row
        }
        let text = renderer.checklist(run)
        #expect(!text.contains("[x]"))
        #expect(text.contains("there is none yet"))
        #expect(text.contains("measured: not yet"))
        #expect(!renderer.checklist(SampleRun.empty()).contains("[x]"))
    }

    @Test func metricsAreTickedOnlyWhenMet() throws {
        let text = renderer.checklist(try SampleRun.complete())
        #expect(try line(text, with: "API response, p95").hasPrefix("- [x]"))
        #expect(try line(text, with: "concurrent users").hasPrefix("- [ ]"))
        #expect(try line(text, with: "] page load ≤").hasPrefix("- [ ]"))
    }
}
