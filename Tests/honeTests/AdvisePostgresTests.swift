import Foundation
import HonePostgres
import HoneTesting
import Testing

@Suite("hone advise --postgres", .serialized, .timeLimit(.minutes(3)))
struct AdvisePostgresTests {
    @Test("Indexes for a workload file are measured on copies, and told as JSON and as SQL")
    func advises() async throws {
        let server = try await PostgresServer.start()
        defer { server.stop() }
        try PostgresConnection(try PostgresAddress(server.url())).execute("CREATE DATABASE shop")
        let address = server.url(database: "shop")
        try PostgresConnection(try PostgresAddress(address)).execute(
            """
            CREATE TABLE bookings (id int PRIMARY KEY, chef int, guests int);
            INSERT INTO bookings SELECT n, n % 3000, n % 9 FROM generate_series(1, 60000) n
            """)
        let program = try Program()
        defer { program.remove() }
        try program.write(
            """
            {"sql": "SELECT * FROM bookings WHERE chef = $1", "parameters": [7], "calls": 10, "endpoint": "GET /chef"}

            """, to: "queries.jsonl")
        let json = try await program.run(
            "advise", "--postgres", address, "--workload", "queries.jsonl", "--time", "10", "--json")
        #expect(json.status == 0, "\(json.errors)")
        #expect(json.output.contains("\"hone_bookings_chef") && json.output.contains("/chef"))
        let sql = try await program.run(
            "advise", "--postgres", address, "--workload", "queries.jsonl", "--time", "10", "--sql")
        #expect(sql.status == 0 && sql.output.hasPrefix("CREATE INDEX CONCURRENTLY \"hone_bookings_chef"))
    }

    @Test("A signal calls it off with status 130, and --time ends it with what there is; the copies go")
    func interrupted() async throws {
        let server = try await PostgresServer.start()
        defer { server.stop() }
        let root = try PostgresConnection(try PostgresAddress(server.url()))
        try root.execute("CREATE DATABASE shop")
        let address = server.url(database: "shop")
        try PostgresConnection(try PostgresAddress(address)).execute(
            "CREATE TABLE bookings AS SELECT n AS id FROM generate_series(1, 1000) n")
        let program = try Program()
        defer { program.remove() }
        let slow = (1...60).map { "SELECT pg_sleep(1) FROM bookings WHERE id = \($0);" }
        try program.write(slow.joined(separator: "\n"), to: "slow.sql")
        func copies() throws -> Int {
            try root.rows("SELECT 1 FROM pg_database WHERE datname LIKE 'hone%'").count
        }
        for number in [SIGINT, SIGTERM, SIGHUP] {
            let process = try program.start(
                ["advise", "--postgres", address, "--workload", "slow.sql", "--time", "600"])
            try await eventually { try copies() == 2 }
            process.send(number)
            #expect(await process.ending() == .exited(130), "\(number)")
            #expect(try copies() == 0, "\(number)")
        }
        let ended = try await program.run(
            "advise", "--postgres", address, "--workload", "slow.sql", "--time", "2", "--json")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.output.contains("of 60 statements were not measured"))
        #expect(try copies() == 0)
    }

    @Test("A server that is not there is told with status 3, and no password")
    func noServer() async throws {
        let closed = try ClosedPort()
        let program = try Program()
        defer { program.remove() }
        try program.write("SELECT 1;\n", to: "queries.sql")
        let address = "postgresql://ann:s3cret@127.0.0.1:\(closed.port)/shop"
        let outcome = try await program.run("advise", "--postgres", address, "--workload", "queries.sql")
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("pg_isready") && !outcome.errors.contains("s3cret"))
        let wrong = try await program.run("advise", "--postgres", "s3cret", "--workload", "queries.sql")
        #expect(wrong.status == 2 && !wrong.errors.contains("s3cret"))
    }
}
