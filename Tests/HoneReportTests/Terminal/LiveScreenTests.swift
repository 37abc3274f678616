import HoneLoad
import Testing

@testable import HoneReport

struct LiveScreenTests {
    private static let large = screen(seconds: 10, tasks: 30, failures: 2)

    private static func screen(seconds: Int = 4, tasks: Int = 3, failures: Int = 0) -> LiveScreen {
        var screen = LiveScreen(scenario: SampleProgress.scenario(tasks: tasks))
        for second in 1...seconds {
            screen.add(
                SampleProgress.second(Double(second), tasks: tasks, failures: failures, isRecorded: second > 1))
        }
        return screen
    }

    @Test func everythingIsThere() {
        let text = Self.screen(failures: 3).text(.init(width: 100, height: 40))
        for part in [
            "http://127.0.0.1:8000", "0:04 of 1:05, 1:01 left", "users           200",
            "64.0 now, 64.0 on average", "latency now     p50 6.00 ms  p95 7.00 ms", "latency so far  p50 5.00 ms",
            "12 (6.2%): timed out 9, status 5xx 3", "GET /endpoint/1", "p95 of the last 30 s",
            "✓ p95 < 15ms  so far 7.00 ms", "✗ error_rate < 1%  so far 6.2%",
            "✓ GET /endpoint/3: p99 < 1.5s  so far 7.00 ms",
        ] { #expect(text.contains(part), "\(part) is missing from\n\(text)") }
        #expect(!text.contains("warming up"))
    }

    @Test func everyEndpointHasItsSparkline() throws {
        let lines = Self.screen().text(.init(width: 100, height: 40)).split(separator: "\n")
        let first = try #require(lines.first { $0.contains("/endpoint/1") })
        // 2, 3, 4 and 5 ms of at most 5.
        #expect(first.hasSuffix("▄▅▇█"))
        #expect(first.contains("10.0  5.00 ms"))
    }

    @Test func beforeTheFirstIntervalNothingIsClaimed() {
        let screen = LiveScreen(scenario: SampleProgress.scenario())
        let text = screen.text()
        #expect(text.contains("starting"))
        #expect(text.contains("· p95 < 15ms  so far –"))
        #expect(!text.contains("✗"))
        #expect(screen.line == "0:00/0:00, 0 users, 0 req/s, p95 –, 0 errors (0%), warming up")
    }

    @Test func warmUpIsNamedAndJudgesNothing() {
        var screen = LiveScreen(scenario: SampleProgress.scenario())
        screen.add(SampleProgress.second(1, failures: 50, isRecorded: false))
        let text = screen.text()
        #expect(text.contains("warming up"))
        #expect(text.contains("111 now, 0 on average"))
        #expect(text.contains("errors          0 (0%)"))
        #expect(!text.contains("✗"))
        #expect(screen.line.hasSuffix("warming up"))
    }

    @Test(arguments: [20, 39, 40, 59, 80, 100, 200], [4, 8, 12, 16, 24, 60])
    func itFitsWhateverTheTerminal(width: Int, height: Int) {
        let lines = Self.large.text(.init(width: width, height: height)).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= height)
        for line in lines { #expect(TerminalText.width(String(line)) <= width, "\(line)") }
    }

    @Test func endpointsWithoutRoomAreCountedAndTheBusiestStay() throws {
        let text = Self.screen(tasks: 30).text(.init(width: 100, height: 24))
        let shown = text.split(separator: "\n").filter { $0.contains("/endpoint/") && !$0.contains("so far") }
        #expect(text.contains("… and \(30 - shown.count) more"))
        #expect(shown.count >= 5)
        #expect(shown.first?.contains("/endpoint/\(31 - shown.count) ") == true, "in the scenario's order")
        #expect(shown.last?.contains("/endpoint/30 ") == true)
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
        let whole = Self.screen(tasks: 30).text(.init(width: 100, height: 60))
        #expect(!whole.contains("more"))
    }

    @Test func colourIsOnlyThereWhenAskedFor() {
        let screen = Self.screen(failures: 3)
        #expect(!screen.text(.init(color: false)).contains("\u{1B}"))
        let text = screen.text(.init(color: true))
        #expect(text.contains("\u{1B}[31m12 (6.2%)"))
        #expect(text.contains("\u{1B}[32m✓\u{1B}[0m"))
    }

    @Test func namesCannotSpeakToTheTerminal() {
        var screen = LiveScreen(scenario: SampleProgress.scenario())
        screen.add(SampleProgress.second(1, name: { "GET /\u{1B}[2J\u{07}\u{202E}\($0)\n" }))
        let text = screen.text(.init(color: true))
        #expect(!text.contains("\u{1B}[2J"))
        #expect(!text.contains("\u{07}"))
        #expect(!text.contains("\u{202E}"))
    }

    @Test func theLineHasTheFigures() {
        #expect(
            Self.screen(failures: 3).line
                == "0:04/1:05, 200 users, 64.0 req/s, p95 7.00 ms, 12 errors (6.2%), broken: error_rate < 1%")
        #expect(Self.screen().line == "0:04/1:05, 200 users, 60.0 req/s, p95 7.00 ms, 0 errors (0%)")
    }

    @Test func whatIsKeptDoesNotGrow() {
        var screen = LiveScreen(scenario: SampleProgress.scenario(), seconds: 30)
        var progress = SampleProgress.second(1, tasks: 1, whole: 4_000)
        for second in 1...100 {
            progress.elapsed = Double(second)
            screen.add(progress)
        }
        #expect(screen.run.total.recent.count == 30)
        #expect(screen.run.tasks.allSatisfy { $0.recent.count == 30 })
        #expect(screen.line.hasPrefix("1:40/1:06:40, "))
    }

    @Test func usersOfAnOpenModelAreNamedForWhatTheyAre() {
        var screen = LiveScreen(scenario: SampleProgress.scenario(open: true))
        screen.add(SampleProgress.second(1))
        #expect(screen.text().contains("users in use    200"))
    }

    @Test(
        arguments: [
            ([1, 2, 4, 8], 4, "▂▃▅█"), ([0, 0], 4, "▁▁"), ([], 4, ""), ([nil, nil], 4, ""), ([1, nil, 1], 4, "█ █"),
            ([1, 2, 3, 4], 2, "▇█"), ([5], 0, ""), ([.nan, 3], 4, " █"), ([.infinity, 3, -1], 4, " █ "),
        ] as [([Double?], Int, String)])
    func aSparklineStandsOnZero(_ values: [Double?], _ width: Int, _ text: String) {
        #expect(BlockLine.text(values, width: width) == text)
    }

    @Test func aFrameIsWrittenOverTheOneBefore() {
        let frame = TerminalFrame.draw("one\n\ntwo")
        #expect(frame == "\u{1B}[?2026h\u{1B}[Hone\u{1B}[K\r\n\u{1B}[K\r\ntwo\u{1B}[K\u{1B}[J\u{1B}[?2026l")
        #expect(!frame.contains("\u{1B}[2J"), "clearing first is what flickers")
        #expect(TerminalFrame.open.contains("\u{1B}[?25l"))
        #expect(TerminalFrame.close.contains("\u{1B}[?25h"))
        #expect(TerminalFrame.close.hasSuffix("\u{1B}[?1049l"))
    }
}
