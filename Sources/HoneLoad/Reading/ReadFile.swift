#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that cannot be read; whoever wanted it adds where its name was written.
struct UnreadableFile: Error, Equatable {
    /// What follows what the file is for: `'a.csv' is not there`.
    var problem: String
    var remedy: String
}

/// The bytes of a file.
/// - Parameter limit: bytes it may have; a larger one is refused.
func readFile(_ path: String, limit: Int) throws(UnreadableFile) -> [UInt8] {
    // A pipe that nobody writes to must not hold us up.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
        switch errno {
        case ENOENT, ENOTDIR:
            throw UnreadableFile(problem: "'\(path)' is not there", remedy: "Check the path.")
        default:
            throw UnreadableFile(
                problem: "'\(path)' cannot be opened: \(String(cString: strerror(errno)))",
                remedy: "Check its permissions.")
        }
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw UnreadableFile(
            problem: "'\(path)' is not a regular file", remedy: "Name a file that has the content in it.")
    }
    // One byte beyond what the file had tells a file that grows meanwhile, past the limit too.
    let wanted = min(Int(status.st_size), limit) + 1
    var failure: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        while count < wanted, let start = buffer.baseAddress {
            let got = read(descriptor, start + count, wanted - count)
            if got < 0 {
                if errno == EINTR { continue }
                failure = errno
                return
            }
            if got == 0 { return }
            count += got
        }
    }
    if let failure {
        throw UnreadableFile(
            problem: "'\(path)' cannot be read: \(String(cString: strerror(failure)))",
            remedy: "Check the file system it is on.")
    }
    guard bytes.count <= limit else {
        throw UnreadableFile(
            problem: "'\(path)' is larger than the \(limit / (1 << 20)) MiB that are read",
            remedy: "Split it, or leave out rows and columns that no task uses.")
    }
    guard bytes.count < wanted else {
        throw UnreadableFile(problem: "'\(path)' grows while it is read", remedy: "Wait until it is complete.")
    }
    return bytes
}
