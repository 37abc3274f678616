import HoneCore

extension Pattern {
    /// PAT-011: SQLite's write-ahead log and the pragmas that go with it.
    static let writeAheadLog = Pattern(
        id: .writeAheadLog,
        title: "Write-ahead log (WAL mode)",
        problem: """
            With a rollback journal, which is SQLite's default, a transaction that commits locks everyone else out: \
            readers wait for the writer and the writer waits until the last reader has gone. Each commit creates, \
            syncs and deletes a journal file before and after it writes the pages in place. Under mixed load that \
            shows as "database is locked" and as a tail of reads that are slow because somebody else wrote.
            """,
        when: """
            When several connections read while one writes, on a local disk. Little or no gain for a file that nobody \
            writes. Not on a network file system (the processes share memory through the -shm file, so all of them \
            must be on one machine); not where the folder cannot be written; not when a transaction over several \
            attached files must be atomic across a power cut; and mind single transactions of hundreds of megabytes, \
            which the log must hold at once.
            """,
        how: [
            "Back the file up with `VACUUM INTO` or `.backup`; copying a file in use is not a backup.",
            """
            Try it on a copy: `PRAGMA journal_mode = WAL` must answer `wal`. The mode is stored in the file and \
            holds for every later connection; the change needs a moment without other connections.
            """,
            """
            On every connection: `PRAGMA synchronous = NORMAL`. In WAL mode that never corrupts the file; a power \
            cut may lose the last commits, so keep FULL where each commit is a promise (money).
            """,
            """
            On every connection: `PRAGMA busy_timeout = 5000`, and `BEGIN IMMEDIATE` for transactions that read and \
            then write. A deferred one that has to upgrade fails at once with SQLITE_BUSY_SNAPSHOT, whatever the timeout.
            """,
            """
            Let checkpoints finish: no read transaction may stay open for minutes, or the log grows without bound. \
            `PRAGMA journal_size_limit` trims the file, `PRAGMA wal_checkpoint(TRUNCATE)` empties it in a quiet hour.
            """,
            "Raise `cache_size` (and `mmap_size`) only when a measurement shows that it helps.",
            "Teach the backup about the `-wal` file: without it the last commits are missing from the copy.",
            "Hone does the change itself: `hone apply PAT-011` backs up, tries, checks integrity, swaps; `hone undo` restores.",
        ],
        snippets: [
            Snippet(
                stack: "Any (the sqlite3 shell)", language: "sh",
                code: #"""
                    sqlite3 app.db "VACUUM INTO 'app-before-wal.db'"
                    sqlite3 app-before-wal.db "PRAGMA integrity_check"
                    sqlite3 app.db "PRAGMA journal_mode = WAL"      # answers: wal

                    # Back again, with no other connection open:
                    sqlite3 app.db "PRAGMA journal_mode = DELETE"
                    """#),
            Snippet(
                stack: "Swift (Hummingbird, GRDB)", language: "swift",
                code: #"""
                    // DatabasePool puts the file into WAL mode; the pragmas that are not stored go here.
                    var configuration = Configuration()
                    configuration.busyMode = .timeout(5)
                    configuration.prepareDatabase { db in
                        try db.execute(sql: "PRAGMA synchronous = NORMAL")
                        try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
                    }
                    let pool = try DatabasePool(path: "app.sqlite", configuration: configuration)
                    """#),
            Snippet(
                stack: "Python (Flask, SQLAlchemy)", language: "python",
                code: #"""
                    from sqlalchemy import event

                    @event.listens_for(engine, "connect")
                    def set_pragmas(connection, record):
                        connection.execute("PRAGMA journal_mode = WAL")  # no work when it is already set
                        connection.execute("PRAGMA synchronous = NORMAL")
                        connection.execute("PRAGMA busy_timeout = 5000")
                    """#),
            Snippet(
                stack: "Python (Django 5.1)", language: "python",
                code: #"""
                    # settings.py
                    DATABASES = {
                        "default": {
                            "ENGINE": "django.db.backends.sqlite3",
                            "NAME": BASE_DIR / "db.sqlite3",
                            "OPTIONS": {
                                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                                "transaction_mode": "IMMEDIATE",
                                "timeout": 5,
                            },
                        }
                    }
                    """#),
            Snippet(
                stack: "Node.js (Express)", language: "javascript",
                code: #"""
                    const Database = require("better-sqlite3");
                    const db = new Database("app.db", { timeout: 5000 });
                    db.pragma("journal_mode = WAL");
                    db.pragma("synchronous = NORMAL");

                    const book = db.transaction((chef, day) => {
                      const taken = db.prepare("SELECT 1 FROM bookings WHERE chef_id = ? AND day = ?").get(chef, day);
                      if (taken) throw new Error("taken");
                      db.prepare("INSERT INTO bookings (chef_id, day) VALUES (?, ?)").run(chef, day);
                    });
                    book.immediate(7, "2026-05-01"); // BEGIN IMMEDIATE: it reads and then writes
                    """#),
            Snippet(
                stack: "Ruby on Rails", language: "yaml",
                code: #"""
                    # config/database.yml. WAL is the default since Rails 7.1; `pragmas` since 7.2.
                    production:
                      adapter: sqlite3
                      database: storage/production.sqlite3
                      timeout: 5000
                      default_transaction_mode: immediate
                      pragmas:
                        journal_mode: wal
                        synchronous: normal
                    """#),
            Snippet(
                stack: "PHP (Laravel 11)", language: "php",
                code: #"""
                    // config/database.php, in 'connections'
                    'sqlite' => [
                        'driver' => 'sqlite',
                        'database' => env('DB_DATABASE', database_path('database.sqlite')),
                        'foreign_key_constraints' => true,
                        'busy_timeout' => 5000,
                        'journal_mode' => 'WAL',
                        'synchronous' => 'NORMAL',
                    ],
                    """#),
        ],
        risk: """
            A backup that copies only the main file loses the last commits. A reader that never ends keeps the log \
            from being emptied. With synchronous = NORMAL a power cut can take the last transactions with it. Two \
            more files lie beside the database, and all three must stay together.
            """,
        mitigation: """
            Backups through VACUUM INTO or the backup interface; short read transactions and a watch on the size of \
            the -wal file; FULL where durability matters more than speed; the way back is one pragma.
            """,
        effortHours: 1.5,
        verification: "hone verify",
        sources: [
            "SQLite, Write-Ahead Logging: https://sqlite.org/wal.html",
            "SQLite, PRAGMA synchronous: https://sqlite.org/pragma.html#pragma_synchronous",
            "SQLite, Transactions (deferred, immediate): https://sqlite.org/lang_transaction.html",
            "SQLite, result code SQLITE_BUSY_SNAPSHOT: https://sqlite.org/rescode.html#busy_snapshot",
            "SQLite, VACUUM INTO: https://sqlite.org/lang_vacuum.html#vacuuminto",
        ])
}
