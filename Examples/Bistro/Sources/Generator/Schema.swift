import GRDB

/// The tables as found: keys, and four secondary indices. What the queries look rows up by is mostly
/// not among them, which PAT-016 (or Hone from outside) puts right.
enum Schema {
    static let tables = [
        """
        CREATE TABLE cuisines (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL)
        """,
        """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY,
            email TEXT NOT NULL,
            name TEXT NOT NULL,
            city TEXT NOT NULL,
            password_salt TEXT NOT NULL,
            password_hash TEXT NOT NULL)
        """,
        """
        CREATE TABLE chefs (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            cuisine_id INTEGER NOT NULL REFERENCES cuisines (id),
            city TEXT NOT NULL,
            headline TEXT NOT NULL,
            biography TEXT NOT NULL,
            since_year INTEGER NOT NULL,
            rating_sum INTEGER NOT NULL DEFAULT 0,
            rating_count INTEGER NOT NULL DEFAULT 0,
            photo TEXT NOT NULL DEFAULT '',
            cover TEXT NOT NULL DEFAULT '')
        """,
        """
        CREATE TABLE products (
            id INTEGER PRIMARY KEY,
            chef_id INTEGER NOT NULL REFERENCES chefs (id),
            name TEXT NOT NULL,
            category TEXT NOT NULL,
            description TEXT NOT NULL,
            price_cents INTEGER NOT NULL,
            photo TEXT NOT NULL)
        """,
        """
        CREATE TABLE bookings (
            id INTEGER PRIMARY KEY,
            user_id INTEGER NOT NULL REFERENCES users (id),
            chef_id INTEGER NOT NULL REFERENCES chefs (id),
            product_id INTEGER NOT NULL REFERENCES products (id),
            date TEXT NOT NULL,
            guests INTEGER NOT NULL,
            total_cents INTEGER NOT NULL,
            status TEXT NOT NULL,
            address TEXT NOT NULL,
            note TEXT NOT NULL)
        """,
        """
        CREATE TABLE reviews (
            id INTEGER PRIMARY KEY,
            chef_id INTEGER NOT NULL REFERENCES chefs (id),
            user_id INTEGER NOT NULL REFERENCES users (id),
            rating INTEGER NOT NULL,
            title TEXT NOT NULL,
            body TEXT NOT NULL,
            created_on TEXT NOT NULL)
        """,
    ]

    /// The four that somebody thought of.
    static let indices = [
        "CREATE UNIQUE INDEX users_on_email ON users (email)",
        "CREATE INDEX chefs_on_cuisine ON chefs (cuisine_id)",
        "CREATE INDEX products_on_chef ON products (chef_id)",
        "CREATE INDEX bookings_on_status ON bookings (status)",
    ]
}
