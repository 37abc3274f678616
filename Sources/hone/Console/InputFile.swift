import Foundation
import HoneAgent

/// A file or standard input, read in parts.
struct InputFile {
    private let handle: FileHandle
    private let name: String

    init(_ name: String) throws {
        self.name = name
        guard name != "-" else {
            handle = .standardInput
            return
        }
        guard let opened = FileHandle(forReadingAtPath: name) else {
            throw AgentError(.usage, "\(name) cannot be read.", remedy: "Check the name of the file.")
        }
        handle = opened
    }

    /// Up to a mebibyte; empty at the end.
    func next() throws -> [UInt8] {
        do {
            return Array(try handle.read(upToCount: 1 << 20) ?? Data())
        } catch {
            throw AgentError(
                .usage, "\(name) cannot be read: \(error.localizedDescription)", remedy: "Check that it is a file.")
        }
    }

    /// All of it, for what is small: `limit` bytes at most.
    func rest(after start: [UInt8], limit: Int = 512 << 20) throws -> [UInt8] {
        var bytes = start
        while true {
            let part = try next()
            guard !part.isEmpty else { return bytes }
            bytes += part
            guard bytes.count <= limit else {
                throw AgentError(
                    .usage, "\(name) has more than \(limit >> 20) MiB.", remedy: "Record or describe less at a time.")
            }
        }
    }
}
