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
                try await eventually { try await browser.text(of: "document.getElementById('gate').open") == "true" }
                _ = try await browser.text(
                    of: "(() => { part('token').value = '\(MonitoringApp.token)'; "
                        + "part('gate-form').requestSubmit(); })()")
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
