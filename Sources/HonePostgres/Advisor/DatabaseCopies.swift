/// Two copies of a database on its own server, made by `CREATE DATABASE … TEMPLATE`; `remove()` has to end them. The
/// database itself is only read; nobody may be connected to it while it is copied
/// (<https://www.postgresql.org/docs/current/manage-ag-templatedbs.html>).
final class DatabaseCopies {
    /// The copy as it was found.
    let plain: PostgresAddress
    /// The copy that candidates are built on.
    let trial: PostgresAddress
    /// What was noticed on the way.
    private(set) var notes: [String] = []
    private let admin: PostgresConnection
    private let names: [String]
    /// Copies are named so, so that one that was left behind is known.
    static let prefix = "hone_advisor_"

    /// - Throws: `PostgresProblem` when the database cannot be copied, and says why; `PostgresError`.
    init(of address: PostgresAddress, usesHypoPG: Bool, _ progress: (String, Double) -> Void) throws {
        let original = try DatabaseCopies.check(address)
        admin = try DatabaseCopies.connectBeside(address, original)
        let number = UInt32.random(in: 0...UInt32.max)
        names = ["plain", "trial"].map { "\(DatabaseCopies.prefix)\(number)_\($0)" }
        plain = address.with(database: names[0])
        trial = address.with(database: names[1])
        try noteLeftovers()
        do {
            progress("copying the database", 0)
            try copy(original, to: names[0])
            progress("preparing the copy", 0.04)
            try prepare(usesHypoPG: usesHypoPG)
            progress("copying the copy", 0.08)
            try copy(names[0], to: names[1])
        } catch {
            remove()
            throw error
        }
    }

    /// Removes the copies, with whoever is connected to them.
    func remove() {
        for name in names {
            let sql = "DROP DATABASE IF EXISTS \(quotedName(name)) WITH (FORCE)"
            do {
                try admin.execute(sql)
            } catch {
                // The connection was idle for the whole run, and may have been ended for it.
                try? PostgresConnection(admin.address, statementTimeout: 0).execute(sql)
            }
        }
    }

    /// The database's name, when it can be copied.
    private static func check(_ address: PostgresAddress) throws -> String {
        let db = try PostgresConnection(address)
        let rows = try db.rows(
            """
            SELECT current_database() AS name, pg_is_in_recovery() AS replica, rolcreatedb OR rolsuper AS creates,
                   current_user AS role
            FROM pg_roles WHERE rolname = current_user
            """)
        if rows.isTrue(0, "replica") {
            throw PostgresProblem(
                .replica, attempted: "try indexes on copies of", database: "\(address)",
                found: "the server is a read-only replica",
                remedy: "Give the address of its primary, or of a server that was restored from a backup.")
        }
        guard rows.isTrue(0, "creates") else {
            throw PostgresProblem(
                .permission, attempted: "try indexes on copies of", database: "\(address)",
                found: "the role \(rows.text(0, "role") ?? "") may not create databases",
                remedy: "As a superuser: ALTER ROLE … CREATEDB; or give the address of a role that may.")
        }
        return rows.text(0, "name") ?? ""
    }

    /// A connection to another database of the server, as the one to be copied has to be left alone.
    private static func connectBeside(_ address: PostgresAddress, _ original: String) throws -> PostgresConnection {
        var failure: (any Error)?
        for name in ["postgres", "template1"] where name != original {
            do {
                // Copying takes as long as it takes.
                return try PostgresConnection(address.with(database: name), statementTimeout: 0)
            } catch {
                failure = failure ?? error
            }
        }
        throw failure
            ?? PostgresProblem(
                .noDatabase, attempted: "try indexes on copies of", database: "\(address)",
                found: "there is no other database to connect to while it is copied",
                remedy: "Make one: CREATE DATABASE postgres;")
    }

    private func noteLeftovers() throws {
        let rows = try admin.rows(
            """
            SELECT d.datname FROM pg_database d WHERE d.datname LIKE $1
            AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname) ORDER BY 1
            """, [DatabaseCopies.prefix.replacing("_", with: "\\_") + "%"])
        for row in 0..<rows.count {
            let name = rows.text(row, "datname") ?? ""
            notes.append("a copy was left behind by a run that was killed; remove it: DROP DATABASE \(name);")
        }
    }

    private func copy(_ source: String, to name: String) throws {
        do {
            try admin.execute("CREATE DATABASE \(quotedName(name)) TEMPLATE \(quotedName(source))")
            try copySettings(from: source, to: name)
        } catch let error as PostgresError {
            throw problem(error, source) ?? error
        }
    }

    /// What `ALTER DATABASE … SET` and `ALTER ROLE … IN DATABASE … SET` have set, which no copy has by itself.
    private func copySettings(from source: String, to name: String) throws {
        let rows = try admin.rows(
            """
            SELECT split_part(entry, '=', 1) AS key, substr(entry, strpos(entry, '=') + 1) AS value
            FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) AS entry
            WHERE d.datname = $1 AND s.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user))
            ORDER BY s.setrole
            """, [source])
        for row in 0..<rows.count {
            let key = rows.text(row, "key") ?? ""
            let value = rows.text(row, "value") ?? ""
            // Lists are kept as they are written in SQL.
            let isList = ["search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries"]
                .contains(key)
            do {
                try admin.execute(
                    "ALTER DATABASE \(quotedName(name)) SET \(quotedName(key)) TO \(isList && !value.isEmpty ? value : quotedValue(value))"
                )
            } catch let error as PostgresError {
                notes.append("the copies do not have the database's setting \(key): \(error.message)")
            }
        }
    }

    private func problem(_ error: PostgresError, _ source: String) -> PostgresProblem? {
        switch error.code {
        case "55006":  // object_in_use
            let rows = try? admin.rows(
                """
                SELECT string_agg(DISTINCT coalesce(nullif(application_name, ''), backend_type) || ' as ' ||
                       coalesce(usename, '?'), ', ') AS who, count(*) AS n
                FROM pg_stat_activity WHERE datname = $1
                """, [source])
            let who = rows?.text(0, "who").map { ": \($0)" } ?? ""
            return PostgresProblem(
                .inUse, attempted: "copy", database: "\(admin.address.with(database: source))",
                found: "PostgreSQL copies a database only while nobody is connected to it, and "
                    + "\(rows?.integer(0, "n") ?? 1) connections are open\(who)",
                remedy: "Stop the application and what else is connected for as long as the copying takes, or give the "
                    + "address of a database that was restored from a dump of it (pg_dump, pg_restore).")
        case "53100":
            return PostgresProblem(
                .diskFull, attempted: "copy", database: "\(admin.address.with(database: source))",
                found: "the server has no room left: \(error.message)",
                remedy: "Free room for twice the database and its new indexes, or use another server.")
        case "42501":
            return PostgresProblem(
                .permission, attempted: "copy", database: "\(admin.address.with(database: source))",
                found: error.message, remedy: "Use the role that owns the database, or a superuser.")
        default: return nil
        }
    }

    /// Statistics, a visibility map and HypoPG for the plain copy, before the second is made of it: both start alike,
    /// and no autovacuum comes in between.
    private func prepare(usesHypoPG: Bool) throws {
        let db = try PostgresConnection(plain, statementTimeout: 0)
        let unknown =
            try db.rows(
                """
                SELECT count(*) AS n FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND c.reltuples < 0 AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                """
            ).integer(0, "n") ?? 0
        if unknown > 0 {
            notes.append(
                "\(unknown) tables have never been analysed, so that the server plans without knowing them; the copies "
                    + "were. Let autovacuum run, or execute: ANALYZE;")
        }
        try db.execute("VACUUM (ANALYZE)")
        guard usesHypoPG else { return }
        let available = try db.rows("SELECT 1 FROM pg_available_extensions WHERE name = 'hypopg'").count > 0
        if !available {
            notes.append(
                "HypoPG is not installed on the server, so that every candidate was built; with it (on Debian: "
                    + "apt-get install postgresql-\(db.serverVersion / 10_000)-hypopg) the advisor is faster")
            return
        }
        do {
            try db.execute("CREATE EXTENSION IF NOT EXISTS hypopg")
        } catch let error as PostgresError {
            notes.append("HypoPG cannot be used, so that every candidate was built: \(error.message)")
        }
    }
}
