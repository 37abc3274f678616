import Foundation
import GRDBSQLite

/// A recording of statements in a file, in one of these forms, told apart by their first bytes:
/// - what the tracer writes (`<pid>-<start>.trace`, or its lines alone), or a folder of these;
/// - JSON lines that people write: `{"sql": "…", "parameters": […], "calls": 10, "endpoint": "GET /x"}`, where all but
///   `sql` may be left out; lines with the same `sql` add up;
/// - SQL statements, each ended by a semicolon, one call each.
public struct WorkloadFile: Sendable, Equatable {
    /// The statements.
    public var workload: Workload
    /// Lines that are none of these, in words that name the line; at most 20, and a last one that counts the others.
    public var problems: [String]

    /// Reads a file or a folder of traces.
    /// - Throws: `WorkloadFileError` when it cannot be read, or holds no statement.
    public init(path: String) throws {
        var reader = Reader(path: path)
        try reader.read()
        guard !reader.builder.workload.statements.isEmpty else {
            throw WorkloadFileError(
                path: path, found: (["it holds no statement"] + reader.problems.prefix(3)).joined(separator: "; "),
                remedy: WorkloadFileError.forms)
        }
        workload = reader.builder.workload
        problems = reader.problems
        if reader.unread > 0 { problems.append("\(reader.unread) more lines like these") }
        if reader.builder.leftOut > 0 {
            problems.append(
                "\(reader.builder.leftOut) executions of other statements: the first \(WorkloadBuilder.shapes) are kept"
            )
        }
    }
}

/// A workload file that cannot be read.
public struct WorkloadFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file.
    public var path: String
    /// What was found.
    public var found: String
    /// What to do.
    public var remedy: String

    static let forms =
        "Give the tracer's log, JSON lines such as {\"sql\": \"SELECT …\", \"parameters\": [1], \"calls\": 10}, or SQL "
        + "statements that end in a semicolon."

    /// All of it in two sentences.
    public var description: String { "Cannot read the workload \(path): \(found). \(remedy)" }
}

extension WorkloadFile {
    /// A line that a person wrote.
    private struct Line: Decodable {
        var sql: String
        var parameters: [SQLValue]?
        var calls: Double?
        var endpoint: String?
        var endpoints: [String]?
    }

    private struct Reader {
        let path: String
        var builder = WorkloadBuilder()
        var problems: [String] = []
        var unread = 0
        private let decoder = JSONDecoder()
        /// Read at a time.
        private static let chunk = 1 << 20
        /// Bytes of a line, or of a file of SQL, at most.
        private static let longest = 64 << 20

        init(path: String) { self.path = path }

        mutating func read() throws {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw WorkloadFileError(
                    path: path, found: "there is no such file",
                    remedy:
                        "Check the path; a relative one is taken from \(FileManager.default.currentDirectoryPath).")
            }
            if isFolder.boolValue { return try readFolder() }
            guard let file = FileHandle(forReadingAtPath: path) else {
                throw WorkloadFileError(path: path, found: "it cannot be opened", remedy: "Let this user read it.")
            }
            defer { try? file.close() }
            let start = try part(of: file)
            if start.starts(with: Array("HONETRC1".utf8)) { return try readTrace(path) }
            switch start.first(where: { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }) {
            case UInt8(ascii: "{"): try readLines(file, start)
            case nil: return
            default: try readSQL(file, start)
            }
        }

        private func part(of file: FileHandle) throws -> [UInt8] {
            do {
                return [UInt8](try file.read(upToCount: Self.chunk) ?? Data())
            } catch {
                throw WorkloadFileError(
                    path: path, found: error.localizedDescription, remedy: "Check that it is a file.")
            }
        }

        private mutating func note(_ problem: String) {
            if problems.count < 20 { problems.append(problem) } else { unread += 1 }
        }

        // MARK: The tracer's logs

        private mutating func readFolder() throws {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            for name in names.sorted() where name.hasSuffix(".trace") { try readTrace(path + "/" + name) }
        }

        private mutating func readTrace(_ path: String) throws {
            var log = QueryLogFile(path: path)
            var records: [QueryRecord] = []
            do {
                try log.readNew(into: &records)
            } catch {
                throw WorkloadFileError(path: path, found: error.found, remedy: error.advice)
            }
            for record in records { builder.add(record) }
            if log.unreadable > 0 { note("\(path): \(log.unreadable) lines of another version of the tracer") }
        }

        // MARK: JSON lines

        private mutating func readLines(_ file: FileHandle, _ start: [UInt8]) throws {
            var rest = start
            var number = 0
            while true {
                if let end = rest.lastIndex(of: UInt8(ascii: "\n")) {
                    for line in rest[..<end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
                        number += 1
                        readLine(line, number)
                    }
                    rest = Array(rest[(end + 1)...])
                }
                let more = try part(of: file)
                if more.isEmpty { break }
                guard rest.count < Self.longest else {
                    throw WorkloadFileError(
                        path: path, found: "line \(number + 1) has more than \(Self.longest >> 20) MiB",
                        remedy: WorkloadFileError.forms)
                }
                rest += more
            }
            readLine(rest[...], number + 1)
        }

        private mutating func readLine(_ line: ArraySlice<UInt8>, _ number: Int) {
            guard line.contains(where: { $0 > 0x20 }) else { return }
            if let record = QueryLogLine.record(line) { return builder.add(record) }
            do {
                let read = try decoder.decode(Line.self, from: Data(line))
                let calls = read.calls ?? 1
                guard calls > 0, calls.isFinite else { return note("line \(number): calls is to be more than 0") }
                builder.add(
                    read.sql, shape: read.sql, parameters: read.parameters, calls: calls,
                    endpoints: (read.endpoint.map { [$0] } ?? []) + (read.endpoints ?? []))
            } catch DecodingError.keyNotFound(let key, _) {
                note("line \(number): it has no \"\(key.stringValue)\"")
            } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
                let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined()
                note("line \(number): \"\(place)\" has the wrong type")
            } catch {
                note("line \(number): it is not JSON")
            }
        }

        // MARK: SQL

        private mutating func readSQL(_ file: FileHandle, _ start: [UInt8]) throws {
            var bytes = start
            while case let more = try part(of: file), !more.isEmpty {
                bytes += more
                guard bytes.count < Self.longest else {
                    throw WorkloadFileError(
                        path: path, found: "it has more than \(Self.longest >> 20) MiB of SQL",
                        remedy: WorkloadFileError.forms)
                }
            }
            guard let text = String(bytes: bytes, encoding: .utf8) else {
                throw WorkloadFileError(path: path, found: "it is not text in UTF-8", remedy: WorkloadFileError.forms)
            }
            // sqlite3_complete knows which semicolons lie in strings, comments and triggers
            // (<https://www.sqlite.org/c3ref/complete.html>).
            var statement = ""
            for piece in text.split(separator: ";", omittingEmptySubsequences: false) {
                statement += piece + ";"
                guard sqlite3_complete(statement) != 0 else { continue }
                let sql = statement.dropLast().trimmingCharacters(in: .whitespacesAndNewlines)
                if !sql.isEmpty { builder.add(sql, shape: sql, parameters: nil, calls: 1, endpoints: []) }
                statement = ""
            }
        }
    }
}
