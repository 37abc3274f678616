import Foundation
import HoneCache
import HoneLoad
import HoneMonitor
import HoneTesting
import Testing

@testable import HoneHummingbird

/// The dashboard in a real browser, of a real app.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct DashboardTests {
    private static func withPage(
        token: String? = nil, isDark: Bool = false, path: String = "/api/monitoring/", caches: CacheRegistry? = nil,
        _ body: @escaping @Sendable (Browser, MonitoringApp) async throws -> Void
    ) async throws {
        try await MonitoringApp.serving(token: token, caches: caches) { app in
            try await app.use(12)
            let browser = try await Browser.start(width: 1_280, height: 2_000, isDark: isDark)
            do {
                try await browser.open(app.url + path)
                try await body(browser, app)
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

    private static func count(_ browser: Browser, _ selector: String) async throws -> Int {
        Int(try await browser.text(of: "document.querySelectorAll(\"\(selector)\").length")) ?? -1
    }

    /// Answers the page's question for the token once it is asked; before that, nobody takes the answer.
    private static func enter(_ token: String, _ browser: Browser) async throws {
        try await eventually { try await browser.text(of: "document.getElementById('gate').open") == "true" }
        _ = try await browser.text(
            of: "(() => { document.getElementById('token').value = '\(token)'; "
                + "document.getElementById('gate-form').requestSubmit(); })()")
    }

    /// Written where the variable says, for people to look at.
    private static func keep(_ name: String, of browser: Browser) async throws {
        guard let folder = ProcessInfo.processInfo.environment["HONE_SCREENSHOTS"] else { return }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await browser.screenshot().write(to: URL(filePath: folder).appending(path: "monitor-\(name).png"))
    }

    private static let names =
        "[...document.querySelectorAll('#endpoints tbody tr th')].map((one) => one.textContent).join('|')"

    @Test(arguments: [false, true]) func figuresAreShownLive(isDark: Bool) async throws {
        try await Self.withPage(isDark: isDark) { browser, app in
            try await eventually { try await Self.text(browser, "status") == "live" }
            try await eventually { try await Self.count(browser, "#endpoints tbody tr") == 4 }
            #expect(try await browser.text(of: Self.names).contains("GET/api/chefs/{id}"))
            #expect(try await Self.text(browser, "host") == app.authority)
            let before = try await Self.text(browser, "rate-note")
            try await app.use(8)
            try await eventually { try await Self.text(browser, "rate-note") != before }
            #expect(try await Self.text(browser, "memory").contains("MB"))
            #expect(try await Self.count(browser, "#system dt") >= 4)
            #expect(try await Self.text(browser, "cache").contains("GET/api/chefs/{id}"))
            #expect(try await browser.text(of: "document.getElementById('cache-panel').hidden") == "false")
            try await eventually { try await Self.count(browser, "#heat rect") >= 60 }
            try await eventually { try await Self.count(browser, "#queries li") == 2 }
            #expect(try await Self.text(browser, "queries").contains("SELECT * FROM review WHERE chef_id = ?"))
            try await eventually { try await Self.count(browser, "#findings li") >= 1 }
            #expect(try await Self.text(browser, "findings").contains("/api/chefs/{id}"))
            try await eventually { try await Self.count(browser, "#rate-spark path") == 2 }
            try await Self.keep(isDark ? "dark" : "light", of: browser)
        }
    }

    @Test func theTableIsSortedByMouseAndByKeyboard() async throws {
        try await Self.withPage { browser, _ in
            try await eventually { try await Self.count(browser, "#endpoints tbody tr") == 4 }
            func sorted(_ column: Int) async throws -> String {
                try await browser.text(
                    of: "document.querySelectorAll('#endpoints th')[\(column)].getAttribute('aria-sort')")
            }
            #expect(try await sorted(6) == "descending")
            #expect(try await sorted(0) == "null")
            _ = try await browser.text(of: "document.querySelectorAll('#endpoints th button')[2].click()")
            #expect(try await sorted(2) == "descending")
            #expect(try await sorted(6) == "null")
            let counts =
                "[...document.querySelectorAll('#endpoints tbody tr')].map((row) => Number(row.cells[2].textContent)).join()"
            var figures = try await browser.text(of: counts).split(separator: ",").compactMap { Int($0) }
            #expect(figures.count == 4 && figures == figures.sorted(by: >))
            // By keyboard: on to the same head with Tab from the one before, then Enter turns the order round.
            _ = try await browser.text(of: "document.querySelectorAll('#endpoints th button')[1].focus()")
            try await browser.press("Tab", code: 9)
            #expect(try await browser.text(of: "document.activeElement.textContent") == "Requests")
            try await browser.press("Enter", code: 13, text: "\r")
            #expect(try await sorted(2) == "ascending")
            figures = try await browser.text(of: counts).split(separator: ",").compactMap { Int($0) }
            #expect(figures == figures.sorted())
            #expect(
                try await browser.text(of: "getComputedStyle(document.activeElement).outlineStyle") == "solid",
                "the focus is seen")
            _ = try await browser.text(of: "document.querySelectorAll('#endpoints th button')[0].click()")
            let names = try await browser.text(of: Self.names).split(separator: "|").map(String.init)
            #expect(names == names.sorted())
        }
    }

    @Test func theKeyboardKeepsItsPlaceWhileFiguresChange() async throws {
        try await Self.withPage { browser, app in
            try await eventually { try await Self.count(browser, "#endpoints tbody tr") == 4 }
            _ = try await browser.text(of: "document.querySelectorAll('#endpoints th button')[2].click()")
            _ = try await browser.text(
                of: "[...document.querySelectorAll('#endpoints tbody button')].find((one) => "
                    + "one.textContent.includes('products')).focus()")
            for _ in 0..<20 { _ = try await app.send("GET", "/stream") }
            for _ in 0..<30 { _ = try await app.send("GET", "/api/products") }
            try await eventually { try await browser.text(of: Self.names).hasPrefix("GET/api/products|GET/stream") }
            #expect(try await browser.text(of: "document.activeElement.textContent") == "GET/api/products")
            try await browser.press("Enter", code: 13, text: "\r")
            try await eventually { try await browser.text(of: "document.getElementById('detail').open") == "true" }
            #expect(try await Self.text(browser, "detail-title") == "GET/api/products")
            #expect(try await Self.count(browser, "#detail-body table tbody tr") == 4)
            try await browser.press("Escape", code: 27)
            try await eventually { try await browser.text(of: "document.getElementById('detail').open") == "false" }
            #expect(try await browser.text(of: "document.activeElement.textContent") == "GET/api/products")
        }
    }

    /// A finding whose words change is the same row with the same button; two that read alike are two rows.
    @Test func aFindingKeepsItsRowWhileItsWordsChange() async throws {
        try await Self.withPage { browser, app in
            try await eventually { try await Self.count(browser, "#findings li") >= 1 }
            let said = try await browser.text(
                of: """
                    (() => {
                      const one = (id, severity, title, count) => ({ id, severity, title, count, detector: "slow-query",
                        location: "GET /a", detail: "", lastSeen: Date.now(), requestID: "r" });
                      const list = part("findings");
                      showFindings([one("a", "MEDIUM", "takes 101 ms", 4), one("b", "MEDIUM", "takes 101 ms", 4)], openExample);
                      const row = list.children[0], button = row.querySelector("button");
                      button.focus();
                      const said = [list.children.length];
                      showFindings([one("a", "HIGH", "takes 900 ms", 5), one("b", "MEDIUM", "takes 101 ms", 4)], openExample);
                      said.push(list.children.length, list.children[0] === row, document.activeElement === button,
                        row.querySelector(".chip").className, row.querySelector(".chip").textContent,
                        row.querySelector(".title").textContent);
                      return said.join("|");
                    })()
                    """)
            #expect(said == "2|2|true|true|chip HIGH|HIGH|takes 900 ms")
            let ids = app.monitor.findings().map(\.id)
            #expect(Set(ids).count == ids.count)
        }
    }

    @Test func theWaterfallOfARequest() async throws {
        try await Self.withPage { browser, app in
            _ = try await app.send("GET", "/api/chefs/3", headers: [("X-Request-ID", "slow-one")])
            try await eventually { try await Self.count(browser, "#requests li") >= 1 }
            _ = try await browser.text(of: "openRequest('slow-one')")
            try await eventually { try await Self.count(browser, "#waterfall li") == 1 + 13 + 3 }
            let title = try await Self.text(browser, "detail-title")
            #expect(title == "GET/api/chefs/{id}")
            #expect(try await Self.text(browser, "detail-body").contains("13 queries"))
            #expect(try await Self.text(browser, "detail-body").contains("slow-one"))
            #expect(try await Self.count(browser, "#waterfall i.query") == 13)
            #expect(try await Self.count(browser, "#waterfall i.section") == 1)
            let widths = try await browser.text(
                of:
                    "[...document.querySelectorAll('#waterfall i.query')].every((one) => parseFloat(one.style.width) > 0)"
            )
            #expect(widths == "true", "the policy lets the page place its bars")
            try await Self.keep("waterfall", of: browser)
            _ = try await browser.text(of: "openRequest('gone')")
            try await eventually { try await Self.text(browser, "detail-body").contains("not kept any more") }
        }
    }

    /// Two caches, one of them with a tier behind its memory that does not answer.
    private static func caches() async throws -> (CacheRegistry, products: Cache<String, Int>) {
        let registry = CacheRegistry()
        let products = Cache<String, Int>(name: "products", capacity: .entries(100))
        try registry.add(products)
        try registry.add(registered: SickCache())
        for round in 0..<4 { _ = try await products.value(for: "\(round % 2)") { 1 } }
        return (registry, products)
    }

    private static let cacheCells =
        "[...document.querySelectorAll('#caches tbody tr')].map((row) => [...row.cells].map((cell) => "
        + "cell.textContent).join(',')).join('|')"

    @Test(arguments: [false, true]) func cachesAreShownByTier(isDark: Bool) async throws {
        let (registry, products) = try await Self.caches()
        try await Self.withPage(isDark: isDark, caches: registry) { browser, _ in
            try await eventually { try await Self.count(browser, "#caches tbody tr") == 3 }
            let text = try await browser.text(of: Self.cacheCells)
            let rows = text.split(separator: "|").map(String.init)
            #expect(rows[0].hasPrefix("products,memory,2,2,50%,2,"), "\(text)")
            #expect(rows[0].contains(",0,2,–,Clear"), "what counts entries has no weight: \(text)")
            #expect(rows[1].hasPrefix("sick,memory,1,1,50%,0,–,"), "\(text)")
            #expect(rows[2].hasPrefix("sick,redis,3,1,75%,–,2 ms,–,–,–,"), "\(text)")
            #expect(try await Self.count(browser, "#caches td.bad") == 1, "what does not answer is marked")
            _ = try await products.value(for: "more") { 1 }
            try await eventually { try await browser.text(of: Self.cacheCells).hasPrefix("products,memory,2,3,") }
            try await Self.keep(isDark ? "caches-dark" : "caches-light", of: browser)
        }
    }

    @Test func aCacheIsClearedWithTheToken() async throws {
        let (registry, products) = try await Self.caches()
        try await Self.withPage(token: MonitoringApp.token, caches: registry) { browser, _ in
            try await Self.enter(MonitoringApp.token, browser)
            try await eventually { try await Self.text(browser, "status") == "live" }
            try await eventually { try await Self.count(browser, "#caches tbody tr") == 3 }
            func isAsked() async throws -> Bool {
                try await browser.text(of: "document.getElementById('sure').open") == "true"
            }
            // Kept when the answer is no.
            _ = try await browser.text(of: "document.querySelector('#caches tbody button').click()")
            try await eventually { try await isAsked() }
            #expect(try await Self.text(browser, "sure-title") == "Clear products?")
            _ = try await browser.text(of: "document.querySelector('#sure button[value=keep]').click()")
            try await eventually { try await !isAsked() }
            #expect(products.statistics.entries == 2)
            _ = try await browser.text(of: "document.querySelector('#caches tbody button').click()")
            try await eventually { try await isAsked() }
            try await browser.press("Escape", code: 27)
            try await eventually { try await !isAsked() }
            #expect(products.statistics.entries == 2)
            _ = try await browser.text(of: "document.querySelector('#caches tbody button').click()")
            try await eventually { try await isAsked() }
            _ = try await browser.text(of: "document.querySelector('#sure button[value=clear]').click()")
            try await eventually { products.statistics.entries == 0 }
            try await eventually { try await Self.text(browser, "caches-say") == "Cleared products." }
            products.set(1, for: "x")
            _ = try await browser.text(of: "document.getElementById('clear-all').click()")
            try await eventually { try await isAsked() }
            _ = try await browser.text(of: "document.querySelector('#sure button[value=clear]').click()")
            try await eventually { products.statistics.entries == 0 }
            try await eventually { try await Self.text(browser, "caches-say").contains("tiers of sick follow") }
        }
    }

    @Test func withoutCachesThereIsNoPanelAndNothingIsAsked() async throws {
        try await Self.withPage { browser, app in
            try await eventually { try await Self.count(browser, "#queries li") == 2 }
            #expect(try await browser.text(of: "document.getElementById('caches-panel').hidden") == "true")
            let asked =
                "performance.getEntriesByType('resource').filter((one) => one.name.includes('/api/cache')).length"
            #expect(try await browser.text(of: asked) == "0")
        }
        // Without a token for it, nobody clears a cache, and the page says so.
        let (registry, products) = try await Self.caches()
        try await Self.withPage(caches: registry) { browser, _ in
            try await eventually { try await Self.count(browser, "#caches tbody tr") == 3 }
            _ = try await browser.text(of: "document.querySelector('#caches tbody button').click()")
            _ = try await browser.text(of: "document.querySelector('#sure button[value=clear]').click()")
            try await eventually { try await Self.text(browser, "caches-say").contains("no admin token") }
            #expect(products.statistics.entries == 2)
        }
    }

    @Test func theHeatMapIsReadByKeyboard() async throws {
        try await Self.withPage { browser, _ in
            try await eventually { try await Self.count(browser, "#heat rect") >= 60 }
            _ = try await browser.text(of: "document.getElementById('heat').focus()")
            try await browser.press("ArrowLeft", code: 37)
            #expect(try await Self.count(browser, "#heat rect.cursor") == 1)
            let first = try await Self.text(browser, "heat-say")
            #expect(first.contains("request"))
            try await browser.press("ArrowUp", code: 38)
            #expect(try await Self.text(browser, "heat-say") != first)
            try await browser.press("ArrowRight", code: 39)
            try await browser.press("ArrowDown", code: 40)
            #expect(try await Self.count(browser, "#heat rect.cursor") == 1)
        }
    }

    @Test func aTokenIsAskedForAndKeptForTheTab() async throws {
        try await Self.withPage(token: MonitoringApp.token) { browser, app in
            try await eventually { try await browser.text(of: "document.getElementById('gate').open") == "true" }
            #expect(try await Self.count(browser, "#endpoints tbody tr") == 0)
            try await Self.enter("wrong", browser)
            try await eventually { try await Self.text(browser, "gate-error") == "That is not the token." }
            try await Self.keep("gate", of: browser)
            try await Self.enter(MonitoringApp.token, browser)
            try await eventually { try await Self.count(browser, "#endpoints tbody tr") == 4 }
            #expect(try await browser.text(of: "document.getElementById('gate').open") == "false")
            try await browser.open(app.url + "/api/monitoring/")
            try await eventually { try await Self.count(browser, "#endpoints tbody tr") == 4 }
            #expect(try await browser.text(of: "sessionStorage.length + ' ' + localStorage.length") == "1 0")
            #expect(
                try await browser.text(of: "document.cookie + location.href").contains(MonitoringApp.token) == false)
        }
    }

    /// Nothing is loaded from elsewhere, nothing is written into attributes, and the policy is never broken.
    @Test func thePageNeedsNothingFromElsewhere() async throws {
        try await Self.withPage { browser, app in
            let answer = try await app.send("GET", "/api/monitoring/", token: nil)
            let page = String(decoding: answer.body, as: UTF8.self)
            #expect(!page.contains("{{"), "every place is filled in")
            for word in ["src=", "@import", "url(", "https://", "http://", "innerHTML", " style=", "onclick"]
            where page.replacing("http://www.w3.org/2000/svg", with: "").contains(word) {
                Issue.record("the page has \(word)")
            }
            let policy = try #require(answer.header("Content-Security-Policy"))
            #expect(policy.hasPrefix("default-src 'none'"))
            #expect(!policy.contains("unsafe"))
            let nonce = try #require(policy.firstMatch(of: /script-src 'nonce-([0-9a-f]+)'/)?.1)
            #expect(page.contains("<script nonce=\"\(nonce)\">"))
            let again = try await app.send("GET", "/api/monitoring/", token: nil)
            #expect(again.header("Content-Security-Policy") != policy, "a nonce is used once")
            _ = try await browser.text(
                of:
                    "(() => { window.broken = 0; document.addEventListener('securitypolicyviolation', "
                    + "() => { window.broken += 1; }); })()"
            )
            try await eventually { try await Self.count(browser, "#endpoints tbody tr") == 4 }
            try await eventually { try await Self.count(browser, "#heat rect") >= 60 }
            #expect(try await browser.text(of: "window.broken") == "0")
            let urls = try await browser.text(
                of: "performance.getEntriesByType('resource').map((one) => one.name).filter((name) => "
                    + "!name.startsWith(location.origin) && !name.startsWith('data:')).join()")
            #expect(urls == "")
        }
    }

    /// Names that come from outside are text and nothing else.
    @Test func whatClientsSendIsShownAsText() async throws {
        try await Self.withPage { browser, app in
            let id = "<img/src/onerror=window.hacked=1>"
            _ = try await app.send("GET", "/api/chefs/5", headers: [("X-Request-ID", id)])
            _ = try await app.send(
                "POST", "/api/monitoring/page-metrics", #"{"page":"/<b>x</b>","lcp":3000,"ttfb":1}"#)
            try await eventually { try await Self.text(browser, "pages").contains("/<b>x") }
            #expect(try await Self.count(browser, "#pages b") == 0)
            #expect(try await Self.count(browser, "#pages .vital.fair") == 1)
            _ = try await browser.text(of: "openRequest('\(id)')")
            try await eventually { try await Self.text(browser, "detail-body").contains(id) }
            #expect(try await Self.count(browser, "img") == 0)
            #expect(try await browser.text(of: "window.hacked") == "undefined")
        }
    }

    @Test func theme() async throws {
        try await Self.withPage(isDark: true) { browser, _ in
            func ground() async throws -> String {
                try await browser.text(of: "getComputedStyle(document.documentElement).backgroundColor")
            }
            let dark = try await ground()
            _ = try await browser.text(of: "document.getElementById('theme').click()")
            #expect(try await Self.text(browser, "theme") == "Theme: light")
            #expect(try await ground() != dark)
            _ = try await browser.text(of: "document.getElementById('theme').click()")
            #expect(try await ground() == dark)
            #expect(try await browser.text(of: "document.querySelectorAll('header, main, footer').length") == "3")
            #expect(
                try await browser.text(
                    of: "[...document.querySelectorAll('section')].every((one) => one.getAttribute('aria-labelledby'))")
                    == "true")
        }
    }

    /// Waits until the browser has told of something: whoever asked it before was told by then.
    private static func observed(_ type: String, _ browser: Browser) async throws {
        _ = try await browser.text(
            of: "new Promise((resume) => new PerformanceObserver(resume).observe("
                + "{ type: '\(type)', buffered: true, durationThreshold: 40 }))")
    }

    /// A page of the app that carries the script: its figures arrive when it is left.
    @Test func aPageMeasuresItself() async throws {
        try await Self.withPage(path: "/page/7") { browser, app in
            try await eventually { try await browser.text(of: "performance.getEntriesByType('paint').length") != "0" }
            try await Self.observed("largest-contentful-paint", browser)
            // A press that keeps the page busy for longer than the 40 ms from which on browsers tell of it.
            _ = try await browser.text(
                of: """
                    (() => {
                      const button = document.querySelector("button");
                      button.addEventListener("keydown", () => {
                        const end = performance.now() + 120;
                        while (performance.now() < end) {}
                      });
                      button.focus();
                    })()
                    """)
            try await browser.press("Enter", code: 13, text: "\r")
            try await Self.observed("event", browser)
            try await browser.open("about:blank")
            try await eventually { app.monitor.pageMetrics.snapshot().pages.count == 1 }
            let page = try #require(app.monitor.pageMetrics.snapshot().pages.first)
            #expect(page.page == "/page/{id}")
            #expect(page.count == 1)
            #expect(page.ttfb != nil)
            #expect(page.fcp != nil)
            #expect(page.load != nil)
            #expect(try #require(page.lcp).p75 > 0)
            #expect(page.cls == .init(count: 1, sum: 0, p50: 0, p75: 0, p95: 0), "it did not shift")
            #expect(try #require(page.inp).p75 >= 100)
        }
    }

    /// A press that the page answers at once counts as well: else the figure would be of slow ones only.
    @Test func aShortPressIsMeasured() async throws {
        try await Self.withPage(path: "/page/7") { browser, app in
            try await eventually { try await browser.text(of: "performance.getEntriesByType('paint').length") != "0" }
            _ = try await browser.text(of: "document.querySelector('button').focus()")
            try await browser.press("Enter", code: 13, text: "\r")
            try await Self.observed("first-input", browser)
            try await browser.open("about:blank")
            try await eventually { app.monitor.pageMetrics.snapshot().pages.count == 1 }
            #expect(app.monitor.pageMetrics.snapshot().pages.first?.inp?.count == 1)
        }
    }

    @Test func aPauseHoldsTheFigures() async throws {
        try await Self.withPage { browser, app in
            try await eventually { try await Self.count(browser, "#endpoints tbody tr") == 4 }
            _ = try await browser.text(of: "document.getElementById('pause').click()")
            #expect(try await Self.text(browser, "status") == "paused")
            let held = try await Self.text(browser, "rate-note")
            let foot = try await Self.text(browser, "foot")
            try await app.use(4)
            let other = try await app.send("GET", "/api/monitoring/metrics")
            #expect(other.status == 200)
            #expect(try await Self.text(browser, "rate-note") == held)
            _ = try await browser.text(of: "document.getElementById('pause').click()")
            try await eventually { try await Self.text(browser, "foot") != foot }
        }
    }
}
