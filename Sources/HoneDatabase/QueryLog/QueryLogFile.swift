import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The log of one process, and how far it was read. The layout is in docs/tracer.md.
struct QueryLogFile: Sendable {
    /// What the header said when it was last read.
    struct Header: Sendable, Equatable {
        var lines: Int
        var committed: Int
        var dropped: Int
        var connections: Int
    }

    let path: String
    private(set) var header: Header?
    /// Empty: the process found no room for even the header, and logs nothing.
    private(set) var isEmpty = false
    /// Lines that are not as this version's tracer writes them.
    private(set) var unreadable = 0
    private var consumed = 0
    /// Read at a time, so that a long log takes the memory of its records only. Longer than any line.
    private static let chunk = 4 << 20

    init(path: String) { self.path = path }

    /// Appends the records that were committed since the last call.
    mutating func readNew(into records: inout [QueryRecord]) throws(QueryLogError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        // Its folder may be emptied between the listing and this.
        if descriptor < 0, errno == ENOENT { return }
        guard descriptor >= 0 else { throw failure("open") }
        defer { close(descriptor) }
        let fixed = try read(descriptor, at: 0, count: 64)
        isEmpty = fixed.isEmpty
        // All zeros while the process is about to write it.
        guard fixed.count == 64, fixed.starts(with: Array("HONETRC1".utf8)) else { return }
        let header = Header(fixed)
        self.header = header
        while consumed < header.committed {
            let wanted = min(Self.chunk, header.committed - consumed)
            let bytes = try read(descriptor, at: header.lines + consumed, count: wanted)
            guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return }
            for line in bytes[..<end].split(separator: UInt8(ascii: "\n")) {
                if let record = QueryLogLine.record(line) { records.append(record) } else { unreadable += 1 }
            }
            consumed += end + 1
        }
    }

    private func read(_ descriptor: Int32, at offset: Int, count: Int) throws(QueryLogError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw failure("read") }
            if got == 0 { break }
            filled += got
        }
        return filled == count ? bytes : Array(bytes[..<filled])
    }

    private func failure(_ operation: String) -> QueryLogError {
        QueryLogError(
            path: path, found: "\(operation) failed: \(String(cString: strerror(errno)))",
            advice: "read it as the user that the traced process runs as")
    }
}

extension QueryLogFile.Header {
    fileprivate init(_ bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { raw in
            func word(_ offset: Int) -> Int {
                Int(clamping: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
            return Self(
                lines: Int(raw.loadUnaligned(fromByteOffset: 8, as: UInt32.self)), committed: word(16),
                dropped: word(24), connections: word(32))
        }
    }
}
