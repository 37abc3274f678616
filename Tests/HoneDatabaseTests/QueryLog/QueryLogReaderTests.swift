import Foundation
import Testing

@testable import HoneDatabase

/// Logs as the tracer writes them, made here so that every state of a file can be had. The tracer itself is tested
/// with the reader in CHoneTraceTests.
@Suite("The query log's reader")
final class QueryLogReaderTests {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "hone-log-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(
        _ name: String, _ lines: String, committed: Int? = nil, dropped: UInt64 = 0, connections: UInt64 = 0,
        tail: Int = 0
    ) throws {
        var header = Data("HONETRC1".utf8)
        func append(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value) { header.append(contentsOf: $0) } }
        append(UInt32(4_096))
        append(UInt32(7))
        append(UInt64(committed ?? lines.utf8.count))
        append(dropped)
        append(connections)
        header.append(Data(count: 4_096 - header.count))
        try (header + Data(lines.utf8) + Data(count: tail)).write(to: folder.appending(path: name))
    }

    func line(_ sql: String, at: Int, more: String = "") -> String {
        #"{"kind":"statement","pid":7,"tid":8,"at":\#(at),"wall":1,"connection":1,"ns":5,"rows":0\#(more),"sql":"\#(sql)"}"#
            + "\n"
    }

    @Test("gives each record once, over all files, ordered by time, and finds files that come later")
    func increments() throws {
        var reader = QueryLogReader(directory: folder)
        #expect(try reader.readNew().isEmpty)
        let first = line("a", at: 10)
        try write("1-1.trace", first + line("d", at: 40))
        try write("2-1.trace", line("c", at: 30) + line("b", at: 20))
        try write("other.txt", "not a log")
        #expect(try reader.readNew().map(\.sql) == ["a", "b", "c", "d"])
        #expect(try reader.readNew().isEmpty)
        try write("1-1.trace", first + line("d", at: 40) + line("f", at: 60))
        try write("3-1.trace", line("e", at: 50))
        #expect(try reader.readNew().map(\.sql) == ["e", "f"])
    }

    @Test("reads what is committed and nothing after it")
    func committed() throws {
        var reader = QueryLogReader(directory: folder)
        let first = line("a", at: 1)
        try write("1-1.trace", first + #"{"kind":"statem"#, committed: first.utf8.count, tail: 9_000)
        #expect(try reader.readNew().map(\.sql) == ["a"])
        try write("1-1.trace", first + line("b", at: 2), tail: 9_000)
        #expect(try reader.readNew().map(\.sql) == ["b"])
        #expect(reader.unreadable == 0)
    }

    @Test("adds up what the processes count")
    func counts() throws {
        var reader = QueryLogReader(directory: folder)
        #expect((reader.dropped, reader.connectionsSeen, reader.processesWithoutRoom) == (0, 0, 0))
        try write("1-1.trace", "", dropped: 3, connections: 2)
        try write("2-1.trace", "", dropped: 4, connections: 1)
        try Data().write(to: folder.appending(path: "3-1.trace"))
        try Data(count: 4_096).write(to: folder.appending(path: "4-1.trace"))
        _ = try reader.readNew()
        #expect((reader.dropped, reader.connectionsSeen, reader.processesWithoutRoom) == (7, 3, 1))
    }

    @Test("reads every field")
    func fields() throws {
        var reader = QueryLogReader(directory: folder)
        let more =
            #","prepare_ns":2,"scan_steps":3,"sorts":4,"auto_index_rows":5,"vm_steps":6,"reprepares":7,"busy":8,"#
            + #""waits":9,"wait_ns":10,"result":19,"readonly":true,"transaction":true,"nested":true,"traced_only":true,"#
            + #""sql_cut":true,"parameters_cut":true,"text":"x\"\\\u000a\u007fé","#
            + #""parameters":[null,-9223372036854775808,9223372036854775807,{"real":"-1.5e300"},"a\"b",{"blob":"00fF"},"#
            + #"{"zeroblob":"3"},{"real":"Inf"}]"#
        try write("1-1.trace", line("s", at: 11, more: more))
        var expected = QueryRecord(kind: .statement, process: 7, thread: 8, connection: 1, at: 11, wall: 1)
        expected.nanoseconds = 5
        expected.prepareNanoseconds = 2
        expected.fullScanSteps = 3
        expected.sorts = 4
        expected.automaticIndexRows = 5
        expected.machineSteps = 6
        expected.reprepares = 7
        expected.busy = 8
        expected.waits = 9
        expected.waitNanoseconds = 10
        expected.result = 19
        expected.isReadOnly = true
        expected.isInTransaction = true
        expected.isNested = true
        expected.isTracedOnly = true
        expected.isCut = true
        expected.isParametersCut = true
        expected.text = "x\"\\\n\u{7F}é"
        expected.sql = "s"
        expected.parameters = [
            .null, .integer(.min), .integer(.max), .real(-1.5e300), .text("a\"b"), .blob([0, 255]), .blob([0, 0, 0]),
            .real(.infinity),
        ]
        #expect(try reader.readNew() == [expected])
    }

    @Test("reads connections and what was not seen")
    func connections() throws {
        var reader = QueryLogReader(directory: folder)
        let common = #""pid":1,"tid":1,"at":1,"wall":1"#
        try write(
            "1-1.trace",
            #"{"kind":"opened",\#(common),"connection":3,"file":"/a b.db","sqlite":"3.40.1","library":"/l.so"}"# + "\n"
                + #"{"kind":"closed",\#(common),"connection":3}"# + "\n"
                + #"{"kind":"unseen",\#(common),"library":"","sqlite":"3.1"}"# + "\n")
        let records = try reader.readNew()
        #expect(records.map(\.kind) == [.connectionOpened, .connectionClosed, .unseen])
        #expect(records.map(\.connection) == [3, 3, 0])
        #expect((records[0].file, records[0].libraryVersion, records[0].library) == ("/a b.db", "3.40.1", "/l.so"))
    }

    @Test(
        "counts what it cannot read and goes on",
        arguments: [
            "{}", "x", "", "{", #"{"kind":"statement""#, #"{"kind":"statement"}x"#, #"{"kind":"later"}"#,
            #"{"kind":"statement","new":1}"#, #"{"kind":"statement","rows":"1"}"#, #"{"kind":"statement","rows":-}"#,
            #"{"kind":"statement","rows":99999999999999999999}"#, #"{"kind":"statement","sql":"\q"}"#,
            #"{"kind":"statement","parameters":[{"blob":"0"}]}"#, #"{"kind":"statement","parameters":[1"#,
            #"{"kind":"statement","tid":4294967296}"#, #"{"kind":"statement","sql":"never closed}"#,
        ])
    func unreadable(bad: String) throws {
        var reader = QueryLogReader(directory: folder)
        try write("1-1.trace", line("a", at: 1) + bad + "\n" + line("b", at: 2))
        #expect(try reader.readNew().map(\.sql) == ["a", "b"])
        // Empty lines are nothing.
        #expect(reader.unreadable == (bad.isEmpty ? 0 : 1))
    }

    @Test("says what is wrong with a folder that is not there")
    func missing() throws {
        var reader = QueryLogReader(directory: folder.appending(path: "nowhere"))
        let error = #expect(throws: QueryLogError.self) { try reader.readNew() }
        #expect(error?.description.contains("nowhere") == true)
        #expect(error?.advice.contains("create the folder") == true)
    }

    @Test("reads a log that is longer than what it reads at a time")
    func long() throws {
        var reader = QueryLogReader(directory: folder)
        let text = String(repeating: "column, ", count: 20)
        try write("1-1.trace", (0..<30_000).map { line("select \(text)\($0)", at: $0) }.joined())
        let records = try reader.readNew()
        #expect(records.count == 30_000)
        #expect(records.last?.sql.hasSuffix("29999") == true)
    }

    @Test("tells executions with different values apart")
    func keys() {
        var record = QueryRecord(kind: .statement, process: 1, thread: 1, connection: 1, at: 1, wall: 1)
        record.sql = "select ?"
        var other = record
        #expect(record.parameterKey == other.parameterKey)
        other.parameters = [.integer(1)]
        record.parameters = [.text("1")]
        #expect(record.parameterKey != other.parameterKey)
        record.parameters = [.integer(1)]
        #expect(record.parameterKey == other.parameterKey)
        record.text = "select 1"
        #expect(record.parameterKey != other.parameterKey)
        #expect(record.executableSQL == "select 1")
        #expect(other.executableSQL == "select ?")
    }

    @Test("records outlive a trip through JSON")
    func codable() throws {
        var record = QueryRecord(kind: .pragma, process: 1, thread: 2, connection: 3, at: 4, wall: 5)
        record.parameters = [.null, .real(2), .blob([1])]
        let data = try JSONEncoder().encode(record)
        #expect(try JSONDecoder().decode(QueryRecord.self, from: data) == record)
    }
}
