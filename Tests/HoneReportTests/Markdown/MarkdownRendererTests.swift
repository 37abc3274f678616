import HoneAgent
import HoneCore
import Testing

@testable import HoneReport

@Suite struct MarkdownRendererTests {
    private let renderer = MarkdownRenderer()

    @Test func theSummaryHasItsParts() throws {
        let text = renderer.summary(try SampleRun.complete())
        for part in [
            "# Performance summary", "| mean response at 50 users | 142 ms | **8.00 ms** | 18× better |",
            "## Success metrics", "| concurrent users | 25 | ≥ 200 | ≥ 300 | ✗ |", "not measured: no page probe yet",
            "## Done and proven", "`CREATE INDEX hone_bookings_chef ON bookings(chef_id, status)`", "**+58%**",
            "## Tried and not kept", "**PAT-014**, reverted: 1 answer changed", "## Left for people",
            "**PAT-012 Application cache** (MEDIUM, 4 h, expected +20%): for people", "## Cost and gain",
            "no earnings are forecast", "## How this was measured", "seed 42", "## Not measured",
        ] { #expect(text.contains(part), "\(part)") }
    }

    @Test func theSummaryFitsTwoPages() throws {
        // A printed page holds about 60 lines of 90 characters.
        let lines = renderer.summary(try SampleRun.complete()).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.reduce(0) { $0 + 1 + $1.count / 90 } <= 120)
    }

    @Test func longListsAreCutAndSaySo() throws {
        var run = try SampleRun.complete()
        run.verdicts = []
        run.plan = Plan(
            tasks: PatternID.allCases.map { SampleRun.task($0, $0.rawValue, .manual, .low, 1, nil, "team") })
        #expect(renderer.summary(run).contains("- and 4 more, see the checklist"))
    }

    @Test func anEmptyRunIsStillAReport() {
        let text = renderer.summary(SampleRun.empty())
        for part in ["was interrupted", "No headline figure", "No metric was reckoned", "Nothing: no fix was proven"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("## Tried and not kept"))
        #expect(!text.contains("nan"))
    }

    @Test func hostileNamesStayText() throws {
        var run = try SampleRun.complete()
        run.url = "http://`x`|<script>"
        run.verdicts[0].change = "CREATE INDEX `a|b`\n# heading"
        run.verdicts[3].reason = "<script>alert(1)</script> [link](http://evil) | cell\n\n# heading"
        for text in [renderer.summary(run), renderer.checklist(run)] {
            #expect(!text.contains("\n# heading"))
            #expect(text.contains("\\<script\\>alert(1)\\</script\\> \\[link\\](http://evil) \\| cell"))
            #expect(text.contains("``http://`x`\\|<script>``"))
        }
    }

    @Test(arguments: [
        ("plain", "`plain`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("a|b", "`a\\|b`"), ("a\nb", "`a b`"), ("", ""),
        ("a|\u{301}b", "`a\\|\u{301}b`"), ("a`\u{301}b", "``a`\u{301}b``"), ("`\u{200D}", "`` `\u{200D} ``"),
        ("``\u{301}`", "``` ``\u{301}` ```"),
    ])
    func codeSpansHoldAnything(_ text: String, _ code: String) {
        #expect(MarkdownText.code(text).unicodeScalars.elementsEqual(code.unicodeScalars))
    }

    @Test(arguments: ["\u{301}", "\u{200D}", ""])
    func everySignOfMarkupIsEscapedWhateverFollowsIt(_ mark: String) {
        for sign in "\\`*_[]<>|&~" {
            let escaped = MarkdownText.escaped("a\(sign)\(mark)b")
            #expect(escaped.unicodeScalars.elementsEqual("a\\\(sign)\(mark)b".unicodeScalars), "\(sign)")
        }
    }
}
