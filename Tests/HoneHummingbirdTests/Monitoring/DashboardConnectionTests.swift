import HoneTesting
import NIOCore
import Synchronization
import Testing

@testable import HoneHummingbird

/// What the dashboard does in a real browser when it is not let in, and when the app goes away and comes back.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct DashboardConnectionTests {
    static func withBrowser(_ body: (Browser) async throws -> Void) async throws {
        let browser = try await Browser.start()
        do {
            try await body(browser)
        } catch {
            await browser.stop()
            throw error
        }
        await browser.stop()
    }

    static func text(_ browser: Browser, _ id: String) async throws -> String {
        try await browser.text(of: "document.getElementById('\(id)').textContent")
    }

    private static func rows(_ browser: Browser) async throws -> String {
        try await browser.text(of: "document.querySelectorAll('#endpoints tbody tr').length")
    }

    private static let isGateOpen = "document.getElementById('gate').open"

    /// Answers the question for the token.
    private static func enter(_ token: String, _ browser: Browser) async throws {
        _ = try await browser.text(
            of: "(() => { part('token').value = '\(token)'; part('gate-form').requestSubmit(); })()")
    }

    /// What no header can carry is refused where it is entered, and not kept.
    @Test func whatCannotBeATokenIsNotTaken() async throws {
        try await MonitoringApp.serving { app in
            try await Self.withBrowser { browser in
                try await browser.open(app.url + "/api/monitoring/")
                try await eventually { try await browser.text(of: Self.isGateOpen) == "true" }
                let right = MonitoringApp.token
                for (wrong, word) in [
                    ("\(right)\u{200B}", "U+200B"), ("\u{201C}\(right)\u{201D}", "U+201C"), ("t\u{F6}ken", "U+00F6"),
                    ("\u{1F511}", "U+1F511"), ("two words", "U+0020"), ("   ", "without spaces."),
                ] {
                    try await Self.enter(wrong, browser)
                    #expect(try await Self.text(browser, "gate-error").contains(word))
                    #expect(try await browser.text(of: Self.isGateOpen) == "true")
                    #expect(try await browser.text(of: "sessionStorage.length") == "0")
                }
                try await Self.enter(right, browser)
                try await eventually { try await Self.text(browser, "status") == "live" }
            }
        }
    }

    /// A tab that keeps one from before asks again.
    @Test func whatWasKeptAndCannotBeATokenIsNotSent() async throws {
        try await MonitoringApp.serving { app in
            try await Self.withBrowser { browser in
                try await browser.open(app.url + "/api/monitoring/")
                _ = try await browser.text(
                    of: "sessionStorage.setItem('hone-monitor-token', '\(MonitoringApp.token)\u{200B}')")
                try await browser.open(app.url + "/api/monitoring/")
                try await eventually { try await browser.text(of: Self.isGateOpen) == "true" }
                #expect(try await Self.text(browser, "status") == "locked")
                try await Self.enter(MonitoringApp.token, browser)
                try await eventually { try await Self.text(browser, "status") == "live" }
            }
        }
    }

    /// As many listen as are served: the page asks now and then, and listens as soon as it may.
    @Test func aPageThatMayNotListenAsks() async throws {
        try await MonitoringApp.serving { app in
            try await app.use()
            var open: [any Channel] = []
            for _ in 0..<16 {
                let one = try await EventFeedTests.listen(app)
                try await eventually { one.said.text.contains("event: snapshot") }
                open.append(one.channel)
            }
            let listeners = open
            try await Self.withBrowser { browser in
                try await browser.open(app.url + "/api/monitoring/")
                try await eventually { try await browser.text(of: Self.isGateOpen) == "true" }
                try await Self.enter(MonitoringApp.token, browser)
                try await eventually { try await Self.text(browser, "status") == "asking" }
                try await eventually { try await Self.rows(browser) == "4" }
                #expect(try await browser.text(of: "document.getElementById('alert').hidden") == "true")
                let before = try await Self.text(browser, "foot")
                try await app.use()
                try await eventually { try await Self.text(browser, "foot") != before }
                #expect(try await Self.text(browser, "status") == "asking")
                for listener in listeners { try await listener.close() }
                try await eventually { try await Self.text(browser, "status") == "live" }
            }
        }
    }

    /// The app shuts down and another comes up at the same place: the page says so, and goes on with what that one
    /// says.
    @Test func aPageFindsAnAppThatComesBack() async throws {
        try await Self.withBrowser { browser in
            let port = Mutex(0)
            try await MonitoringApp.serving(token: nil) { app in
                port.withLock { $0 = app.port }
                try await app.use()
                try await browser.open(app.url + "/api/monitoring/")
                try await eventually { try await Self.text(browser, "status") == "live" }
                try await eventually { try await Self.rows(browser) == "4" }
            }
            try await eventually { try await Self.text(browser, "status") == "not connected" }
            #expect(try await Self.text(browser, "alert") == "The app does not answer; trying again.")
            #expect(try await browser.text(of: "document.getElementById('alert').checkVisibility()") == "true")
            #expect(try await Self.rows(browser) == "4", "what was known stays to be read")
            try await MonitoringApp.serving(token: nil, port: port.withLock { $0 }) { app in
                _ = try await app.send("GET", "/api/products")
                try await eventually { try await Self.text(browser, "status") == "live" }
                try await eventually { try await Self.rows(browser) == "1" }
                #expect(try await browser.text(of: "document.getElementById('alert').hidden") == "true")
            }
        }
    }
}
