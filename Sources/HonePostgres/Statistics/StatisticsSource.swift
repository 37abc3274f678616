/// Where a database's `pg_stat_statements` is, and what its version knows.
struct StatisticsSource {
    /// Stands in Hone's own looks at the statistics, so that they are not taken for the application's. Inside the
    /// statement, as the server may leave out what is before it.
    static let mark = "/* hone */"
    /// The extension's schema, as an identifier.
    private let schema: String
    /// 1.9 tells statements inside functions from those that clients sent, and how many were thrown out.
    private let isVersion19: Bool

    /// - Throws: `PostgresProblem` that says what is missing and how to add it.
    init(_ db: PostgresConnection) throws {
        let rows = try db.rows(
            """
            SELECT e.extversion, quote_ident(n.nspname) AS schema, current_setting('pg_stat_statements.track', true) AS track
            FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'
            """)
        guard let version = rows.text(0, "extversion"), let schema = rows.text(0, "schema") else {
            throw Self.missing(db.address, "the extension pg_stat_statements is not in this database")
        }
        let parts = version.split(separator: ".").compactMap { Int($0) }
        let number = (parts.first ?? 0) * 100 + (parts.dropFirst().first ?? 0)
        guard number >= 108 else {
            throw PostgresProblem(
                .missingExtension, attempted: "read the statements of", database: "\(db.address)",
                found: "its pg_stat_statements is of version \(version), and 1.8 is needed",
                remedy: "As its owner: ALTER EXTENSION pg_stat_statements UPDATE;")
        }
        if rows.text(0, "track") == "none" {
            throw PostgresProblem(
                .missingExtension, attempted: "read the statements of", database: "\(db.address)",
                found: "pg_stat_statements.track is none, so that nothing is counted",
                remedy: "As a superuser: ALTER SYSTEM SET pg_stat_statements.track = 'top'; SELECT pg_reload_conf();")
        }
        self.schema = schema
        isVersion19 = number >= 109
    }

    private static func missing(_ address: PostgresAddress, _ found: String) -> PostgresProblem {
        PostgresProblem(
            .missingExtension, attempted: "read the statements of", database: "\(address)", found: found,
            remedy: "Add pg_stat_statements to shared_preload_libraries in postgresql.conf, restart the server, and "
                + "as a superuser in this database: CREATE EXTENSION pg_stat_statements;")
    }

    /// The role sees the statements of others without their text.
    func notAllowed(_ address: PostgresAddress) -> PostgresProblem {
        PostgresProblem(
            .permission, attempted: "read the statements of", database: "\(address)",
            found: "this role may not see what other roles execute",
            remedy: "As a superuser: GRANT pg_read_all_stats TO this role; or use the application's own role.")
    }

    /// The statistics of this database.
    /// - Throws: `PostgresProblem` when the library is not loaded, `PostgresError`.
    func rows(_ db: PostgresConnection, withTexts: Bool) throws -> PostgresRows {
        do {
            return try db.rows(
                """
                SELECT \(Self.mark) userid, coalesce(queryid::text, '') AS queryid, query, \(isVersion19 ? "toplevel" : "true AS toplevel"), calls, total_exec_time,
                       total_plan_time, rows, shared_blks_hit, shared_blks_read, shared_blks_dirtied,
                       temp_blks_read + temp_blks_written AS temporary
                FROM \(schema).pg_stat_statements(\(withTexts))
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                """)
        } catch let error as PostgresError where error.code == "55000" {
            throw Self.missing(
                db.address, "pg_stat_statements is in this database, but the server has not loaded its library")
        }
    }

    /// How often the server has thrown statements out to make room.
    func evictions(_ db: PostgresConnection) throws -> Int {
        guard isVersion19 else { return 0 }
        do {
            return try db.rows("SELECT \(Self.mark) dealloc FROM \(schema).pg_stat_statements_info").integer(
                0, "dealloc") ?? 0
        } catch let error as PostgresError where error.code == "55000" {
            throw Self.missing(
                db.address, "pg_stat_statements is in this database, but the server has not loaded its library")
        }
    }
}
