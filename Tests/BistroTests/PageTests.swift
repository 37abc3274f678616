import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import Bistro

struct PageTests {
    private static func page(_ path: String) async throws -> String {
        try await Shop.open { client in
            let answer = try await client.send(.get(path))
            #expect(answer.status == 200)
            #expect(answer.contentType == "text/html; charset=utf-8")
            return answer.text
        }
    }

    private static func images(_ html: some StringProtocol) -> Int { html.components(separatedBy: "<img ").count - 1 }

    @Test func exploreShowsTenPicturesAboveTheFoldAndMoreBelow() async throws {
        let html = try await Self.page("/explore")
        let parts = html.components(separatedBy: #"<section class="more""#)
        #expect(parts.count == 2)
        #expect(Self.images(parts[0]) == 10)
        #expect(Self.images(html) == 28)
        #expect(!html.contains("loading=\"lazy\""))
    }

    @Test func scriptBlocksInTheHeadAndIsAboutFortyFiveKilobytes() async throws {
        let html = try await Self.page("/explore")
        let head = html.components(separatedBy: "</head>")[0]
        #expect(head.contains(#"<script src="/assets/bistro.js"></script>"#))
        let script = try await Shop.open { try await $0.send(.get("/assets/bistro.js")) }
        #expect((43_000...48_500).contains(script.body.count))
        #expect(script.contentType == "text/javascript; charset=utf-8")
        #expect(script.text.contains("/** "), "comments are shipped")
    }

    @Test func dashboardHasAPlaceForEveryChart() async throws {
        let html = try await Self.page("/dashboard")
        for id in ["spent", "dinners", "statuses", "favourites", "bookings", "tiles"] {
            #expect(html.contains("id=\"\(id)\""))
        }
    }

    @Test func textOfPeopleIsEscaped() throws {
        let chef = ChefCard(
            id: 1, name: "<b>Ada</b>", city: "Porto", cuisine: "thai", headline: "salt & \"pepper\"", rating: 4.5,
            reviewCount: 2, fromPriceCents: 4850, photo: "chef-1.jpg", cover: "dish-1.jpg")
        let html = try Pages().render(
            "explore", title: "<i>",
            ["featured": [Pages.card(chef, showsDish: true)], "more": [[String: any Sendable]]()])
        #expect(!html.text.contains("<b>Ada"))
        #expect(html.text.contains("&lt;b&gt;Ada"))
        #expect(!html.text.contains("<title><i>"))
        #expect(html.text.contains("€ 48.50"))
        #expect(html.text.contains("★★★★★"))
    }

    /// What `hone init` does: from `/`, following GET links only.
    @Test func crawlerFromTheRootFindsEveryKindOfPage() async throws {
        let found = try await Shop.open { client in
            var seen: Set<String> = []
            var next = ["/"]
            while !next.isEmpty, seen.count < 60 {
                let path = next.removeFirst()
                guard seen.insert(path).inserted else { continue }
                let answer = try await client.send(.get(path))
                if let target = answer.headers[.location] { next.append(target) }
                #expect(answer.status == 200 || answer.status == 302, "\(path)")
                guard answer.contentType?.hasPrefix("text/html") == true else { continue }
                let links = answer.text.matches(of: #/(?:href|src)="(\/[^"]*)"/#).map { String($0.output.1) }
                next.append(contentsOf: links.filter { !seen.contains($0) })
            }
            return seen
        }
        for path in ["/explore", "/dashboard", "/reviews", "/assets/bistro.js", "/assets/bistro.css"] {
            #expect(found.contains(path))
        }
        #expect(found.contains { $0.hasPrefix("/chefs/") })
        #expect(found.contains { $0.hasPrefix("/images/") })
        #expect(found.contains { $0.hasPrefix("/reviews?page=") })
    }

    @Test func pagerLinksStopAtTheEnds() async throws {
        let first = try await Self.page("/reviews")
        #expect(!first.contains("rel=\"prev\""))
        #expect(first.contains("/reviews?page=2"))
        let last = try await Self.page("/reviews?page=220")
        #expect(last.contains("/reviews?page=219"))
        #expect(!last.contains("rel=\"next\""))
    }

    @Test(arguments: [(4800, "48"), (4850, "48.50"), (4805, "48.05"), (0, "0")])
    func eurosAreWrittenShort(cents: Int, text: String) {
        #expect(Pages.euros(cents) == text)
    }
}
