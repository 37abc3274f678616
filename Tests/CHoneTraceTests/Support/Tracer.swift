import Foundation
import Testing

import HoneDatabase

/// The library under test. SwiftPM builds the dynamic product together with the tests and puts it beside them.
enum Tracer {
    static func library() throws -> String {
        var folder = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        // The test runner may be a tool of the toolchain's with the tests loaded into it.
        folder.deleteLastPathComponent()
        let loaded = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8).split(separator: "\n")
            .compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
            .map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
        let candidates = ([folder] + loaded).map { $0.appending(path: "libHoneTrace.so").path }
        return try #require(
            candidates.first { FileManager.default.fileExists(atPath: $0) },
            "libHoneTrace.so is not beside the tests: swift build --product HoneTrace")
    }
}

/// A folder of a test's own, removed with it.
final class Scratch: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "hone-trace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url.appending(path: "log"), withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var log: URL { url.appending(path: "log") }
    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
        return path(name)
    }

    /// What the processes have logged so far.
    func records() throws -> [QueryRecord] {
        var reader = QueryLogReader(directory: log)
        let records = try reader.readNew()
        #expect(reader.unreadable == 0)
        return records
    }

    func statements() throws -> [QueryRecord] { try records().filter { !$0.sql.isEmpty } }
}
