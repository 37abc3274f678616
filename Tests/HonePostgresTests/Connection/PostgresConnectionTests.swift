import HoneTesting
import Testing

@testable import HonePostgres

extension PostgresTests {
    @Suite struct ConnectionTests {
        @Test func valuesGoThereAndComeBack() async throws {
            try await TestDatabase.with { database in
                let db = try database.connect()
                let rows = try db.rows(
                    "SELECT $1::int AS whole, $2::text AS words, $3::float8 AS part, $4::text AS nothing, true AS yes",
                    ["42", "it's \"ünï\"", "2.5", nil])
                #expect(rows.count == 1)
                #expect(rows.integer(0, "whole") == 42)
                #expect(rows.text(0, "words") == "it's \"ünï\"")
                #expect(rows.number(0, "part") == 2.5)
                #expect(rows.text(0, "nothing") == nil)
                #expect(rows.isTrue(0, "yes"))
                #expect(rows.text(1, "whole") == nil && rows.text(0, "none") == nil)
                #expect(rows.row(0) == ["42", "it's \"ünï\"", "2.5", nil, "t"])
                #expect(db.serverVersion >= 130_000)
                #expect(db.versionName.split(separator: ".").count == 2)
                #expect(db.serverProcess > 0)
            }
        }

        @Test func whatTheServerRefusesIsToldWithItsCode() async throws {
            try await TestDatabase.with("CREATE TABLE one (id int PRIMARY KEY)") { database in
                let db = try database.connect()
                let missing = #expect(throws: PostgresError.self) { try db.rows("SELECT * FROM nothing") }
                #expect(missing?.code == "42P01")
                #expect(missing?.message.contains("nothing") == true)
                #expect(missing?.sql == "SELECT * FROM nothing")
                #expect(try db.rows("INSERT INTO one VALUES (1), (2)").changed == 2)
                let twice = #expect(throws: PostgresError.self) { try db.rows("INSERT INTO one VALUES (1)") }
                #expect(twice?.code == "23505")
                // The connection goes on.
                #expect(try db.rows("SELECT count(*) AS n FROM one").integer(0, "n") == 2)
            }
        }

        @Test func aStatementThatTakesTooLongIsStopped() async throws {
            try await TestDatabase.with { database in
                let db = try PostgresConnection(database.address, statementTimeout: 0.05)
                let error = #expect(throws: PostgresError.self) { try db.rows("SELECT pg_sleep(60)") }
                #expect(error?.isTimeout == true)
                #expect(try db.rows("SELECT 1 AS one").integer(0, "one") == 1)
            }
        }

        @Test func aLongAnswerComesRowByRowAndAnErrorInItIsThrown() async throws {
            try await TestDatabase.with { database in
                let db = try database.connect()
                var sum = 0
                try db.forEachRow("SELECT generate_series(1, $1::int)", ["10000"]) { sum += Int($0[0] ?? "") ?? 0 }
                #expect(sum == 50_005_000)
                var seen = 0
                let error = #expect(throws: PostgresError.self) {
                    try db.forEachRow("SELECT 1 / (500 - n) FROM generate_series(1, 1000) n") { _ in seen += 1 }
                }
                #expect(error?.code == "22012")
                #expect(seen > 0 && seen < 1000)
                #expect(try db.rows("SELECT 1 AS one").integer(0, "one") == 1)
            }
        }

        @Test func aStatementIsPreparedOnceAndTellsItsParameters() async throws {
            try await TestDatabase.with("CREATE TABLE one (id int, name text)") { database in
                let db = try database.connect()
                let sql = "SELECT * FROM one WHERE id = $1 AND name = $2"
                let statement = try db.prepare(sql)
                #expect(statement.parameterCount == 2)
                #expect(try db.prepare(sql) == statement)
                #expect(try db.rows("SELECT count(*) AS n FROM pg_prepared_statements").integer(0, "n") == 1)
                #expect(throws: PostgresError.self) { try db.prepare("SELECT ? FROM one") }
            }
        }

        @Test func copyIsRefusedAndTheConnectionLives() async throws {
            try await TestDatabase.with("CREATE TABLE one (id int)") { database in
                let db = try database.connect()
                #expect(throws: PostgresError.self) { try db.execute("COPY one FROM STDIN") }
                #expect(try db.rows("SELECT 1 AS one").integer(0, "one") == 1)
            }
        }

        @Test func whatIsRolledBackIsGoneAlsoAfterAnError() async throws {
            try await TestDatabase.with("CREATE TABLE one (id int)") { database in
                let db = try database.connect()
                try db.rolledBack { _ = try db.rows("INSERT INTO one VALUES (1)") }
                #expect(throws: PostgresError.self) {
                    try db.rolledBack {
                        try db.execute("INSERT INTO one VALUES (1)")
                        try db.execute("nonsense")
                    }
                }
                #expect(try db.rows("SELECT count(*) AS n FROM one").integer(0, "n") == 0)
            }
        }

        @Test func aConnectionThatTheServerEndsSaysSo() async throws {
            try await TestDatabase.with { database in
                let db = try database.connect()
                let other = try database.connect()
                try other.rows("SELECT pg_terminate_backend($1)", ["\(db.serverProcess)"])
                let problem = #expect(throws: PostgresProblem.self) { try db.rows("SELECT 1") }
                #expect(problem?.kind == .disconnected)
                #expect(problem?.found.contains("terminating connection") == true)
            }
        }

        @Test func aWrongPasswordIsToldWithoutIt() throws {
            let server = try #require(PostgresTrait.server)
            let right = try PostgresAddress(server.networkURL(password: "s3cret%2Fpass"))
            #expect(try PostgresConnection(right).rows("SELECT 1 AS one").integer(0, "one") == 1)
            let wrong = try PostgresAddress(server.networkURL(password: "guessed"))
            let problem = #expect(throws: PostgresProblem.self) { try PostgresConnection(wrong) }
            #expect(problem?.kind == .login)
            #expect(problem?.description.contains("guessed") == false)
            #expect(problem?.remedy.contains("psql") == true)
            let none = try PostgresAddress(server.networkURL() + "?passfile=/dev/null")
            let missing = #expect(throws: PostgresProblem.self) { try PostgresConnection(none) }
            #expect(missing?.kind == .login)
            #expect(missing?.remedy.contains("PGPASSWORD") == true)
        }

        @Test func whatIsNotThereIsTold() throws {
            let server = try #require(PostgresTrait.server)
            let database = try PostgresAddress(server.url(database: "nowhere"))
            #expect(#expect(throws: PostgresProblem.self) { try PostgresConnection(database) }?.kind == .noDatabase)
            let role = try PostgresAddress(server.url(user: "nobody_known"))
            #expect(#expect(throws: PostgresProblem.self) { try PostgresConnection(role) }?.kind == .login)
            let closed = try ClosedPort()
            let gone = try PostgresAddress("postgresql://hone@127.0.0.1:\(closed.port)/postgres")
            let problem = #expect(throws: PostgresProblem.self) { try PostgresConnection(gone) }
            #expect(problem?.kind == .unreachable)
            #expect(problem?.remedy.contains("pg_isready") == true)
        }
    }
}

@Suite struct PostgresProblemTests {
    @Test(arguments: [
        ("FATAL:  the database system is starting up\n", PostgresProblem.Kind.unreachable, "Wait until"),
        ("FATAL:  sorry, too many clients already", .unreachable, "max_connections"),
        ("FATAL:  no pg_hba.conf entry for host \"::1\"", .login, "pg_hba.conf"),
        ("could not translate host name \"db\" to address", .unreachable, "pg_isready"),
        ("FATAL:  database \"x\" does not exist", .noDatabase, "psql -l"),
        ("FATAL:  role \"x\" does not exist", .login, "Name a user"),
    ])
    func theServersWordsAreUnderstood(words: String, kind: PostgresProblem.Kind, remedy: String) throws {
        let address = try PostgresAddress("postgresql://ann@db/shop")
        let problem = PostgresProblem(connecting: address, words: words, needsPassword: false)
        #expect(problem.kind == kind)
        #expect(problem.remedy.contains(remedy))
        #expect(problem.description.hasPrefix("Cannot connect to ann@db/shop: "))
        #expect(!problem.description.contains("\n"))
    }
}
