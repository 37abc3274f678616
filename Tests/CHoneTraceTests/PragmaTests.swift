import Foundation
import Testing

import HoneDatabase

/// Settings that the preloaded library makes on every connection of an app that knows nothing of it.
@Suite struct PragmaTests {
    static let settings =
        "synchronous=NORMAL;cache_size=-65536;mmap_size=1048576;busy_timeout=1234;temp_store=MEMORY;foreign_keys=ON;"
        + "journal_size_limit=4096"

    /// Prints what a connection has.
    static let report = """
        def report(db):
            names = ['synchronous', 'cache_size', 'mmap_size', 'temp_store', 'foreign_keys', 'journal_size_limit']
            print(*[(db.execute('pragma ' + name).fetchone() or [0])[0] for name in names])

        """

    @Test(arguments: [false, true]) func areMadeOnEveryConnection(traced: Bool) throws {
        let scratch = try Scratch()
        let command = try pythonCommand(
            Self.report + "report(db); report(connect())\nother = sqlite3.connect(':memory:'); report(other)")
        let finished = try run(
            command, in: scratch, traced: traced, variables: ["HONE_PRAGMAS": Self.settings])
        #expect(
            finished.output == """
                1 -65536 1048576 2 1 4096
                1 -65536 1048576 2 1 4096
                2 -2000 0 0 0 -1

                """)
        #expect(finished.errors.isEmpty)
        // Nothing of it is taken for the app's own statements.
        let statements = try scratch.statements().map(\.sql)
        #expect(statements.filter { $0.contains("=") } == [])
        #expect(statements.count == (traced ? 18 : 0), "\(statements)")
    }

    @Test func whatTheAppSetsItselfHolds() throws {
        let scratch = try Scratch()
        let program =
            Self.report + """
                db.execute('pragma synchronous = EXTRA'); db.execute('pragma cache_size = 123')
                report(db)
                """
        let finished = try run(
            try pythonCommand(program), in: scratch, traced: false, variables: ["HONE_PRAGMAS": Self.settings])
        #expect(finished.output == "3 123 1048576 2 1 4096\n")
    }

    /// The busy timeout of an app's driver is set after the opening, by a function and not by a statement.
    @Test func theTimeoutOfTheDriverHolds() throws {
        let scratch = try Scratch()
        let program = try compile(
            """
            #include <sqlite3.h>
            #include <stdio.h>
            static int show(void *context, int count, char **values, char **names) { return puts(values[0]) < 0; }
            int main(int count, char **arguments) {
                sqlite3 *db;
                if (sqlite3_open("app.db", &db)) return 1;
                if (count > 1) sqlite3_busy_timeout(db, 42);
                return sqlite3_exec(db, "PRAGMA busy_timeout", show, 0, 0);
            }
            """, in: scratch)
        let variables = ["HONE_PRAGMAS": Self.settings]
        #expect(try run([program], in: scratch, traced: false, variables: variables).output == "1234\n")
        #expect(try run([program, "own"], in: scratch, traced: false, variables: variables).output == "42\n")
        #expect(
            try run([program], in: scratch, traced: false, variables: ["HONE_PRAGMAS": "cache_size=9"]).output == "0\n")
    }

    /// An extension that the app registers runs on each opening too; its settings are the app's.
    @Test func anExtensionOfTheAppHolds() throws {
        let scratch = try Scratch()
        let program = try compile(
            """
            #include <sqlite3.h>
            #include <stdio.h>
            static int show(void *context, int count, char **values, char **names) { return puts(values[0]) < 0; }
            static int own(sqlite3 *db, char **error, const void *api) {
                return sqlite3_exec(db, "PRAGMA cache_size = 555", 0, 0, 0);
            }
            int main(void) {
                sqlite3_auto_extension((void (*)(void))own);
                sqlite3 *db;
                if (sqlite3_open("app.db", &db)) return 1;
                return sqlite3_exec(db, "PRAGMA cache_size; PRAGMA synchronous", show, 0, 0);
            }
            """, in: scratch)
        let finished = try run([program], in: scratch, traced: false, variables: ["HONE_PRAGMAS": Self.settings])
        #expect(finished.output == "555\n1\n")
    }

    /// What is no database, or is locked, is opened as without the library: the app's first statement is refused.
    @Test func openingFailsNoEarlierThanBefore() throws {
        let scratch = try Scratch()
        _ = try scratch.write(String(repeating: "this is no database. ", count: 100), to: "other.db")
        let program = """
            db.execute('create table t (x)'); db.commit()
            db.isolation_level = None
            other = sqlite3.connect('other.db')
            try: other.execute('select * from sqlite_schema')
            except sqlite3.DatabaseError as error: print(error)
            db.execute('begin exclusive')
            third = sqlite3.connect('app.db', timeout=0)
            try: third.execute('select * from t')
            except sqlite3.OperationalError as error: print(error)
            db.execute('rollback')
            print(third.execute('select count(*) from t').fetchone()[0])
            """
        let finished = try run(
            try pythonCommand(program), in: scratch, traced: false, variables: ["HONE_PRAGMAS": Self.settings])
        #expect(finished.output == "file is not a database\ndatabase is locked\n0\n")
    }

    @Test(arguments: [
        ("synchronous=OFF", "synchronous=OFF"), ("writable_schema=ON", "writable_schema=ON"),
        ("cache_size=1 ; journal_mode=OFF", "journal_mode=OFF"), ("mmap_size=-1", "mmap_size=-1"),
        ("cache_size=+5", "cache_size=+5"), ("temp_store=MEMORY--", "temp_store=MEMORY--"), ("nonsense", "nonsense"),
        ("cache_size=99999999999999999999999", "cache_size=99999999999999999999999"),
    ])
    func onlyWhatIsOnTheListIsSet(setting: String, refused: String) throws {
        let scratch = try Scratch()
        let finished = try run(
            try pythonCommand(Self.report + "report(db); print(db.execute('pragma writable_schema').fetchone()[0])"),
            in: scratch, traced: false, variables: ["HONE_PRAGMAS": setting + ";foreign_keys = on"])
        let cache = setting.hasPrefix("cache_size=1 ") ? "1" : "-2000"
        #expect(finished.output == "2 \(cache) 0 0 1 -1\n0\n")
        #expect(finished.errors == "hone: HONE_PRAGMAS: '\(refused)' is not a setting that may be made\n")
    }

    /// Both lists are one: what Swift lets through, the library sets.
    @Test(arguments: Pragma.allCases.filter(\.isPreloadable)) func theListsAreTheSame(pragma: Pragma) throws {
        let scratch = try Scratch()
        let values = [
            "NORMAL", "FULL", "EXTRA", "DEFAULT", "FILE", "MEMORY", "ON", "OFF", "-16777217", "-16777216", "-1", "0",
            "1",
            "600000", "600001", "1000000", "1000001", "16777216", "16777217", "1099511627776", "1099511627777", "",
            "1 2",
        ]
        let texts = values.map { "\(pragma.rawValue)=\($0)" }
        let finished = try run(
            ["/bin/true"], in: scratch, traced: false, variables: ["HONE_PRAGMAS": texts.joined(separator: ";")])
        let refused = texts.filter { (try? PragmaSetting(parsing: $0)) == nil }
        #expect(
            finished.errors.split(separator: "\n").map(String.init)
                == refused.map { "hone: HONE_PRAGMAS: '\($0)' is not a setting that may be made" })
        #expect(refused.count < values.count)
    }

    /// What a connection opened new databases with stays the app's to say.
    @Test func aNewDatabaseCanStillBeShaped() throws {
        let scratch = try Scratch()
        let program = """
            new = sqlite3.connect('new.db')
            for setting in ['page_size = 8192', "encoding = 'UTF-16le'", 'auto_vacuum = 2']: new.execute('pragma ' + setting)
            new.execute('create table t (x)'); new.commit()
            print(*[new.execute('pragma ' + name).fetchone()[0] for name in ['page_size', 'encoding', 'auto_vacuum']])
            """
        let finished = try run(
            try pythonCommand(program), in: scratch, traced: false, variables: ["HONE_PRAGMAS": Self.settings])
        #expect(finished.output == "8192 UTF-16le 2\n")
    }
}
