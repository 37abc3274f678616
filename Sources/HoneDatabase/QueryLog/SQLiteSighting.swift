import Foundation

/// What tells from outside, for a process that runs, whether it uses SQLite: its open files, and the files of
/// program code that contain a SQLite. For the case that the tracer saw no connection.
public struct SQLiteSighting: Sendable, Codable, Equatable {
    /// The process.
    public var process: Int32
    /// SQLite databases that it has open.
    public var databases: [String]
    /// The programs and libraries mapped into it that contain SQLite's code.
    public var engines: [String]

    /// Looks at a process under /proc. What may not be read there (another user's process) counts as not there, and a
    /// process that has ended has nothing. Reads the process's program files once: some 10 ms for each 100 MB.
    public init(process: Int32) {
        self.process = process
        databases = openFiles(of: process).filter(isDatabase).sorted()
        engines = programFiles(of: process).filter(containsEngine).sorted()
    }

    /// Whether a program's file contains SQLite's code, as one has that SQLite is linked into.
    public static func carriesEngine(_ program: String) -> Bool { containsEngine(program) }

    /// Why no connection was seen, in a sentence for the person who wants to know; `nil` when there is no sign that
    /// the process uses SQLite.
    public var explanation: String? {
        let names = engines.joined(separator: ", ")
        switch (databases.first, engines.isEmpty) {
        case (nil, true): return nil
        case (let database?, true):
            return "process \(process) has \(database) open, but no SQLite was found in its program files"
        case (let database?, false):
            return "process \(process) has \(database) open through the SQLite in \(names), where the tracer cannot "
                + "stand in between: it is linked in without exported symbols, or called through dlsym (then name that "
                + "file in HONE_TRACE_SQLITE)"
        case (nil, false):
            return
                "process \(process) has a SQLite in \(names), and no database open: it does not use it now, or opens "
                + "the database for each request"
        }
    }
}

private func openFiles(of process: Int32) -> Set<String> {
    let folder = "/proc/\(process)/fd"
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Set(
        numbers.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
            .filter { $0.hasPrefix("/") && !$0.hasPrefix("/proc/") && !$0.hasPrefix("/dev/") })
}

/// https://www.sqlite.org/fileformat.html#magic_header_string
private func isDatabase(_ path: String) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 16)) == Data("SQLite format 3\0".utf8)
}

private func programFiles(of process: Int32) -> Set<String> {
    guard let maps = try? String(contentsOfFile: "/proc/\(process)/maps", encoding: .utf8) else { return [] }
    return Set(
        maps.split(separator: "\n").compactMap { line in
            // Address, permissions, offset, device, inode, path.
            let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            guard fields.count == 6, fields[1].contains("x") else { return nil }
            let path = fields[5].drop { $0 == " " }
            return path.hasPrefix("/") ? String(path) : nil
        })
}

/// A message of `sqlite3_close`: programs that only read SQLite's files, or link to it, do not contain it.
private func containsEngine(_ path: String) -> Bool {
    guard let contents = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else { return false }
    return contents.range(of: Data("unable to close due to unfinalized statements".utf8)) != nil
}
