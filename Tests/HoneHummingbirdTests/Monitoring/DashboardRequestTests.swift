import HoneMonitor
import HoneTesting
import Testing

@testable import HoneHummingbird

/// Which request the dashboard opens where several have the same id.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct DashboardRequestTests {
    /// A page that knows of two requests with an id, of which the one without findings is the slower.
    private static func withTwins(
        id: String, _ body: @escaping @Sendable (Browser) async throws -> Void
    ) async throws {
        try await MonitoringApp.serving(token: nil) { app in
            var slow = app.monitor.begin(method: "GET", route: "/slow", requestID: id)
            var quick = app.monitor.begin(method: "GET", route: "/quick", requestID: id)
            quick.trace?.recordQuery(sql: "SELECT slowly", nanoseconds: 200_000_000)
            app.monitor.end(&quick, status: 200, responseBytes: 0)
            app.monitor.end(&slow, status: 200, responseBytes: 0)
            try await DashboardConnectionTests.withBrowser { browser in
                try await browser.open(app.url + "/api/monitoring/")
                for list in ["#requests li", "#endpoints tbody tr"] {
                    try await eventually {
                        try await browser.text(of: "document.querySelectorAll('\(list)').length") == "2"
                    }
                }
                try await body(browser)
            }
        }
    }

    private static func isOpened(_ endpoint: String, _ browser: Browser) async throws {
        try await eventually {
            try await DashboardConnectionTests.text(browser, "detail-title") == endpoint
        }
        _ = try await browser.text(of: "part('detail').close()")
    }

    @Test(arguments: ["same", ".."]) func aRequestIsOpenedByItsSpan(id: String) async throws {
        try await Self.withTwins(id: id) { browser in
            for (row, endpoint) in ["GET/slow", "GET/quick"].enumerated() {
                _ = try await browser.text(of: "document.querySelectorAll('#requests button')[\(row)].click()")
                try await Self.isOpened(endpoint, browser)
                #expect(try await DashboardConnectionTests.text(browser, "detail-body").contains(id))
            }
            // The same from the page of an endpoint.
            _ = try await browser.text(of: "openEndpoint('GET /quick')")
            try await eventually {
                try await browser.text(of: "document.querySelectorAll('#detail .requests button').length") == "1"
            }
            _ = try await browser.text(of: "document.querySelector('#detail .requests button').click()")
            try await eventually {
                try await browser.text(of: "document.querySelectorAll('#waterfall i.query').length") == "1"
            }
        }
    }

    @Test(arguments: ["same", ".."]) func aFindingOpensARequestThatShowsIt(id: String) async throws {
        try await Self.withTwins(id: id) { browser in
            try await eventually {
                try await browser.text(of: "document.querySelectorAll('#findings button').length") != "0"
            }
            _ = try await browser.text(of: "document.querySelector('#findings button').click()")
            try await Self.isOpened("GET/quick", browser)
        }
    }
}
