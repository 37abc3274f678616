#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A cache's keys cannot be recorded.
public struct RecordingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name of the cache.
    public let cache: String
    /// The file.
    public let path: String
    /// What was found.
    public let problem: String
    /// What to do now.
    public let remedy: String

    /// Says all of it.
    public var description: String {
        "cannot record the keys of the cache '\(cache)' to \(path): \(problem); \(remedy)"
    }
}

/// The file of a recording, of at most so many bytes. Only its owner may read it.
struct TraceFile: ~Copyable {
    /// Bytes that were written.
    private(set) var bytes = 0
    private let descriptor: Int32

    /// Makes the file. A trace that is there is replaced; anything else is not.
    /// - Throws: `problem` and `remedy` when it cannot.
    init(path: String) throws(Problem) {
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else {
            throw Problem(
                problem: String(cString: strerror(errno)), remedy: "name a file in a folder that is there and writable")
        }
        var found = stat()
        guard fstat(opened, &found) == 0, found.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            throw Problem(problem: "it is not a file", remedy: "name a file")
        }
        var start = [UInt8](repeating: 0, count: TraceHeader.magic.utf8.count)
        let count = pread(opened, &start, start.count, 0)
        guard count == 0 || start.elementsEqual(TraceHeader.magic.utf8) else {
            close(opened)
            throw Problem(problem: "the file is there and is no trace", remedy: "name another, or remove it")
        }
        ftruncate(opened, 0)
        descriptor = opened
    }

    /// A file that is open for writing and empty.
    init(descriptor: Int32) { self.descriptor = descriptor }

    struct Problem: Error {
        var problem: String
        var remedy: String
    }

    deinit { close(descriptor) }

    /// Appends text, all of it.
    /// - Throws: what the system says, when it cannot; what was written of it is taken back.
    mutating func append(_ text: [UInt8]) throws(Problem) {
        var written = 0
        while written < text.count {
            let count = text.withUnsafeBytes {
                write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let problem = String(cString: strerror(errno))
                // So that the trace ends with a whole line.
                ftruncate(descriptor, off_t(bytes))
                throw Problem(problem: problem, remedy: "free some room and record anew")
            }
            written += count
        }
        bytes += text.count
    }
}
