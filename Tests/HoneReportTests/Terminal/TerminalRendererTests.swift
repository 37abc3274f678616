import Foundation
import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

@Suite struct TerminalRendererTests {
    private func everything(_ renderer: TerminalRenderer) throws -> [String] {
        let run = try SampleRun.complete()
        let empty = SampleRun.empty()
        return [
            renderer.optimize(run), renderer.optimize(empty), renderer.metrics(of: run),
            renderer.baseline(run.baseline),
            renderer.baseline(empty.baseline), renderer.findings(run.findings), renderer.findings([]),
            renderer.plan(run.plan), renderer.plan(Plan(tasks: [])), renderer.patterns([SamplePattern.cache]),
            renderer.patterns([]), renderer.pattern(SamplePattern.cache),
        ]
    }

    @Test func thereIsNoColourWithoutAsking() throws {
        for text in try everything(TerminalRenderer()) { #expect(!text.contains("\u{1B}")) }
        #expect(try everything(TerminalRenderer(style: .init(color: true)))[0].contains("\u{1B}[32m"))
    }

    @Test func colourChangesNothingButColour() throws {
        let plain = try everything(TerminalRenderer(style: .init(color: false, width: 90)))
        let painted = try everything(TerminalRenderer(style: .init(color: true, width: 90)))
        for (plain, painted) in zip(plain, painted) {
            #expect(painted.replacing(/\u{1B}\[[0-9]*m/, with: "") == plain)
        }
    }

    @Test(arguments: [60, 80, 100, 120, 200])
    func noLineIsWiderThanAsked(_ width: Int) throws {
        for text in try everything(TerminalRenderer(style: .init(width: width))) {
            for line in text.split(separator: "\n") {
                #expect(TerminalText.width(String(line)) <= width, "\(line)")
                #expect(!line.hasSuffix(" "))
            }
        }
    }

    @Test func theEndOfARunHasMetricsTrialsAndWhatIsMissing() throws {
        let text = TerminalRenderer().optimize(try SampleRun.complete())
        for part in [
            "API response, average", "142 ms", "≤ 80 ms", "✓", "✗", "≥ 200", "not measured",
            "page load, Lighthouse performance: no page probe yet", "PAT-016", "+58%", "[+57%, +59%]", "±3.1%",
            "inconclusive", "1 answer changed", "/items/3/id was 17, is 22", "PAT-012 Application cache",
            "index advice", "5 of 6 measured metrics met, 4 of 6 fixes kept, in 4 min 3 s.",
        ] { #expect(text.contains(part), "\(part)") }
    }

    @Test func anInterruptedRunSaysSo() {
        let text = TerminalRenderer().optimize(SampleRun.empty())
        #expect(text.contains("Interrupted"))
        #expect(text.contains("Nothing was tried."))
        #expect(text.contains("not gathered yet"))
    }

    @Test func theBaselineHasEveryProbe() throws {
        let text = TerminalRenderer(style: .init(width: 120)).baseline(try SampleEvidence.before())
        for part in [
            "GET /api/dashboard", "211 ms", "Capacity: 25 users", "p95 220 ms > 150 ms", "journal mode", "delete",
            "52.4 MB",
            "SELECT * FROM bookings", "Cache-Control", "peak under load", "seed 42",
            "the database is not on this machine",
        ] { #expect(text.contains(part), "\(part)") }
    }

    @Test func columnsAlign() throws {
        let lines = TerminalRenderer().metrics(of: try SampleRun.complete()).split(separator: "\n").map(String.init)
        let heading = try #require(lines.first { $0.contains("threshold") })
        let end = try #require(heading.range(of: "threshold")).upperBound
        let column = heading.distance(from: heading.startIndex, to: end)
        for line in lines where line.contains("≤") {
            #expect(line.dropFirst(column).hasPrefix("  "), "\(line)")
        }
    }

    @Test func anEndpointCannotSpeakToTheTerminal() throws {
        var evidence = try SampleEvidence.before()
        evidence.latency = .measured(
            LatencyEvidence(endpoints: [
                .init(
                    name: "GET /\u{1B}]0;owned\u{07}\u{1B}[2J\u{202E}x\ny", latency: SampleEvidence.latency(3),
                    status: 200,
                    failures: 0, bytes: 10)
            ]))
        let text = TerminalRenderer(style: .init(color: true)).baseline(evidence)
        #expect(!text.contains("\u{1B}]"))
        #expect(!text.contains("\u{1B}[2J"))
        #expect(!text.contains("\u{07}"))
        #expect(!text.contains("\u{202E}"))
        #expect(text.contains("GET /]0;owned[2Jx y"))
    }

    @Test func findingsSayWhereWhyAndWhat() {
        let text = TerminalRenderer().findings(SampleRun.findings)
        #expect(text.hasPrefix("4 findings (2 HIGH, 1 MEDIUM, 1 LOW)"))
        for part in ["queries 9 per request", "41%: 8 of 9 queries fall away", "PAT-015, 3 h"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(TerminalRenderer().findings([]).contains("Nothing was found"))
    }

    @Test func thePlanHasItsPhases() {
        let text = TerminalRenderer().plan(SampleRun.plan)
        #expect(text.hasPrefix("7 tasks, 13.5 h of work"))
        #expect(text.contains("Phase 1: Database"))
        #expect(text.contains("Phase 2: API"))
        #expect(!text.contains("Phase 3"), "an empty phase has no heading")
        #expect(text.contains("unknown: the evidence does not say"))
    }

    @Test func aPatternsCodeIsNotCut() {
        let text = TerminalRenderer(style: .init(width: 80)).pattern(SamplePattern.cache)
        #expect(text.contains("    let products = try await cache.value"))
        #expect(text.contains("        indented by a tab"))
        for part in ["PAT-012 Application cache", "1.", "Swift (Hummingbird)", "RFC 9111"] {
            #expect(text.contains(part), "\(part)")
        }
    }
}
