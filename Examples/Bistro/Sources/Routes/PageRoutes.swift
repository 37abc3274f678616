import Hummingbird
import Mustache

/// The HTML pages: `/`, `/explore`, `/chefs/{id}`, `/reviews`, `/dashboard`.
struct PageRoutes {
    let catalogue: CatalogueRoutes
    let pages: Pages

    /// Pictures that a large screen shows without scrolling, and all of them.
    static let featuredChefs = 10
    static let shownChefs = 28

    func add(to router: Router<BistroContext>) {
        router.get("/") { _, _ in Response.redirect(to: "/explore", type: .found) }
        router.get("/explore") { _, _ in try await explore() }
        router.get("/chefs/:id") { _, context in try await chef(id: context.parameters.requireID()) }
        router.get("/reviews") { request, _ in try await reviews(page: request.requirePage()) }
        router.get("/dashboard") { _, _ in
            pages.render("dashboard", title: "Your dinners", ["script": "dashboard"])
        }
    }

    private func explore() async throws -> HTML {
        let cards = try await catalogue.best(Self.shownChefs)
        let shown = cards.enumerated().map { place, card in Pages.card(card, showsDish: place < Self.featuredChefs) }
        return pages.render(
            "explore", title: "Chefs for your table",
            [
                "featured": Array(shown.prefix(Self.featuredChefs)), "more": Array(shown.dropFirst(Self.featuredChefs)),
                "cuisines": Array(Set(cards.map(\.cuisine))).sorted(),
            ])
    }

    private func chef(id: Int64) async throws -> HTML {
        let chef = try await catalogue.chef(id: id)
        return pages.render("chef", title: chef.name, Pages.profile(chef))
    }

    private func reviews(page: Int) async throws -> HTML {
        let listing = try await catalogue.reviews(page: page)
        return pages.render("reviews", title: "What guests say", Pages.reviews(listing))
    }
}
