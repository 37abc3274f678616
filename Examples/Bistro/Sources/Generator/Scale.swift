/// How many rows and pictures to make.
struct Scale: Sendable, Equatable {
    var users: Int
    var chefs: Int
    var products: Int
    var bookings: Int
    var reviews: Int
    /// Width and height of a picture in pixels.
    var pictureWidth: Int
    var pictureHeight: Int
    /// How many pictures of dishes and of chefs; chefs and menus share them when there are more.
    var dishes: Int
    var portraits: Int

    /// The size in megabytes (10^6 bytes) that `standard` comes to.
    static let standardMegabytes = 52

    /// About 52 MB.
    static let standard = Scale(
        users: 6_000, chefs: 200, products: 260, bookings: 266_000, reviews: 123_000,
        pictureWidth: 800, pictureHeight: 600, dishes: 24, portraits: 18)

    /// About 2 MB, with few and small pictures: for tests.
    static let small = Scale(
        users: 300, chefs: 60, products: 80, bookings: 9_500, reviews: 4_400,
        pictureWidth: 96, pictureHeight: 72, dishes: 4, portraits: 3)

    /// Like `standard`, with the tables that grow in a business scaled to about this many megabytes.
    static func megabytes(_ size: Int) -> Scale {
        var scale = standard
        func scaled(_ count: Int) -> Int { max(1, count * size / standardMegabytes) }
        scale.bookings = scaled(scale.bookings)
        scale.reviews = scaled(scale.reviews)
        scale.users = max(100, scaled(scale.users))
        return scale
    }
}
