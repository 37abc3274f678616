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

    /// A part that is refused once says so until it is answered again, without a new connection; what others said stays.
    @Test func aRefusalIsShownUntilThePartIsAnswered() async throws {
        try await MonitoringApp.serving(token: nil) { app in
            try await Self.withBrowser { browser in
                try await browser.open(app.url + "/api/monitoring/")
                try await eventually { try await Self.text(browser, "status") == "live" }
                // What stands between the page and the app, as a gateway that is too busy for some parts: for two that
                // the page does not ask for by itself, so that it takes no turn in between.
                _ = try await browser.text(
                    of: """
                        (() => {
                          const real = window.fetch;
                          window.busy = [];
                          window.fetch = (url, options) => /\\/(one|two)$/.test(url)
                            ? Promise.resolve(new Response("", { status: busy.includes(url.slice(-3)) ? 429 : 200 }))
                            : real(url, options);
                          Object.defineProperty(slowParts, "one", { value: () => ask("one") });
                          Object.defineProperty(slowParts, "two", { value: () => ask("two") });
                        })()
                        """)
                func refresh(_ names: String..., busy: [String]) async throws -> String {
                    let list = busy.map { "'\($0)'" }.joined(separator: ",")
                    let parts = names.map { "'\($0)'" }.joined(separator: ",")
                    return try await browser.text(
                        of: "(async () => { busy = [\(list)]; await refresh(\(parts)); "
                            + "return part('alert').hidden ? '' : part('alert').textContent; })()")
                }
                let told = "The monitor answered 429."
                #expect(try await refresh("one", "two", busy: ["one", "two"]) == told)
                #expect(try await refresh("two", busy: ["one"]) == told, "one is still refused")
                #expect(try await refresh("one", busy: []) == "")
                #expect(try await Self.text(browser, "status") == "live")
                #expect(try await refresh("one", busy: ["one"]) == told)
                _ = try await browser.text(of: "alertWith('Of something else.')")
                #expect(try await refresh("one", busy: []) == "Of something else.")
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

    private static func withRelay(to app: MonitoringApp, _ body: (Relay) async throws -> Void) async throws {
        let relay = try await Relay(to: app.port)
        do {
            try await body(relay)
        } catch {
            try await relay.stop()
            throw error
        }
        try await relay.stop()
    }

    /// The app is stopped, or the line is cut, without a word: the page says so, and listens again when it is back.
    @Test func aPageSeesThatTheAppHangs() async throws {
        try await MonitoringApp.serving(token: nil) { app in
            try await app.use()
            try await Self.withRelay(to: app) { relay in
                try await Self.withBrowser { browser in
                    try await browser.open("http://127.0.0.1:\(relay.port)/api/monitoring/")
                    try await eventually { try await Self.text(browser, "status") == "live" }
                    try await eventually { try await Self.rows(browser) == "4" }
                    relay.hang(true)
                    try await eventually { try await Self.text(browser, "status") == "not connected" }
                    #expect(try await Self.text(browser, "alert") == "The app does not answer; trying again.")
                    #expect(try await Self.rows(browser) == "4", "what was known stays to be read")
                    // A pause and its end change nothing of it.
                    for _ in 0..<2 {
                        _ = try await browser.text(of: "document.getElementById('pause').click()")
                        #expect(try await Self.text(browser, "status") == "not connected")
                    }
                    // What else is asked for is not awaited for ever, and can be asked for again.
                    _ = try await browser.text(of: "(() => { limits.answer = 300; })()")
                    let outcome = try await browser.text(
                        of: "askJSON('metrics').then(() => 'answered', (error) => `${error.name}: ${wordsOf(error)}`)")
                    #expect(outcome == "TimeoutError: The app does not answer.")
                    _ = try await browser.text(of: "(() => { limits.answer = 15000; })()")
                    relay.hang(false)
                    try await eventually { try await Self.text(browser, "status") == "live" }
                    #expect(try await browser.text(of: "document.getElementById('alert').hidden") == "true")
                    #expect(try await browser.text(of: "askJSON('metrics').then((all) => all.endpoints.length)") == "4")
                    let before = try await Self.text(browser, "foot")
                    try await app.use()
                    try await eventually { try await Self.text(browser, "foot") != before }
                }
            }
        }
    }

    /// The same where the page asks instead of listening.
    @Test func aPageThatAsksSeesThatTheAppHangs() async throws {
        try await MonitoringApp.serving(token: nil) { app in
            try await Self.withBrowser { browser in
                try await browser.open(app.url + "/api/monitoring/")
                try await eventually { try await Self.text(browser, "status") == "live" }
                let said = try await browser.text(
                    of: """
                        (async () => {
                          // The app refuses listeners, and answers nothing else until the page gives up.
                          limits.answer = 100;
                          window.fetch = (url, { signal }) => url.endsWith("/events")
                            ? Promise.resolve(new Response("{}", { status: 503 }))
                            : new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
                          return askInstead().catch((error) => error.name);
                        })()
                        """)
                #expect(said == "TimeoutError")
                await app.shutDown()
                try await eventually { try await Self.text(browser, "status") == "not connected" }
                #expect(try await Self.text(browser, "alert") == "The app does not answer; trying again.")
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
