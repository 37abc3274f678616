import Foundation
import Testing

@Suite("The library file")
struct LibraryTests {
    @Test("needs libc and nothing else")
    func needs() throws {
        let scratch = try Scratch()
        let listing = try run(["/usr/bin/readelf", "-dW", try Tracer.library()], in: scratch, traced: false).output
        let needed = listing.split(separator: "\n").filter { $0.contains("(NEEDED)") }
        #expect(!needed.isEmpty)
        for line in needed {
            let plain = ["libc.", "libdl.", "libpthread.", "ld-linux"].contains { line.contains("[\($0)") }
            #expect(plain, "a preloaded library must not bring this into other processes: \(line)")
        }
    }

    @Test("exports the functions that it stands in front of, and the normaliser")
    func exports() throws {
        let scratch = try Scratch()
        let listing = try run(
            ["/usr/bin/nm", "-D", "--defined-only", try Tracer.library()], in: scratch, traced: false)
        let functions = listing.output.split(separator: "\n").filter { $0.contains(" T ") }
            .compactMap { $0.split(separator: " ").last.map(String.init) }
        #expect(
            Set(functions).subtracting(["_init", "_fini"]) == [
                "hone_trace_normalise", "sqlite3_auto_extension", "sqlite3_close", "sqlite3_close_v2",
                "sqlite3_finalize", "sqlite3_open",
                "sqlite3_open16", "sqlite3_open_v2", "sqlite3_prepare", "sqlite3_prepare16", "sqlite3_prepare16_v2",
                "sqlite3_prepare16_v3", "sqlite3_prepare_v2", "sqlite3_prepare_v3", "sqlite3_profile",
                "sqlite3_reset", "sqlite3_step", "sqlite3_trace", "sqlite3_trace_v2",
            ])
    }

    @Test(
        "is inert without its variable, with an empty one, and with a folder that is not there",
        arguments: [nil, "", "/nowhere"])
    func inert(directory: String?) throws {
        let scratch = try Scratch()
        let program = """
            db.execute("create table t(a)"); db.execute("insert into t values (7)"); db.commit()
            print(db.execute("select a from t").fetchall(), sqlite3.sqlite_version)
            """
        var variables: [String: String] = [:]
        variables["HONE_TRACE_DIRECTORY"] = directory
        let traced = try run(pythonCommand(program), in: scratch, traced: false, variables: variables)
        try FileManager.default.removeItem(atPath: scratch.path("app.db"))
        let plain = try run(pythonCommand(program), in: scratch, traced: false, variables: ["LD_PRELOAD": ""])
        #expect(traced.output == plain.output)
        #expect(traced.errors == "")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.log.path).isEmpty)
    }

    @Test("leaves no file behind for a process that does not use SQLite")
    func otherPrograms() throws {
        let scratch = try Scratch()
        #expect(try run(["/bin/sh", "-c", "echo hello; ls / > /dev/null"], in: scratch).output == "hello\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.log.path).isEmpty)
    }
}
