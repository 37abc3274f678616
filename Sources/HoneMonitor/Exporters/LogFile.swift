#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that is appended to, moved away when it is too large or too old, and opened anew when it was moved or removed
/// by whoever else rotates logs.
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
    private let rotation: LogRotation
    private let unixMilliseconds: @Sendable () -> Int64
    private var descriptor: Int32 = -1
    private var bytes = 0
    /// When the file was begun, milliseconds since 1970.
    private var began: Int64 = 0

    init(path: String, rotation: LogRotation, unixMilliseconds: @escaping @Sendable () -> Int64) {
        self.path = path
        self.rotation = rotation
        self.unixMilliseconds = unixMilliseconds
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Appends text, opening the file first where needed.
    /// - Returns: whether the file was moved away before.
    @discardableResult
    mutating func append(_ text: String) throws(WriteError) -> Bool {
        try openIfNeeded()
        let isMoved = mustRotate(adding: text.utf8.count) && rotate()
        if isMoved { try openIfNeeded() }
        var copy = text
        var written = 0
        let problem: Int32? = copy.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return errno }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                written += count
            }
            return nil
        }
        if let problem {
            takeBack(written)
            throw WriteError(path: path, attempt: "write to", problem: String(cString: strerror(problem)))
        }
        bytes += text.utf8.count
        return isMoved
    }

    /// Cuts off the beginning of a text that did not fit, so that no line is continued by another.
    private func takeBack(_ count: Int) {
        var now = stat()
        guard count > 0, fstat(descriptor, &now) == 0, now.st_mode & S_IFMT == S_IFREG else { return }
        _ = ftruncate(descriptor, max(0, now.st_size - off_t(count)))
    }

    /// An empty file is never moved, so that a line longer than the limit does not move one file after the other.
    private func mustRotate(adding count: Int) -> Bool {
        guard bytes > 0 else { return false }
        if let limit = rotation.maximumBytes, bytes + count > limit { return true }
        if let limit = rotation.maximumAgeSeconds { return (unixMilliseconds() - began) / 1_000 >= limit }
        return false
    }

    /// Moves `NAME` to `NAME.1`, that to `NAME.2`, and so on; the last goes. What cannot be moved is written on.
    private mutating func rotate() -> Bool {
        guard rotation.keptFiles > 0 else {
            guard unlink(path) == 0 else { return false }
            closeFile()
            return true
        }
        for number in stride(from: rotation.keptFiles - 1, to: 0, by: -1) {
            rename("\(path).\(number)", "\(path).\(number + 1)")
        }
        guard rename(path, "\(path).1") == 0 else { return false }
        closeFile()
        return true
    }

    private mutating func closeFile() {
        close(descriptor)
        descriptor = -1
    }

    private mutating func openIfNeeded() throws(WriteError) {
        if descriptor >= 0 {
            var opened = stat()
            var named = stat()
            if fstat(descriptor, &opened) == 0, stat(path, &named) == 0, opened.st_ino == named.st_ino,
                opened.st_dev == named.st_dev
            {
                // Others may cut it short or write to it too.
                if opened.st_mode & S_IFMT == S_IFREG { bytes = Int(opened.st_size) }
                return
            }
            closeFile()
        }
        makeFolder()
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw WriteError(path: path, attempt: "open", problem: String(cString: strerror(errno)))
        }
        var opened = stat()
        // Of what is not a file, such as a terminal, no size is known and none is moved.
        let isFile = fstat(descriptor, &opened) == 0 && opened.st_mode & S_IFMT == S_IFREG
        bytes = isFile ? Int(opened.st_size) : 0
        began = bytes > 0 ? firstTime() ?? Int64(opened.st_mtim.tv_sec) * 1_000 : unixMilliseconds()
    }

    /// The time in the first line of a file that was there before; nil when that is none of ours.
    private func firstTime() -> Int64? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var start = [UInt8](repeating: 0, count: 32)
        let count = read(file, &start, start.count)
        guard count > 0 else { return nil }
        let line = String(decoding: start[..<count], as: UTF8.self)
        return line.prefixMatch(of: /\{"time":([0-9]{1,18}),/).flatMap { Int64($0.1) }
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
