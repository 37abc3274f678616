import CCodings
import Foundation
import HoneCache

/// The traces beside the tests.
enum RecordedTrace: String, CaseIterable {
    case web07, web12

    struct Unreadable: Error { var path: String }

    /// Reads and decompresses the trace.
    func load() throws -> KeyTrace {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Traces/\(rawValue).txt.gz").path
        guard let file = gzopen(path, "rb") else { throw Unreadable(path: path) }
        defer { gzclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = gzread(file, &chunk, UInt32(chunk.count))
            guard count >= 0 else { throw Unreadable(path: path) }
            if count == 0 { break }
            bytes += chunk.prefix(Int(count))
        }
        return KeyTrace(text: String(decoding: bytes, as: UTF8.self))
    }
}
