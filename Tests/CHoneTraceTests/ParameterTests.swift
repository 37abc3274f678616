import Foundation
import HoneDatabase
import Testing

@Suite("Parameters")
struct ParameterTests {
    let scratch: Scratch
    let program = """
        db.execute("create table t(a, b)")
        db.execute("insert into t values (?, ?)", ("it's a secret", 1.5))
        db.execute("insert into t values (?, ?)", (None, -9223372036854775808))
        db.execute("insert into t values (:x, :x || :y)", {"x": "é\\n\\"", "y": "z"})
        db.execute("insert into t values (?2, ?1)", (b"\\x00\\xff", 1e300))
        db.execute("select 'a ? :b secret', a from t where b in (?, ?, ?) -- ?", (1, 2, 3)).fetchall()
        """

    init() throws { scratch = try Scratch() }

    @Test("are not logged unless asked for, nor are literals", arguments: [nil, "0", ""])
    func absent(value: String?) throws {
        try run(pythonCommand(program), in: scratch, variables: value.map { ["HONE_TRACE_PARAMETERS": $0] } ?? [:])
        let statements = try scratch.statements()
        #expect(!statements.isEmpty)
        #expect(statements.allSatisfy { $0.parameters == nil && $0.text == nil && !$0.isParametersCut })
        #expect(statements.allSatisfy { $0.executableSQL == $0.sql })
        for file in try FileManager.default.contentsOfDirectory(at: scratch.log, includingPropertiesForKeys: nil) {
            #expect(try Data(contentsOf: file).range(of: Data("secret".utf8)) == nil)
        }
    }

    @Test("are logged with their types, by SQLite's numbers, beside the text that they belong to")
    func types() throws {
        try run(pythonCommand(program), in: scratch, variables: ["HONE_TRACE_PARAMETERS": "1"])
        let statements = try scratch.statements().filter { $0.kind == .statement }
        #expect(
            statements.map(\.parameters) == [
                [], [.text("it's a secret"), .real(1.5)], [.null, .integer(.min)], [.text("é\n\""), .text("z")],
                [.blob([0, 255]), .real(1e300)], [.integer(1), .integer(2), .integer(3)],
            ])
        let last = try #require(statements.last)
        #expect(last.sql == "select ?, a from t where b in (?)")
        #expect(last.executableSQL == "select 'a ? :b secret', a from t where b in (?, ?, ?) -- ?")
        #expect(Set(statements.map(\.parameterKey)).count == statements.count)
    }

    @Test("that are too long leave the list out and say so")
    func tooLong() throws {
        try run(
            pythonCommand(
                """
                db.execute("select ?", ("x" * 200_000,)).fetchall()
                db.execute("select zeroblob(?)", (5,)).fetchall()
                """), in: scratch, variables: ["HONE_TRACE_PARAMETERS": "1"])
        let statements = try scratch.statements()
        #expect(statements.map(\.isParametersCut) == [true, false])
        #expect(statements.map(\.parameters) == [nil, [.integer(5)]])
    }
}
