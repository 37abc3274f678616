import Foundation
import GRDB

/// Fills a new SQLite file with a business of some years: the same seed and scale give the same content.
///
/// Skewed like real ones: chefs are booked by Zipf's law, some people book far more than others, reviews
/// follow the bookings.
struct DatabaseGenerator {
    let seed: UInt64
    let scale: Scale

    /// Writes the database at `path`, replacing what is there.
    /// - Throws: `DatabaseError` when the file cannot be written.
    func generate(at path: String) throws {
        for suffix in ["", "-journal", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        var configuration = Configuration()
        // A database that is not finished is thrown away, so nothing need survive a crash while making it.
        configuration.prepareDatabase { db in
            for pragma in ["PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF"] {
                _ = try Row.fetchAll(db, sql: pragma)
            }
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { db in
            for statement in Schema.tables { try db.execute(sql: statement) }
            try fillCuisines(db)
            try fillUsers(db)
            let menus = try fillChefs(db)
            try fillBookings(db, menus: menus)
            try fillReviews(db)
            try showBestFirst(db)
            for statement in Schema.indices { try db.execute(sql: statement) }
        }
        // The journal mode of a rollback journal is not kept in the file: DELETE is what opens next.
        try queue.close()
    }

    private func fillCuisines(_ db: Database) throws {
        let insert = try db.makeStatement(sql: "INSERT INTO cuisines (name) VALUES (?)")
        for name in Words.cuisines { try insert.execute(arguments: [name]) }
    }

    private func fillUsers(_ db: Database) throws {
        var random = SeededRandom(seed: seed, stream: 1)
        let insert = try db.makeStatement(
            sql: "INSERT INTO users (email, name, city, password_salt, password_hash) VALUES (?, ?, ?, ?, ?)")
        for number in 1...scale.users {
            let salt = String(random.next(), radix: 16)
            try insert.execute(arguments: [
                "user\(number)@bistro.example", random.personName(), random.pick(Words.cities), salt,
                Password.hash(Password.demo, salt: salt),
            ])
        }
    }

    /// A menu that can be booked.
    struct Menu {
        let id: Int64
        let priceCents: Int
    }

    /// Chefs with their menus; the result has each chef's menus at the index `id - 1`.
    private func fillChefs(_ db: Database) throws -> [[Menu]] {
        var random = SeededRandom(seed: seed, stream: 2)
        let insertChef = try db.makeStatement(
            sql: """
                INSERT INTO chefs (name, cuisine_id, city, headline, biography, since_year) VALUES (?, ?, ?, ?, ?, ?)
                """)
        for number in 0..<scale.chefs {
            let name = random.personName()
            let biography = (0..<4).map { _ in random.reviewText(chef: name) }.joined(separator: " ")
            try insertChef.execute(arguments: [
                name, 1 + (number + random.below(3)) % Words.cuisines.count, random.pick(Words.cities),
                "\(random.dishName()) and \(random.dishName())".sentenceCased, biography, random.within(1998...2023),
            ])
        }
        let insertMenu = try db.makeStatement(
            sql: """
                INSERT INTO products (chef_id, name, category, description, price_cents, photo)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
        var menus = [[Menu]](repeating: [], count: scale.chefs)
        for number in 0..<scale.products {
            let chef = number < scale.chefs ? number : random.below(scale.chefs)
            let price = random.within(24...140) * 100
            try insertMenu.execute(arguments: [
                chef + 1, random.dishName().sentenceCased, random.pick(Words.categories),
                "\(random.dishName()), then \(random.dishName())".sentenceCased, price,
                "dish-\(1 + number % scale.dishes).jpg",
            ])
            menus[chef].append(Menu(id: db.lastInsertedRowID, priceCents: price))
        }
        return menus
    }

    private func fillBookings(_ db: Database, menus: [[Menu]]) throws {
        var random = SeededRandom(seed: seed, stream: 3)
        let chefs = Popularity(count: scale.chefs, random: &random)
        let users = Activity(count: scale.users)
        let insert = try db.makeStatement(
            sql: """
                INSERT INTO bookings (user_id, chef_id, product_id, date, guests, total_cents, status, address, note)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for number in 0..<scale.bookings {
            let chef = chefs.draw(from: &random)
            let menu = random.pick(menus[chef])
            let guests = random.within(2...12)
            try insert.execute(arguments: [
                users.draw(from: &random) + 1, chef + 1, menu.id,
                Days.day(number, of: scale.bookings, jitter: random.below(21)), guests, menu.priceCents * guests,
                random.pick(Words.statuses),
                "\(random.pick(Words.streets)) \(random.within(1...180)), \(random.pick(Words.cities))",
                random.pick(Words.notes),
            ])
        }
    }

    private func fillReviews(_ db: Database) throws {
        var random = SeededRandom(seed: seed, stream: 4)
        let names = try String.fetchAll(db, sql: "SELECT name FROM chefs ORDER BY id")
        let pairs = try Row.fetchAll(db, sql: "SELECT user_id, chef_id FROM bookings ORDER BY id")
        let insert = try db.makeStatement(
            sql: "INSERT INTO reviews (chef_id, user_id, rating, title, body, created_on) VALUES (?, ?, ?, ?, ?, ?)")
        for number in 0..<scale.reviews {
            let pair = pairs[number * pairs.count / scale.reviews]
            let user: Int64 = pair["user_id"]
            let chef: Int64 = pair["chef_id"]
            // A chef's own level, and what the day brought.
            let level = 3 + Int(chef * 7 % 3)
            let rating = min(5, max(1, level + [-2, -1, 0, 0, 0, 1, 1][random.below(7)]))
            try insert.execute(arguments: [
                chef, user, rating, random.dishName().sentenceCased, random.reviewText(chef: names[Int(chef) - 1]),
                Days.day(number, of: scale.reviews, jitter: random.below(21)),
            ])
        }
        try db.execute(
            sql: """
                UPDATE chefs SET rating_sum = totals.sum, rating_count = totals.count
                FROM (SELECT chef_id, SUM(rating) AS sum, COUNT(*) AS count FROM reviews GROUP BY chef_id) AS totals
                WHERE totals.chef_id = chefs.id
                """)
    }

    /// Gives pictures in the order in which chefs are listed, so that a page shows each at most once.
    private func showBestFirst(_ db: Database) throws {
        for (place, id) in try Int64.fetchAll(db, sql: "SELECT id FROM chefs ORDER BY \(ChefList.order)").enumerated() {
            try db.execute(
                sql: "UPDATE chefs SET photo = ?, cover = ? WHERE id = ?",
                arguments: ["chef-\(1 + place % scale.portraits).jpg", "dish-\(1 + place % scale.dishes).jpg", id])
        }
    }
}
