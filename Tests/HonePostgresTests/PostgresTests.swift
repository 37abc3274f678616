import HonePostgres
import HoneTesting
import Testing

/// Everything that needs a server shares one: starting it takes longer than most tests.
@Suite(.postgres, .serialized, .timeLimit(.minutes(5)))
enum PostgresTests {}

/// Starts a server before a suite and ends it afterwards.
struct PostgresTrait: SuiteTrait, TestScoping {
    @TaskLocal static var server: PostgresServer?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let server = try await PostgresServer.start(
            .init(settings: ["pg_stat_statements.track": "all"], password: "s3cret/pass"))
        defer { server.stop() }
        try await Self.$server.withValue(server) { try await function() }
    }
}

extension Trait where Self == PostgresTrait {
    static var postgres: PostgresTrait { PostgresTrait() }
}

/// A database of the shared server that is made for one test and removed after it.
struct TestDatabase {
    let server: PostgresServer
    let name: String
    var address: PostgresAddress { get throws { try PostgresAddress(server.url(database: name)) } }

    /// Makes a database with a schema, and removes it when the body is done.
    static func with(_ schema: String = "", _ body: (TestDatabase) async throws -> Void) async throws {
        let server = try #require(PostgresTrait.server)
        let name = "test_\(UInt64.random(in: 0...UInt64.max))"
        let root = try PostgresAddress(server.url())
        try PostgresConnection(root).execute("CREATE DATABASE \(name)")
        let database = TestDatabase(server: server, name: name)
        do {
            if !schema.isEmpty { try database.execute(schema) }
            try await body(database)
        } catch {
            try PostgresConnection(root).execute("DROP DATABASE \(name) WITH (FORCE)")
            throw error
        }
        try PostgresConnection(root).execute("DROP DATABASE \(name) WITH (FORCE)")
    }

    func connect() throws -> PostgresConnection { try PostgresConnection(address) }

    func execute(_ sql: String) throws { try connect().execute(sql) }
}
