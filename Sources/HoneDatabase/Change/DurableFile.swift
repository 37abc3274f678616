import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Files that are there after a power cut once a call has returned.
enum DurableFile {
    /// A system call that failed: which, on what, and why.
    struct Failure: Error, CustomStringConvertible {
        let call: String
        let path: String
        let number: Int32

        init(_ call: String, _ path: String) {
            self.call = call
            self.path = path
            self.number = errno
        }

        var description: String { "\(call) on \(path): \(String(cString: strerror(number)))" }
    }

    /// Writes a file whole or not at all: a file beside it, fsync, rename, fsync of the folder.
    /// - Throws: `Failure`.
    static func write(_ bytes: Data, to path: String) throws {
        let partial = path + ".partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure("open", partial) }
        do {
            try bytes.withUnsafeBytes { buffer in
                var rest = buffer
                while !rest.isEmpty {
                    let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { throw Failure("write", partial) }
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                }
            }
            guard fsync(descriptor) == 0 else { throw Failure("fsync", partial) }
        } catch {
            close(descriptor)
            throw error
        }
        close(descriptor)
        try move(partial, to: path)
    }

    /// Renames within a file system and makes the folder durable.
    /// - Throws: `Failure`.
    static func move(_ from: String, to path: String) throws {
        try replace(path, with: from)
        try sync(folder(of: path))
    }

    /// Renames within a file system: whole or not at all, but durable only with the next `sync` of the folder.
    /// - Throws: `Failure`.
    static func replace(_ path: String, with file: String) throws {
        guard rename(file, path) == 0 else { throw Failure("rename", "\(file) to \(path)") }
    }

    /// fsync of a file or folder.
    /// - Throws: `Failure`.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Failure("fsync", path) }
    }

    /// Copies a file and makes the copy durable. What was at the target is replaced.
    /// - Throws: the error of Foundation, or `Failure`.
    static func copy(_ from: String, to path: String) throws {
        remove(path)
        try FileManager.default.copyItem(atPath: from, toPath: path)
        try sync(path)
    }

    /// Removes a file if it is there.
    static func remove(_ path: String) { unlink(path) }

    /// Removes a database file with its journal, log and shared memory.
    static func removeDatabase(_ path: String) {
        for suffix in ["", "-journal", "-wal", "-shm"] { remove(path + suffix) }
    }

    /// Gives a file the mode and, where this user may, the owner of another.
    /// - Throws: `Failure` when the mode cannot be set.
    static func adopt(_ path: String, from other: FileStatus) throws {
        // An ordinary user cannot give files away; a file that stays his own is what he had before.
        _ = chown(path, other.owner, other.group)
        guard chmod(path, mode_t(other.mode & 0o7777)) == 0 else { throw Failure("chmod", path) }
    }
}

/// Free bytes for an ordinary user on the file system of a path (statvfs); nil when they cannot be told.
func freeSpace(at path: String) -> Int64? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
}

/// Bytes that a file of this process may have at most (setrlimit(2), RLIMIT_FSIZE); nil when there is no limit.
func largestFile() -> Int64? {
    var limit = rlimit()
    guard getrlimit(fileSizeResource, &limit) == 0, limit.rlim_cur < rlim_t(Int64.max) else { return nil }
    return Int64(limit.rlim_cur)
}

#if canImport(Glibc)
    private let fileSizeResource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
#else
    private let fileSizeResource = RLIMIT_FSIZE
#endif
