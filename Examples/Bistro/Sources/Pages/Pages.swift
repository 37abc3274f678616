import Hummingbird
import Mustache

/// A page, ready to send.
struct HTML: ResponseGenerator, Sendable {
    let text: String

    func response(from request: Request, context: some RequestContext) throws -> Response {
        let buffer = ByteBuffer(string: text)
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"], body: .init(byteBuffer: buffer))
    }
}

/// The Mustache templates of the pages, parsed once.
struct Pages: Sendable {
    private let library: MustacheLibrary

    /// - Throws: `MustacheTemplate.ParserError` for a template that does not parse: a mistake of ours.
    init() throws {
        var library = MustacheLibrary()
        let sources: [(String, [UInt8])] = [
            ("layout", PackageResources.layout_mustache), ("card", PackageResources.card_mustache),
            ("explore", PackageResources.explore_mustache), ("chef", PackageResources.chef_mustache),
            ("reviews", PackageResources.reviews_mustache), ("dashboard", PackageResources.dashboard_mustache),
        ]
        for (name, bytes) in sources {
            try library.register(String(decoding: bytes, as: UTF8.self), named: name)
        }
        self.library = library
    }

    /// The page `name` within the layout.
    func render(_ name: String, title: String, _ values: [String: any Sendable]) -> HTML {
        var values = values
        values["title"] = title
        values["page"] = name
        values["content"] = library.render(values, withTemplate: name) ?? ""
        return HTML(text: library.render(values, withTemplate: "layout") ?? "")
    }
}

extension Pages {
    /// What the template of a card shows, with a picture of a dish or of the chef.
    static func card(_ chef: ChefCard, showsDish: Bool) -> [String: any Sendable] {
        [
            "id": chef.id, "name": chef.name, "city": chef.city, "cuisine": chef.cuisine, "headline": chef.headline,
            "rating": chef.rating, "stars": stars(chef.rating), "reviewCount": chef.reviewCount,
            "price": euros(chef.fromPriceCents), "priceCents": chef.fromPriceCents,
            "image": showsDish ? chef.cover : chef.photo,
            "alt": showsDish ? "A dish by \(chef.name)" : chef.name,
        ]
    }

    /// What the template of a chef's page shows.
    static func profile(_ chef: ChefProfile) -> [String: any Sendable] {
        let menus = chef.menus.map { menu -> [String: any Sendable] in
            [
                "id": menu.id, "name": menu.name, "category": menu.category, "description": menu.description,
                "price": euros(menu.priceCents), "priceCents": menu.priceCents, "photo": menu.photo,
            ]
        }
        let reviews = chef.reviews.map { review -> [String: any Sendable] in
            [
                "author": review.author, "rating": review.rating, "stars": stars(Double(review.rating)),
                "title": review.title, "body": review.body, "createdOn": review.createdOn,
            ]
        }
        return [
            "id": chef.id, "name": chef.name, "city": chef.city, "cuisine": chef.cuisine, "headline": chef.headline,
            "biography": chef.biography, "sinceYear": chef.sinceYear, "rating": chef.rating,
            "stars": stars(chef.rating), "reviewCount": chef.reviewCount, "bookingCount": chef.bookingCount,
            "photo": chef.photo, "cover": chef.cover, "menus": menus, "reviews": reviews,
        ]
    }

    /// What the template of the reviews shows.
    static func reviews(_ listing: Listing<Review>) -> [String: any Sendable] {
        var values: [String: any Sendable] = [
            "pageNumber": listing.page, "pages": listing.pages, "total": listing.total,
            "reviews": listing.items.map { review -> [String: any Sendable] in
                [
                    "chefId": review.chefId, "chefName": review.chefName, "author": review.author,
                    "rating": review.rating, "stars": stars(Double(review.rating)), "title": review.title,
                    "body": review.body, "createdOn": review.createdOn,
                ]
            },
        ]
        if listing.page > 1 { values["previous"] = listing.page - 1 }
        if listing.page < listing.pages { values["next"] = listing.page + 1 }
        return values
    }

    /// `48` or `48.50`.
    static func euros(_ cents: Int) -> String {
        let rest = cents % 100
        return rest == 0 ? "\(cents / 100)" : "\(cents / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// Five stars, the full ones first.
    static func stars(_ rating: Double) -> String {
        let full = min(5, max(0, Int(rating + 0.5)))
        return String(repeating: "★", count: full) + String(repeating: "☆", count: 5 - full)
    }
}
