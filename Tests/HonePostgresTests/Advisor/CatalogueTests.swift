import Testing

@testable import HonePostgres

extension PostgresTests {
    @Suite struct CatalogueTests {
        static let schema = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.orders (
                id int PRIMARY KEY, code text UNIQUE, customer int, state text, created date, gone int,
                twice int GENERATED ALWAYS AS (id * 2) STORED);
            ALTER TABLE shop.orders DROP COLUMN gone;
            CREATE INDEX by_customer ON shop.orders (customer, created DESC) INCLUDE (state);
            CREATE INDEX by_new ON shop.orders (state) WHERE state = 'new';
            CREATE INDEX by_lower ON shop.orders (lower(state));
            CREATE INDEX by_hash ON shop.orders USING hash (created);
            CREATE VIEW shop.recent AS SELECT * FROM shop.orders;
            CREATE MATERIALIZED VIEW shop.sums AS SELECT customer, count(*) AS n FROM shop.orders GROUP BY 1;
            INSERT INTO shop.orders (id, customer) SELECT n, n FROM generate_series(1, 700) n;
            ANALYZE;
            """
        static let orders = PostgresTable(schema: "shop", name: "orders")

        @Test func tablesAndTheirWritableColumnsAreThere() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let catalogue = try Catalogue(try database.connect())
                let orders = try #require(catalogue.tables[Self.orders])
                #expect(orders.columns == ["id", "code", "customer", "state", "created"])
                #expect(orders.rows == 700 && orders.root == Self.orders && !orders.isPartitioned)
                #expect(catalogue.tables.keys.map(\.name).sorted() == ["orders", "sums"])
                #expect(catalogue.names.contains("by_hash") && catalogue.names.contains("orders_pkey"))
            }
        }

        @Test func indexesAreToldWithTheirKind() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let catalogue = try Catalogue(try database.connect())
                func index(_ name: String) throws -> Catalogue.Index {
                    try #require(catalogue.indexes.first { $0.name == name })
                }
                let wide = try index("by_customer")
                #expect(wide.keys == ["customer", "created"] && wide.included == ["state"])
                #expect(wide.descending == ["created"] && !wide.isUnique && !wide.isPartial && wide.isBTree)
                #expect(try index("by_new").isPartial)
                #expect(try index("by_lower").keys.isEmpty)
                #expect(try !index("by_hash").isBTree)
                #expect(try index("orders_pkey").isUnique && index("orders_code_key").isUnique)
                #expect(catalogue.indexes.count == 6)
            }
        }

        @Test func anIndexThatComparesOtherwiseServesOnlySome() async throws {
            let schema = """
                CREATE TABLE dish (plain text, pattern text, collated text);
                CREATE INDEX by_plain ON dish (plain);
                CREATE INDEX by_pattern ON dish (pattern text_pattern_ops);
                CREATE INDEX by_collated ON dish (collated COLLATE "C");
                """
            try await TestDatabase.with(schema) { database in
                let catalogue = try Catalogue(try database.connect())
                let dish = PostgresTable(schema: "public", name: "dish")
                for (column, isThere) in [("plain", true), ("pattern", false), ("collated", false)] {
                    #expect(catalogue.has(PostgresCandidate(dish, ascending: [column])) == isThere, "\(column)")
                }
            }
        }

        @Test func whatIsThereServesWhatBeginsAlike() async throws {
            try await TestDatabase.with(Self.schema) { database in
                let catalogue = try Catalogue(try database.connect())
                func has(_ keys: [(String, Bool)], _ included: [String] = []) -> Bool {
                    let keys = keys.map { PostgresCandidate.Key(column: $0.0, isDescending: $0.1) }
                    return catalogue.has(PostgresCandidate(Self.orders, keys, included: included))
                }
                #expect(has([("customer", false)]))
                #expect(has([("customer", false), ("created", true)], ["state"]))
                // Read backwards, it is the other way round.
                #expect(has([("customer", true), ("created", false)]))
                #expect(!has([("customer", false), ("created", false)]))
                #expect(!has([("customer", false)], ["code"]))
                #expect(!has([("state", false)]) && !has([("created", false)]))
                #expect(has([("id", false)]))
            }
        }

        @Test(arguments: [
            ("plain", "\"plain\""), ("It's", "\"It's\""), ("a\"b", "\"a\"\"b\""), ("", "\"\""),
        ])
        func namesAreQuoted(name: String, quoted: String) { #expect(quotedName(name) == quoted) }

        @Test func valuesAreQuoted() async throws {
            try await TestDatabase.with { database in
                let db = try database.connect()
                for value in ["it's", "\\", "\\'", "''", "", "ü\n"] {
                    #expect(try db.rows("SELECT \(quotedValue(value))::text AS v").text(0, "v") == value)
                }
                #expect(try db.rows("SELECT \(quotedValue(nil))::text AS v").text(0, "v") == nil)
            }
        }
    }
}
