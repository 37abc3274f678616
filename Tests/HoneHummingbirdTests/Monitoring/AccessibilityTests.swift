import Foundation
import HoneCache
import HoneTesting
import Testing

@testable import HoneHummingbird

/// The dashboard for people who see little contrast, or who use no mouse: WCAG 2.2 AA in a real browser.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct AccessibilityTests {
    private static func withPage(
        isDark: Bool = false, token: String? = nil, caches: CacheRegistry? = nil,
        _ body: @escaping @Sendable (Browser, MonitoringApp) async throws -> Void
    ) async throws {
        try await MonitoringApp.serving(token: token, caches: caches) { app in
            try await app.use(12)
            for (page, lcp) in [("/good", 900), ("/fair", 3_000), ("/poor", 9_000)] {
                _ = try await app.send("POST", "/api/monitoring/page-metrics", #"{"page":"\#(page)","lcp":\#(lcp)}"#)
            }
            let browser = try await Browser.start(width: 1_280, height: 2_400, isDark: isDark)
            do {
                try await browser.open(app.url + "/api/monitoring/")
                try await body(browser, app)
            } catch {
                await browser.stop()
                throw error
            }
            await browser.stop()
        }
    }

    private static func count(_ browser: Browser, _ selector: String) async throws -> Int {
        Int(try await browser.text(of: "document.querySelectorAll(\"\(selector)\").length")) ?? -1
    }

    private static func isOpen(_ browser: Browser, _ dialog: String) async throws -> Bool {
        try await browser.text(of: "document.getElementById('\(dialog)').open") == "true"
    }

    private static func waitForFigures(_ browser: Browser) async throws {
        try await eventually { try await count(browser, "#endpoints tbody tr") == 4 }
        try await eventually { try await count(browser, "#queries li") == 2 }
        try await eventually { try await count(browser, "#findings li") >= 1 }
        try await eventually { try await count(browser, "#requests li") >= 4 }
        try await eventually { try await count(browser, "#pages tbody tr") == 3 }
        try await eventually { try await count(browser, "#heat rect") >= 60 }
    }

    // MARK: Contrast

    /// What has too little contrast, a line each, after how many texts and controls were looked at: text below 4.5:1
    /// (3:1 when it is large), borders of controls below 3:1 to what is around them. WCAG 2.2, success criteria 1.4.3
    /// and 1.4.11; luminance and ratio as it defines them.
    private static let contrast = """
        (() => {
          const parse = (text) => {
            const numbers = text.match(/[\\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
            const scale = text.startsWith("color(") ? 255 : 1;
            return { rgb: numbers.slice(0, 3).map((one) => one * scale), alpha: numbers[3] ?? 1 };
          };
          const over = (top, alpha, ground) => top.map((one, at) => one * alpha + ground[at] * (1 - alpha));
          const luminance = (rgb) => {
            const [r, g, b] = rgb.map((one) => one / 255)
              .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ratio = (a, b) => {
            const [high, low] = [luminance(a), luminance(b)].sort((one, two) => two - one);
            return (high + 0.05) / (low + 0.05);
          };
          const ground = (node) => {
            if (!node) return [255, 255, 255];
            const own = parse(getComputedStyle(node).backgroundColor);
            if (own.alpha === 1) return own.rgb;
            return over(own.rgb, own.alpha, ground(node.parentElement));
          };
          const opacity = (node) => node ? Number(getComputedStyle(node).opacity) * opacity(node.parentElement) : 1;
          const found = [];
          let texts = 0, controls = 0;
          const judge = (node, color, text, style) => {
            texts += 1;
            const back = ground(node), ink = parse(color);
            const value = ratio(over(ink.rgb, ink.alpha * opacity(node), back), back);
            const size = parseFloat(style.fontSize);
            const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
            if (value < least) found.push(`${value.toFixed(2)} text "${text.slice(0, 40)}" in ${node.tagName}.${node.className}`);
          };
          const dialog = document.querySelector("dialog[open]");
          const walker = document.createTreeWalker(dialog ?? document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const text = walker.currentNode.data.trim(), node = walker.currentNode.parentElement;
            if (!text || ["SCRIPT", "STYLE"].includes(node.tagName) || !node.checkVisibility()) continue;
            const range = document.createRange();
            range.selectNodeContents(walker.currentNode);
            const box = range.getBoundingClientRect();
            if (box.width < 2 || box.height < 2 || box.bottom < 0) continue;
            const style = getComputedStyle(node);
            judge(node, node.closest("svg") ? style.fill : style.color, text, style);
          }
          for (const node of (dialog ?? document).querySelectorAll("button, input")) {
            const style = getComputedStyle(node);
            if (!node.checkVisibility() || style.position === "absolute" || node.closest("th") || node.matches(".link")) continue;
            if (node.placeholder) judge(node, getComputedStyle(node, "::placeholder").color, node.placeholder, style);
            controls += 1;
            const around = ground(node.parentElement), edge = parse(style.borderTopColor);
            const value = parseFloat(style.borderTopWidth) >= 1
              ? ratio(over(edge.rgb, edge.alpha, around), around) : 0;
            const filled = ratio(ground(node), around);
            if (Math.max(value, filled) < 3) found.push(`${value.toFixed(2)} border of ${node.tagName} ${node.textContent}`);
          }
          for (const span of (dialog ?? document).querySelectorAll(".segments input:checked + span")) {
            controls += 1;
            const around = ground(span.closest("fieldset"));
            const value = ratio(parse(getComputedStyle(span).borderTopColor).rgb, around);
            if (value < 3) found.push(`${value.toFixed(2)} border of what is chosen: ${span.textContent}`);
          }
          return [`${texts} ${controls}`, ...found].join("\\n");
        })()
        """

    private static func expectContrast(
        _ browser: Browser, texts: Int, controls: Int, _ where: String
    ) async throws {
        let lines = try await browser.text(of: contrast).split(separator: "\n").map(String.init)
        let looked = try #require(lines.first).split(separator: " ").compactMap { Int($0) }
        #expect(looked.count == 2 && looked[0] >= texts && looked[1] >= controls, "\(`where`): \(looked)")
        #expect(lines.dropFirst().joined(separator: "\n") == "", "\(`where`)")
    }

    @Test(arguments: [false, true]) func contrastIsEnough(isDark: Bool) async throws {
        try await Self.withPage(isDark: isDark) { browser, app in
            try await Self.waitForFigures(browser)
            try await Self.expectContrast(browser, texts: 100, controls: 5, "the page")
            // Every state of the badge and every chip, whatever this app's state is.
            for state in ["live", "paused", "lost"] {
                _ = try await browser.text(of: "status('\(state)', '\(state)')")
                for chip in ["HIGH", "MEDIUM", "LOW"] {
                    _ = try await browser.text(
                        of: "document.querySelectorAll('.chip').forEach((one) => { one.className = 'chip \(chip)'; })")
                    try await Self.expectContrast(browser, texts: 100, controls: 5, "\(state), \(chip)")
                }
            }
            _ = try await browser.text(of: "alertWith('The app does not answer; trying again.')")
            try await Self.expectContrast(browser, texts: 100, controls: 5, "with an alert")
            _ = try await app.send("GET", "/api/chefs/3", headers: [("X-Request-ID", "one")])
            _ = try await browser.text(of: "openRequest('one')")
            try await eventually { try await Self.count(browser, "#waterfall li") == 17 }
            try await Self.expectContrast(browser, texts: 40, controls: 1, "a request")
            _ = try await browser.text(of: "openEndpoint('GET /api/chefs/{id}')")
            try await Self.expectContrast(browser, texts: 60, controls: 1, "an endpoint")
        }
    }

    @Test(arguments: [false, true]) func theGateHasContrastAndAKeyboard(isDark: Bool) async throws {
        try await Self.withPage(isDark: isDark, token: MonitoringApp.token) { browser, _ in
            try await eventually { try await Self.isOpen(browser, "gate") }
            _ = try await browser.text(of: "say(part('gate-error'), 'That is not the token.')")
            try await Self.expectContrast(browser, texts: 5, controls: 2, "the gate")
            _ = try await browser.text(
                of: "(() => { part('token').value = '\(MonitoringApp.token)'; part('token').focus(); })()")
            try await browser.press("Tab", code: 9)
            #expect(try await browser.text(of: "document.activeElement.textContent") == "Open")
            try await browser.press(" ", code: 32, text: " ")
            try await eventually { try await !Self.isOpen(browser, "gate") }
            try await eventually { try await Self.count(browser, "#endpoints tbody tr") == 4 }
        }
    }

    private static func caches() throws -> CacheRegistry {
        let registry = CacheRegistry()
        try registry.add(Cache<String, Int>(name: "products", capacity: .entries(100)))
        try registry.add(registered: SickCache())
        return registry
    }

    @Test(arguments: [false, true]) func theCachesHaveContrast(isDark: Bool) async throws {
        try await Self.withPage(isDark: isDark, caches: try Self.caches()) { browser, _ in
            try await Self.waitForFigures(browser)
            try await eventually { try await Self.count(browser, "#caches tbody tr") == 3 }
            _ = try await browser.text(of: "say(part('caches-say'), 'Cleared products.')")
            try await Self.expectContrast(browser, texts: 120, controls: 8, "with caches")
            _ = try await browser.text(of: "(() => { clearCache('products'); })()")
            try await eventually { try await Self.isOpen(browser, "sure") }
            try await Self.expectContrast(browser, texts: 4, controls: 2, "asking")
        }
    }

    @Test func aCacheIsClearedByKeys() async throws {
        let registry = try Self.caches()
        try await Self.withPage(caches: registry) { browser, _ in
            try await Self.waitForFigures(browser)
            try await eventually { try await Self.count(browser, "#caches tbody tr") == 3 }
            try await Self.tab(browser, to: "one.textContent === 'Clear products'")
            try await browser.press("Enter", code: 13, text: "\r")
            try await eventually { try await Self.isOpen(browser, "sure") }
            #expect(try await browser.text(of: "document.activeElement.textContent") == "Clear")
            try await browser.press("Tab", code: 9)
            #expect(try await browser.text(of: "document.activeElement.textContent") == "Keep")
            try await browser.press(" ", code: 32, text: " ")
            try await eventually { try await !Self.isOpen(browser, "sure") }
            #expect(try await browser.text(of: "document.activeElement.textContent") == "Clear products")
            try await Self.tab(browser, to: "one.closest('#caches th')")
            try await browser.press("Enter", code: 13, text: "\r")
            #expect(
                try await browser.text(of: "document.querySelector('#caches th').getAttribute('aria-sort')")
                    == "descending")
        }
    }

    /// The check itself finds what is wrong.
    @Test func tooLittleContrastIsFound() async throws {
        try await Self.withPage { browser, _ in
            try await Self.waitForFigures(browser)
            _ = try await browser.text(
                of: "(() => { part('foot').style.color = '#999'; part('theme').style.borderColor = '#ddd'; })()")
            let lines = try await browser.text(of: Self.contrast).split(separator: "\n").dropFirst()
            #expect(lines.count == 2)
            #expect(lines.contains { $0.contains("text \"Recording for") })
            #expect(lines.contains { $0.contains("border of BUTTON Theme") })
        }
    }

    // MARK: Keyboard

    /// What can be acted on, by what it is called.
    private static let actions = """
        [...document.querySelectorAll("a[href], button, input, [tabindex='0']")].filter((one) =>
          one.checkVisibility() && !one.closest("dialog") && !(one.type === "radio" && !one.checked))
        """
    private static let named =
        "((one) => one.id || one.textContent.trim() || `${one.name} ${one.value}` || one.className)"

    /// Tab goes through all of it in the order of the page, and where it is can be seen.
    @Test func everyActionIsReachedByTab() async throws {
        try await Self.withPage { browser, _ in
            try await Self.waitForFigures(browser)
            // Held, so that nothing is added on the way.
            _ = try await browser.text(of: "(() => { part('pause').click(); document.activeElement.blur(); })()")
            let wanted = try await browser.text(of: "\(Self.actions).map(\(Self.named)).join('\\n')")
                .split(separator: "\n").map(String.init)
            #expect(wanted.count > 30)
            var reached: [String] = []
            var unseen: [String] = []
            for _ in wanted {
                try await browser.press("Tab", code: 9)
                reached.append(try await browser.text(of: "\(Self.named)(document.activeElement)"))
                let seen = try await browser.text(
                    of: """
                        (() => {
                          const one = document.activeElement;
                          const shown = one.type === "radio" ? one.nextElementSibling : one;
                          const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
                          return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.width > 2
                            && box.top >= 0 && box.bottom <= innerHeight;
                        })()
                        """)
                if seen != "true" { unseen.append(reached.last ?? "") }
            }
            #expect(reached == wanted)
            #expect(unseen.isEmpty, "the focus is not seen on them")
        }
    }

    /// Presses Tab until what is focused fits.
    private static func tab(_ browser: Browser, to condition: String) async throws {
        for _ in 0..<200 {
            try await browser.press("Tab", code: 9)
            if try await browser.text(of: "((one) => Boolean(\(condition)))(document.activeElement)") == "true" {
                return
            }
        }
        Issue.record("Tab does not come to \(condition)")
    }

    /// What a colour says a word says too (WCAG 2.2, 1.4.1), and every cell of a table has a row and a column that are
    /// called something (1.3.1).
    @Test func tablesAreReadWithoutColourAndByTheirHeads() async throws {
        try await Self.withPage { browser, _ in
            try await Self.waitForFigures(browser)
            let words = "[...document.querySelectorAll('#pages .vital')].map((one) => one.textContent.split(' ').pop())"
            #expect(try await browser.text(of: "\(words).sort().join()") == "fair,good,poor")
            _ = try await browser.text(of: "openEndpoint('GET /api/chefs/{id}')")
            for (table, rows) in [("#endpoints", 4), ("#pages", 3), ("#detail-body table", 4)] {
                #expect(try await Self.count(browser, "\(table) tbody th[scope=row]:first-child") == rows)
                let nameless = "[...document.querySelectorAll('\(table) th')].filter((one) => !one.textContent.trim())"
                #expect(try await browser.text(of: "\(nameless).length") == "0", "\(table)")
            }
        }
    }

    /// The dialog shows one thing after another: the focus goes to the title of each, and never out of the dialog.
    @Test func theFocusGoesToWhatTheDialogShows() async throws {
        try await Self.withPage { browser, _ in
            try await Self.waitForFigures(browser)
            _ = try await browser.text(of: "openEndpoint('GET /api/chefs/{id}')")
            #expect(try await browser.text(of: "document.activeElement.id") == "detail-title")
            try await Self.tab(browser, to: "one.closest('#detail-body .requests')")
            try await browser.press("Enter", code: 13, text: "\r")
            try await eventually { try await Self.count(browser, "#waterfall li") == 17 }
            #expect(try await browser.text(of: "document.activeElement.id") == "detail-title")
        }
    }

    /// Escape, however often, leaves a locked page with the way to unlock it.
    @Test func theGateStaysUntilItIsOpened() async throws {
        try await Self.withPage(token: MonitoringApp.token) { browser, _ in
            try await eventually { try await Self.isOpen(browser, "gate") }
            _ = try await browser.text(
                of: "(() => { window.closes = 0; "
                    + "part('gate').addEventListener('close', () => { window.closes += 1; }); })()")
            for _ in 0..<4 { try await browser.press("Escape", code: 27) }
            // The browser does close it; otherwise this says nothing.
            try await eventually { try await browser.text(of: "window.closes") != "0" }
            try await eventually { try await Self.isOpen(browser, "gate") }
            _ = try await browser.text(
                of: "(() => { part('token').value = '\(MonitoringApp.token)'; part('gate-form').requestSubmit(); })()")
            try await eventually { try await Self.count(browser, "#endpoints tbody tr") == 4 }
            #expect(try await !Self.isOpen(browser, "gate"))
        }
    }

    /// What changes by itself is read out only where somebody moves through it.
    @Test func theHeatMapIsReadOutWhileItHasTheFocus() async throws {
        try await Self.withPage { browser, _ in
            try await Self.waitForFigures(browser)
            let live = "String(document.querySelector('#heat-say').ariaLive)"
            #expect(try await browser.text(of: live) == "null")
            #expect(try await Self.count(browser, "section [aria-live]") == 0)
            try await Self.tab(browser, to: "one.id === 'heat'")
            #expect(try await browser.text(of: live) == "polite")
            try await browser.press("Tab", code: 9)
            #expect(try await browser.text(of: live) == "null")
        }
    }

    @Test func everyActionIsDoneByKeys() async throws {
        try await Self.withPage { browser, _ in
            try await Self.waitForFigures(browser)
            func says(_ expression: String) async throws -> String { try await browser.text(of: expression) }
            try await Self.tab(browser, to: "one.className === 'skip'")
            try await browser.press("Enter", code: 13, text: "\r")
            #expect(try await says("document.activeElement.id") == "endpoints-title")
            _ = try await says("document.activeElement.blur()")
            try await Self.tab(browser, to: "one.name === 'window'")
            try await browser.press("ArrowRight", code: 39)
            #expect(try await says("chosen.minutes") == "5")
            try await Self.tab(browser, to: "one.id === 'pause'")
            try await browser.press(" ", code: 32, text: " ")
            #expect(try await says("part('status').textContent") == "paused")
            try await Self.tab(browser, to: "one.id === 'theme'")
            try await browser.press("Enter", code: 13, text: "\r")
            #expect(try await says("part('theme').textContent") == "Theme: light")
            try await Self.tab(browser, to: "one.closest('#findings') && one.tagName === 'BUTTON'")
            try await browser.press("Enter", code: 13, text: "\r")
            try await eventually { try await Self.isOpen(browser, "detail") }
            try await Self.tab(browser, to: "one.id === 'close'")
            try await browser.press(" ", code: 32, text: " ")
            try await eventually { try await !Self.isOpen(browser, "detail") }
            #expect(try await says("document.activeElement.closest('#findings') !== null") == "true")
            try await Self.tab(browser, to: "one.id === 'filter'")
            try await browser.press("p", code: 80, text: "p")
            try await browser.press("r", code: 82, text: "r")
            #expect(try await Self.count(browser, "#endpoints tbody tr") == 1)
            try await Self.tab(browser, to: "one.closest('#endpoints tbody')")
            try await browser.press(" ", code: 32, text: " ")
            try await eventually { try await Self.isOpen(browser, "detail") }
            try await browser.press("Escape", code: 27)
            try await eventually { try await !Self.isOpen(browser, "detail") }
            try await Self.tab(browser, to: "one.name === 'order'")
            try await browser.press("ArrowRight", code: 39)
            #expect(try await says("chosen.order") == "count")
            try await Self.tab(browser, to: "one.closest('#requests') && one.textContent.includes('chefs')")
            try await browser.press("Enter", code: 13, text: "\r")
            try await eventually { try await Self.isOpen(browser, "detail") }
            // Each row of the waterfall can be come to, as what does not fit is shown there.
            try await Self.tab(browser, to: "one.closest('#waterfall') && one.tagName === 'LI'")
            #expect(
                try await says("getComputedStyle(document.activeElement.querySelector('code')).whiteSpace") == "normal")
            try await browser.press("Escape", code: 27)
            try await eventually { try await !Self.isOpen(browser, "detail") }
            try await Self.tab(browser, to: "one.closest('#pages th')")
            try await browser.press("Enter", code: 13, text: "\r")
            #expect(try await says("document.querySelector('#pages th').getAttribute('aria-sort')") == "ascending")
        }
    }
}
