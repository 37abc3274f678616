import HoneCore

extension Pattern {
    /// PAT-010: connections are opened once and lent to requests.
    static let connectionPooling = Pattern(
        id: .connectionPooling,
        title: "Connection pooling",
        problem: """
            The application opens a database connection for each request. With SQLite the new connection opens the \
            file, reads and parses the whole schema before its first statement, begins with an empty page cache and \
            compiles every statement afresh; with a database server it also pays for TCP, TLS, the login and often a \
            process on the other side. The number of connections follows the number of users, so under load they \
            fight for the same locks, and nothing limits them.
            """,
        when: """
            When the evidence shows connections opened per request in a process that lives long. Not for a script \
            that opens one connection and ends; not for functions that are frozen between calls (put an external \
            pooler such as PgBouncer before the server instead); and do not hope for more writes at once in SQLite: \
            it has one writer at a time, and a pool only makes the others wait in an orderly way.
            """,
        how: [
            "Count the connections that each request opens: `hone diagnose` shows them by endpoint.",
            """
            Open one pool per process, after the process has forked. A SQLite connection that is carried across a \
            fork can corrupt the database.
            """,
            """
            Size it by Little's law: connections in use = requests per second × seconds that a request holds one. \
            For SQLite: several readers and exactly one writer.
            """,
            "Bound the wait for a connection (a few seconds), so that an exhausted pool is an error and not a hang.",
            "Set the pragmas (busy_timeout, synchronous, foreign_keys) in the pool's on-connect hook: they are not stored.",
            """
            Give the connection back on every path out of the request and roll back what is open. Hold it for the \
            query, not while a template renders or another service is called.
            """,
            """
            For a database server also ping before lending, or recycle after a time below the server's idle limit. A \
            local SQLite file needs neither: its connections do not go stale.
            """,
        ],
        snippets: [
            Snippet(
                stack: "Swift (Hummingbird, GRDB)", language: "swift",
                code: #"""
                    // At the start of the process; `pool` is handed to the routes.
                    var configuration = Configuration()
                    configuration.maximumReaderCount = 8
                    configuration.busyMode = .timeout(5)
                    configuration.prepareDatabase { db in
                        try db.execute(sql: "PRAGMA synchronous = NORMAL")
                    }
                    let pool = try DatabasePool(path: "app.sqlite", configuration: configuration)  // switches to WAL

                    router.get("/api/chefs/{id}") { _, context -> Chef in
                        let id = try context.parameters.require("id", as: Int64.self)
                        guard let chef = try await pool.read({ db in try Chef.fetchOne(db, key: id) }) else {
                            throw HTTPError(.notFound)
                        }
                        return chef
                    }
                    """#),
            Snippet(
                stack: "Swift (Hone toolkit)", language: "swift",
                code: #"""
                    import HoneDatabase

                    // Waiting is bounded, idle connections are tried before they are lent, writes are IMMEDIATE transactions.
                    var configuration = ConnectionPoolConfiguration()
                    configuration.maximumReaders = 8
                    configuration.acquireTimeout = .seconds(5)
                    let pool = try HoneDatabase.open(path: "app.sqlite", configuration: configuration)

                    let chefs = try await pool.read { db in try Chef.fetchAll(db) }
                    try await pool.write { db in try db.execute(sql: "UPDATE chefs SET bookings = bookings + 1 WHERE id = 7") }
                    """#),
            Snippet(
                stack: "Python (Flask, SQLAlchemy)", language: "python",
                code: #"""
                    from sqlalchemy import create_engine, event
                    from sqlalchemy.orm import scoped_session, sessionmaker
                    from sqlalchemy.pool import QueuePool

                    engine = create_engine(
                        "sqlite:///app.db",
                        poolclass=QueuePool,  # the default for files only since SQLAlchemy 2.0
                        pool_size=8,
                        max_overflow=4,
                        pool_timeout=5,
                        # for a database server: pool_pre_ping=True, pool_recycle=1800
                    )

                    @event.listens_for(engine, "connect")
                    def set_pragmas(connection, record):
                        connection.execute("PRAGMA busy_timeout = 5000")
                        connection.execute("PRAGMA synchronous = NORMAL")
                        connection.execute("PRAGMA foreign_keys = ON")

                    Session = scoped_session(sessionmaker(bind=engine))

                    @app.teardown_appcontext
                    def give_back(error=None):
                        Session.remove()
                    """#),
            Snippet(
                stack: "Python (Django)", language: "python",
                code: #"""
                    # settings.py. One connection per thread, kept between requests.
                    DATABASES = {
                        "default": {
                            "ENGINE": "django.db.backends.sqlite3",
                            "NAME": BASE_DIR / "db.sqlite3",
                            "CONN_MAX_AGE": None,
                        }
                    }

                    # PostgreSQL, Django 5.1 and psycopg 3: a real pool; CONN_MAX_AGE stays 0.
                    POSTGRES = {
                        "ENGINE": "django.db.backends.postgresql",
                        "NAME": "app",
                        "OPTIONS": {"pool": {"min_size": 2, "max_size": 8, "timeout": 5}},
                    }
                    """#),
            Snippet(
                stack: "Node.js (Express)", language: "javascript",
                code: #"""
                    // SQLite: one connection per process, opened at the start; statements compiled once.
                    const Database = require("better-sqlite3");
                    const db = new Database("app.db");
                    db.pragma("busy_timeout = 5000");
                    const chefById = db.prepare("SELECT id, name FROM chefs WHERE id = ?");

                    app.get("/api/chefs/:id", (req, res) => {
                      const chef = chefById.get(req.params.id);
                      if (!chef) return res.sendStatus(404);
                      res.json(chef);
                    });

                    // PostgreSQL: a pool with bounds.
                    const { Pool } = require("pg");
                    const pool = new Pool({ max: 8, idleTimeoutMillis: 30000, connectionTimeoutMillis: 5000 });
                    """#),
            Snippet(
                stack: "Ruby on Rails", language: "yaml",
                code: #"""
                    # config/database.yml: a connection for each thread of Puma.
                    production:
                      adapter: sqlite3
                      database: storage/production.sqlite3
                      pool: <%= ENV.fetch("RAILS_MAX_THREADS", 5) %>
                      checkout_timeout: 5
                      timeout: 5000
                    """#),
            Snippet(
                stack: "Go", language: "go",
                code: #"""
                    // Two pools on one file: readers in parallel, one writer (github.com/mattn/go-sqlite3).
                    func open(path string) (read, write *sql.DB, err error) {
                        dsn := "file:" + path + "?_busy_timeout=5000&_synchronous=NORMAL"
                        if write, err = sql.Open("sqlite3", dsn+"&_journal_mode=WAL&_txlock=immediate"); err != nil {
                            return nil, nil, err
                        }
                        write.SetMaxOpenConns(1)
                        if err = write.Ping(); err != nil { // the file exists from here on
                            return nil, nil, err
                        }
                        if read, err = sql.Open("sqlite3", dsn+"&mode=ro"); err != nil {
                            return nil, nil, err
                        }
                        read.SetMaxOpenConns(8)
                        read.SetMaxIdleConns(8) // the default of 2 closes the rest after each burst
                        return read, write, nil
                    }
                    """#),
        ],
        risk: """
            A connection that is not given back drains the pool and every request waits. State of one request \
            (an open transaction, a temporary table, a changed pragma) leaks into the next. A pool that is too large \
            moves the queue into the database, where it costs more. A connection shared across a fork corrupts.
            """,
        mitigation: """
            Lend with a scope that gives back by itself (with, defer, a closure); roll back on return; bound the wait \
            and watch it; open the pool after the fork; begin with a small pool and let a load test say whether more helps.
            """,
        effortHours: 3,
        verification: "hone baseline; hone diagnose",
        sources: [
            "SQLite, How To Corrupt An SQLite Database File, §2.6 (connections across fork): https://sqlite.org/howtocorrupt.html",
            "SQLite, Using SQLite In Multi-Threaded Applications: https://sqlite.org/threadsafe.html",
            "SQLAlchemy 2.0, Connection Pooling: https://docs.sqlalchemy.org/en/20/core/pooling.html",
            "GRDB, Concurrency: https://swiftpackageindex.com/groue/GRDB.swift/documentation/grdb/concurrency",
            "J. D. C. Little, A Proof for the Queuing Formula L = λW, Operations Research 9(3), 1961",
            "HikariCP, About Pool Sizing: https://github.com/brettwooldridge/HikariCP/wiki/About-Pool-Sizing",
        ])
}
