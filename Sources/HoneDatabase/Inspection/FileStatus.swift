import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// What stat(2) says of a path.
struct FileStatus: Equatable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    let mode: UInt32
    let owner: UInt32
    let group: UInt32

    /// - Returns: nil when there is nothing at the path (links are followed).
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        mode = UInt32(status.st_mode)
        owner = UInt32(status.st_uid)
        group = UInt32(status.st_gid)
    }

    var isFolder: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFDIR) }
    var isFile: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFREG) }

    /// Both are the same file under whatever names.
    func isSameFile(_ other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}

/// The path with every link resolved, so that a rename replaces the file and not a link to it.
func resolvedPath(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// The folder that holds a path.
func folder(of path: String) -> String {
    (path as NSString).deletingLastPathComponent.isEmpty ? "." : (path as NSString).deletingLastPathComponent
}
