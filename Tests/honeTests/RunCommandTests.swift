import Foundation
import HoneTesting
import Testing

@Suite("hone run")
struct RunCommandTests {
    private static let report = """
        import sqlite3, sys
        db = sqlite3.connect('app.db')
        print(*[db.execute('pragma ' + name).fetchone()[0] for name in ['cache_size', 'synchronous', 'temp_store']])
        sys.exit(7)
        """

    @Test("The settings are made, told on standard error, and the exit status is the command's")
    func settings() async throws {
        let program = try Program()
        defer { program.remove() }
        let ran = try await program.run(
            "run", "--pragma", "cache_size=-5000", "--pragma", "temp_store=MEMORY", "--", "python3", "-c", Self.report)
        #expect(ran.status == 7)
        #expect(ran.output == "-5000 2 2\n")
        #expect(ran.errors == "hone: on every SQLite connection of python3: cache_size=-5000 temp_store=MEMORY\n")
    }

    @Test("What Hone advises for a database is set, and what a person asks for goes before")
    func advised() async throws {
        let program = try Program()
        defer { program.remove() }
        let make = """
            import sqlite3
            db = sqlite3.connect('app.db')
            db.execute('pragma journal_mode = wal')
            db.execute('create table t (x)')
            db.executemany('insert into t values (?)', [('x' * 1000,) for i in range(5000)])
            db.commit()
            """
        #expect(try await program.run("run", "--pragma", "cache_size=9", "--", "python3", "-c", make).status == 0)
        let ran = try await program.run(
            "run", "--database", "app.db", "--pragma", "temp_store=FILE", "--", "python3", "-c", Self.report)
        #expect(ran.output.hasPrefix("-5120 1 1"), "\(ran)")
        #expect(ran.errors.contains("mmap_size=67108864") && ran.errors.contains("busy_timeout=5000"))
    }

    @Test(
        "What cannot be set or started is refused with status 2",
        arguments: [
            (["--pragma", "synchronous=OFF", "--", "true"], "power cut"),
            (["--pragma", "writable_schema=ON", "--", "true"], "Known are"),
            (["--", "true"], "--pragma cache_size"), (["--pragma", "cache_size=9"], "two hyphens"),
            (["--pragma", "cache_size=9", "--", "no-such-program-anywhere"], "No such file"),
            (["--database", "none.db", "--", "true"], "no such file"),
        ])
    func refused(arguments: [String], words: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let ran = try await program.run(["run"] + arguments)
        #expect(ran.status == 2)
        #expect(ran.errors.contains(words), "\(ran.errors)")
        #expect(ran.output.isEmpty)
    }

    @Test("Signals reach the command, which has them as a shell gives them")
    func signals() async throws {
        let program = try Program()
        defer { program.remove() }
        let script = """
            import signal, sys, time
            print(signal.getsignal(signal.SIGINT) == signal.default_int_handler, end=' ')
            print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL, signal.pthread_sigmask(signal.SIG_BLOCK, []))
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))
            print('ready', flush=True)
            signal.pause()
            """
        let process = try program.start(["run", "--pragma", "cache_size=9", "--", "python3", "-c", script])
        try await eventually { try program.output.contains("ready") }
        process.send(SIGTERM)
        #expect(await process.ending() == .exited(9))
        #expect(try program.output == "True True set()\nready\n")
    }

    @Test("A program that SQLite is linked into is told of")
    func linked() async throws {
        let program = try Program()
        defer { program.remove() }
        // It carries the words by which SQLite's code is known.
        let script = "#!/bin/sh\n# unable to close due to unfinalized statements\nexit 3\n"
        try program.write(script, to: "app")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: program.folder.appending(path: "app").path)
        let ran = try await program.run("run", "--pragma", "cache_size=9", "--", "./app")
        #expect(ran.status == 3)
        #expect(ran.errors.contains("./app has a SQLite linked into it"))
    }
}
