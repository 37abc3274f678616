import Foundation
import HoneLoad
import HoneTesting
import Testing

@testable import HoneLive

/// The page in a real browser, with real load.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct LivePageTests {
    private static func withPage(
        address: @escaping @Sendable (LiveFixture) -> String = { $0.page }, isDark: Bool = false,
        _ body: @escaping @Sendable (Browser, LiveFixture) async throws -> Void
    ) async throws {
        try await LiveServerTests.withLoad { live, _ in
            let browser = try await Browser.start(isDark: isDark)
            do {
                try await browser.open(address(live))
                try await body(browser, live)
            } catch {
                await browser.stop()
                throw error
            }
            await browser.stop()
        }
    }

    private static func text(_ browser: Browser, _ id: String) async throws -> String {
        try await browser.text(of: "document.getElementById('\(id)').textContent")
    }

    private static func lines(_ browser: Browser) async throws -> Int {
        Int(try await browser.text(of: "document.querySelectorAll('.chart svg path.line').length")) ?? 0
    }

    /// Written where the variable says, for people to look at.
    private static func keep(_ name: String, of browser: Browser) async throws {
        guard let folder = ProcessInfo.processInfo.environment["HONE_SCREENSHOTS"] else { return }
        try await browser.screenshot().write(to: URL(filePath: folder).appending(path: "\(name).png"))
    }

    @Test(arguments: [false, true])
    func theButtonsDriveARunAndTheFiguresFollow(isDark: Bool) async throws {
        try await Self.withPage(isDark: isDark) { browser, live in
            try await eventually { try await Self.text(browser, "phase") == "ready" }
            #expect(try await Self.text(browser, "target") == live.session.current.target)
            #expect(try await Self.lines(browser) == 0)
            #expect(try await browser.text(of: "document.getElementById('level').value") == "4")

            _ = try await browser.text(of: "document.getElementById('start').click()")
            try await eventually { try await Self.text(browser, "phase") == "running" }
            // Requests and failures; p50, p95, p99; users.
            try await eventually { try await Self.lines(browser) == 6 }
            let first = try await Self.text(browser, "failed-note")
            try await eventually { try await Self.text(browser, "failed-note") != first }
            #expect(try await browser.text(of: "document.querySelectorAll('#tasks tr').length") == "2")
            #expect(try await Self.text(browser, "tasks").contains("GET /fine"))
            #expect(try await Self.text(browser, "failures").contains("status 5xx"))
            #expect(try await browser.text(of: "document.querySelectorAll('#rules li.met').length") == "1")
            #expect(try await browser.text(of: "document.querySelectorAll('#rules li.broken').length") == "1")

            _ = try await browser.text(
                of: "(() => { const level = document.getElementById('level'); level.value = 9; "
                    + "level.dispatchEvent(new Event('input')); document.getElementById('apply').click(); })()")
            try await eventually { try await Self.text(browser, "users") == "9" }
            #expect(live.session.current.level == 9)
            try await eventually { live.session.current.points >= 6 }
            try await Self.keep(isDark ? "dark" : "light", of: browser)

            _ = try await browser.text(of: "document.getElementById('stop').click()")
            try await eventually { try await Self.text(browser, "phase") == "ended" }
            #expect(live.session.lastResult?.ending == .cancelled)
            #expect(try await Self.text(browser, "message").hasPrefix("Stopped."))
            _ = try await browser.text(
                of: "take({ ...state, phase: 'stopping', revision: state.revision - 1 }, true)")
            #expect(try await Self.text(browser, "phase") == "ended", "an answer that comes late changes nothing")
            #expect(try await browser.text(of: "document.getElementById('start').hidden") == "false")
            let points = live.session.current.points
            try await eventually { try await browser.text(of: "past.points.length") == "\(points)" }
        }
    }

    @Test func aPageThatComesLateHasTheWholeRun() async throws {
        try await Self.withPage(address: { _ in "data:text/html,<p>before" }) { browser, live in
            try live.session.start()
            try await eventually { live.session.current.points >= 3 }
            try await browser.open(live.page)
            try await eventually { try await Self.lines(browser) == 6 }
            let points = Int(try await browser.text(of: "past.points.length")) ?? 0
            #expect(points >= 3)
            _ = try await browser.text(
                of: "document.querySelector('.chart svg').dispatchEvent("
                    + "new PointerEvent('pointermove', { clientX: 300, bubbles: true }))")
            #expect(try await browser.text(of: "document.querySelectorAll('.chart line.cursor').length") == "1")
        }
    }

    @Test func withoutTheTokenThePageSaysWhatToDo() async throws {
        try await Self.withPage(address: { $0.base + "/" }) { browser, live in
            try await eventually { try await Self.text(browser, "alert").contains("token") }
            _ = try await browser.text(of: "document.getElementById('start').click()")
            try await eventually { try await Self.text(browser, "alert").contains("terminal shows") }
            #expect(live.session.current.phase == .idle)
        }
    }

    @Test func anotherSitesPageCannotStartARun() async throws {
        try await Self.withPage(address: { _ in "data:text/html,<p>elsewhere" }) { browser, live in
            let outcome = try await browser.text(
                of: "fetch('\(live.base)/api/start', { method: 'POST', headers: { 'X-Hone-Token': "
                    + "'\(live.token.text)' } }).then((answer) => 'answered ' + answer.status, () => 'refused')")
            #expect(outcome == "refused", "even with the token")
            let simple = try await browser.text(
                of: "fetch('\(live.base)/api/start', { method: 'POST', mode: 'no-cors' })"
                    + ".then((answer) => answer.type, () => 'refused')")
            #expect(["opaque", "refused"].contains(simple), "sent at most, and never read")
            #expect(live.session.current.phase == .idle)
        }
    }
}
