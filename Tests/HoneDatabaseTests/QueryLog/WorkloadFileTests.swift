import Foundation
import Testing

@testable import HoneDatabase

@Suite struct WorkloadFileTests {
    private func read(_ text: String, named name: String = "queries.jsonl") throws -> WorkloadFile {
        let folder = try TestFolder()
        return try WorkloadFile(path: folder.file(name, Array(text.utf8)))
    }

    @Test func handwrittenLinesAddUp() throws {
        let file = try read(
            """
            {"sql": "SELECT 1 WHERE ? = 1", "parameters": [1], "calls": 10, "endpoint": "GET /x"}

            {"sql": "SELECT 1 WHERE ? = 1", "parameters": ["a", "calls": 1}
            {"sql": "SELECT 1 WHERE ? = 1", "parameters": [null], "endpoints": ["GET /y"]}
            {"sql": "SELECT 2"}
            """)
        #expect(
            file.workload.statements == [
                .init(
                    sql: "SELECT 1 WHERE ? = 1", parameters: [[.integer(1)], [.null]], calls: 11,
                    endpoints: ["GET /x", "GET /y"]),
                .init(sql: "SELECT 2", calls: 1),
            ])
        #expect(file.problems == ["line 3: it is not JSON"])
        #expect(file.workload.minutes == nil)
    }

    @Test func everyValueOfSQLiteCanBeWritten() throws {
        let file = try read(#"{"sql": "?", "parameters": [null, 1, 1.5, {"real": 2}, "é", {"base64": "AQI="}]}"#)
        #expect(
            file.workload.statements[0].parameters == [
                [.null, .integer(1), .real(1.5), .real(2), .text("é"), .blob([1, 2])]
            ])
    }

    @Test(arguments: [
        (#"{"sgl": "SELECT 1"}"#, #"line 1: it has no "sql""#), (#"{"sql": 7}"#, #"line 1: "sql" has the wrong type"#),
        (#"{"sql": "x", "calls": "many"}"#, #"line 1: "calls" has the wrong type"#),
        (#"{"sql": "x", "calls": 0}"#, "line 1: calls is to be more than 0"),
        (#"{"sql": "x", "calls": -1}"#, "line 1: calls is to be more than 0"), ("{", "line 1: it is not JSON"),
    ])
    func wrongLinesAreToldAndTheOthersRead(_ line: String, _ words: String) throws {
        let file = try read(line + "\n" + #"{"sql": "SELECT 1"}"#)
        #expect(file.problems == [words])
        #expect(file.workload.statements.map(\.sql) == ["SELECT 1"])
    }

    @Test func manyWrongLinesAreCounted() throws {
        let file = try read(#"{"sql": "SELECT 1"}"# + String(repeating: "\n{", count: 50))
        #expect(file.problems.count == 21)
        #expect(file.problems.last == "30 more lines like these")
    }

    @Test func statementsInSQLEndWhereSQLiteSaysSo() throws {
        let file = try read(
            """
            -- the dashboard; all of it
            SELECT 'a;b' FROM t;
            SELECT 2;;
              /* ; */ DELETE FROM t WHERE a = ';'
            """, named: "queries.sql")
        #expect(
            file.workload.statements.map(\.sql) == [
                "-- the dashboard; all of it\nSELECT 'a;b' FROM t", "SELECT 2", "/* ; */ DELETE FROM t WHERE a = ';'",
            ])
        #expect(file.workload.statements.allSatisfy { $0.calls == 1 })
    }

    @Test func tracedLinesBecomeShapesWithTheirValuesAndATime() throws {
        func line(_ at: Int, _ sql: String, _ rest: String) -> String {
            "{\"kind\":\"statement\",\"pid\":1,\"tid\":1,\"at\":\(at),\"wall\":\(at * 1_000_000_000),\"connection\":1,\"sql\":\"\(sql)\",\"ns\":5,\"rows\":1\(rest)}"
        }
        let lines = [
            "{\"kind\":\"opened\",\"pid\":1,\"tid\":1,\"at\":1,\"wall\":1,\"connection\":1,\"file\":\"/a.db\"}",
            line(60, "SELECT a FROM t WHERE b = ?", ",\"text\":\"SELECT a FROM t WHERE b = :b\",\"parameters\":[7]"),
            line(
                90, "SELECT a FROM t WHERE b = ?", ",\"text\":\"SELECT a FROM t WHERE b = :b\",\"parameters\":[\"x\"]"),
            line(100, "BEGIN", ""), line(110, "SELECT nested", ",\"nested\":true"),
            line(115, "INSERT INTO t VALUES (?)", ",\"result\":19"), line(180, "SELECT 2 FROM t", ",\"result\":101"),
        ]
        let file = try read(lines.joined(separator: "\n"))
        #expect(
            file.workload.statements == [
                .init(sql: "SELECT a FROM t WHERE b = :b", parameters: [[.integer(7)], [.text("x")]], calls: 2),
                .init(sql: "SELECT 2 FROM t", calls: 1),
            ])
        #expect(file.workload.minutes == 2)
        #expect(file.problems == [])
    }

    @Test func readsALogOfTheTracerAndItsFolder() throws {
        let folder = try TestFolder()
        let line = Array(
            ("{\"kind\":\"statement\",\"pid\":1,\"tid\":1,\"at\":1,\"wall\":1,\"connection\":1,\"sql\":\"SELECT 1 FROM t\",\"ns\":5,\"rows\":1}\n")
                .utf8)
        var bytes = Array("HONETRC1".utf8) + [UInt8](repeating: 0, count: 4088)
        bytes.replaceSubrange(8..<12, with: [0, 16, 0, 0])
        bytes[16] = UInt8(line.count & 0xff)
        bytes[17] = UInt8(line.count >> 8)
        let path = try folder.file("1-2.trace", bytes + line)
        for place in [path, folder.path] {
            #expect(try WorkloadFile(path: place).workload.statements == [.init(sql: "SELECT 1 FROM t", calls: 1)])
        }
    }

    @Test(
        arguments: [
            (nil, "there is no such file"), ("", "it holds no statement"), (" \n\n", "it holds no statement"),
            ("{\n{\n", "it holds no statement; line 1: it is not JSON"), ("\u{0}\u{1}", "it holds no statement"),
            ("hello", ""),
        ] as [(String?, String)])
    func refusesWhatIsNoWorkload(_ text: String?, _ words: String) throws {
        let folder = try TestFolder()
        let path = folder("w")
        if let text { _ = try folder.file("w", Array(text.utf8)) }
        do {
            // Anything that is not JSON is taken for SQL, and told when it does not compile.
            #expect(try WorkloadFile(path: path).workload.statements.count == 1)
            #expect(words.isEmpty)
        } catch let error as WorkloadFileError {
            #expect(error.path == path)
            #expect(error.found.hasPrefix(words), "\(error)")
            #expect(!words.isEmpty && !error.remedy.isEmpty)
        }
    }

    @Test func refusesBytesThatAreNoText() throws {
        let folder = try TestFolder()
        let path = try folder.file("w", [0x53, 0xFF, 0xFE])
        #expect(throws: WorkloadFileError.self) { try WorkloadFile(path: path) }
    }
}

@Suite struct WorkloadBuilderTests {
    @Test func keepsFewTextsOfAShapeAndTheirCallsForAll() {
        var builder = WorkloadBuilder()
        for id in 0..<100 {
            builder.add("SELECT \(id)", shape: "SELECT ?", parameters: nil, calls: 1, endpoints: [])
        }
        let statements = builder.workload.statements
        #expect(statements.count == WorkloadBuilder.texts)
        #expect(abs(statements.reduce(0) { $0 + $1.calls } - 100) < 1e-9)
    }

    @Test func keepsSomeSetsOfManyFromAllOver() {
        var builder = WorkloadBuilder()
        for id in 0..<10_000 {
            builder.add("SELECT ?", shape: "SELECT ?", parameters: [.integer(Int64(id))], calls: 1, endpoints: [])
        }
        let sets = builder.workload.statements[0].parameters
        #expect(sets.count == WorkloadBuilder.sets)
        #expect(Set(sets).count == WorkloadBuilder.sets)
        #expect(sets.contains { ($0[0].integerValue ?? 0) > 5000 })
        #expect(builder.workload.statements[0].calls == 10_000)
    }

    @Test func countsWhatItHasNoRoomFor() {
        var builder = WorkloadBuilder()
        for id in 0..<(WorkloadBuilder.shapes + 3) {
            builder.add("SELECT a\(id)", shape: "SELECT a\(id)", parameters: nil, calls: 1, endpoints: [])
        }
        #expect(builder.leftOut == 3)
        #expect(builder.workload.statements.count == WorkloadBuilder.shapes)
    }
}
