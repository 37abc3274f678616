import HoneCore

extension Pattern {
    /// PAT-021: the settings of SQLite that each connection has to make anew.
    static let connectionSettings = Pattern(
        id: .connectionSettings,
        title: "Connection settings (pragmas)",
        problem: """
            Most settings of SQLite do not live in the file: each connection begins with defaults that were chosen for \
            small devices. The cache holds 2 MiB, nothing of the file is mapped into memory, sorts go to files, every \
            commit waits for the disk, and who finds a lock taken fails at once unless the driver waits.
            """,
        when: """
            When the database is larger than the default cache, or is written to under load. Not for a database of a \
            few hundred pages that is only read: it fits already. Not synchronous = NORMAL without WAL mode, nor where \
            each commit is a promise (money).
            """,
        how: [
            "Let Hone look: `hone doctor --database app.db` proposes each value with its reason.",
            """
            Without touching the code: `hone run --database app.db -- python app.py` starts the application with a \
            library preloaded that makes the settings on each connection. What the application sets itself holds.
            """,
            "In the code: set them where connections are made, on each of them; a setting on one is not there on the next.",
            """
            Caches add up: cache_size times connections is what they may use together. Raise it only as far as the \
            database and the memory go.
            """,
            "foreign_keys = ON changes what the application may write: look at `PRAGMA foreign_key_check` first.",
        ],
        snippets: [
            Snippet(
                stack: "Any (started by Hone)", language: "sh",
                code: #"""
                    hone run --database app.db -- python app.py
                    hone run --pragma cache_size=-65536 --pragma mmap_size=268435456 -- ./app
                    """#),
            Snippet(
                stack: "Swift (Hummingbird, GRDB)", language: "swift",
                code: #"""
                    var configuration = Configuration()
                    configuration.busyMode = .timeout(5)
                    configuration.prepareDatabase { db in
                        try db.execute(sql: """
                            PRAGMA synchronous = NORMAL;
                            PRAGMA cache_size = -32768;
                            PRAGMA mmap_size = 268435456;
                            PRAGMA temp_store = MEMORY;
                            """)
                    }
                    let pool = try DatabasePool(path: "app.sqlite", configuration: configuration)
                    """#),
            Snippet(
                stack: "Python (Flask, SQLAlchemy)", language: "python",
                code: #"""
                    from sqlalchemy import event

                    @event.listens_for(engine, "connect")
                    def settings(connection, record):
                        for setting in ["synchronous = NORMAL", "cache_size = -32768", "temp_store = MEMORY"]:
                            connection.execute(f"PRAGMA {setting}")
                    """#),
            Snippet(
                stack: "Node.js (Express)", language: "javascript",
                code: #"""
                    const Database = require("better-sqlite3");
                    const db = new Database("app.db", { timeout: 5000 });
                    db.pragma("synchronous = NORMAL");
                    db.pragma("cache_size = -32768");
                    db.pragma("mmap_size = 268435456");
                    """#),
        ],
        risk: """
            With synchronous = NORMAL a power cut may take the last commits, though it never damages a database in WAL \
            mode. A mapped file turns a read error of the disk into the end of the process. Large caches times many \
            connections use up the memory.
            """,
        mitigation: """
            NORMAL only with WAL; the cache is bounded by a sixteenth of the memory over all connections; the \
            preloaded library sets nothing outside of a closed list, and goes with the command that it was started by.
            """,
        effortHours: 0.5,
        verification: "hone verify",
        sources: [
            "SQLite, PRAGMA cache_size: https://sqlite.org/pragma.html#pragma_cache_size",
            "SQLite, PRAGMA synchronous: https://sqlite.org/pragma.html#pragma_synchronous",
            "SQLite, PRAGMA busy_timeout: https://sqlite.org/pragma.html#pragma_busy_timeout",
            "SQLite, Memory-Mapped I/O: https://sqlite.org/mmap.html",
            "SQLite, Temporary Files: https://sqlite.org/tempfiles.html",
        ])
}
