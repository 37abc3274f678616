#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that is appended to, and opened anew when it was moved or removed by whoever rotates logs.
struct LogFile: ~Copyable {
    /// Lines could not be written.
    struct WriteError: Error, Equatable, CustomStringConvertible {
        var path: String
        var attempt: String
        var problem: String

        var description: String {
            "could not \(attempt) the request log \(path): \(problem); requests go on, their lines are lost and counted"
        }
    }

    private let path: String
    private var descriptor: Int32 = -1

    init(path: String) {
        self.path = path
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Appends text, opening the file first where needed.
    mutating func append(_ text: String) throws(WriteError) {
        try openIfNeeded()
        var copy = text
        let problem: Int32? = copy.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return errno }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
            return nil
        }
        if let problem {
            throw WriteError(path: path, attempt: "write to", problem: String(cString: strerror(problem)))
        }
    }

    private mutating func openIfNeeded() throws(WriteError) {
        if descriptor >= 0 {
            var opened = stat()
            var named = stat()
            if fstat(descriptor, &opened) == 0, stat(path, &named) == 0, opened.st_ino == named.st_ino,
                opened.st_dev == named.st_dev
            {
                return
            }
            close(descriptor)
            descriptor = -1
        }
        makeFolder()
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw WriteError(path: path, attempt: "open", problem: String(cString: strerror(errno)))
        }
    }

    /// Makes the folders above the file; what goes wrong shows when the file is opened.
    private func makeFolder() {
        var index = path.startIndex
        while let slash = path[index...].firstIndex(of: "/") {
            if slash > path.startIndex { mkdir(String(path[..<slash]), 0o755) }
            index = path.index(after: slash)
        }
    }
}
