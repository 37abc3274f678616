import Foundation

/// Whether a file lies on a file system that other machines write to as well. A write-ahead log cannot be there: its
/// readers and writers share memory (<https://www.sqlite.org/wal.html#noshm>), and locks are not to be relied on
/// (<https://www.sqlite.org/howtocorrupt.html#_filesystems_with_broken_or_missing_lock_implementations>).
public enum NetworkFileSystem {
    /// The system's table of mounts; replaced in tests. Empty where there is no `/proc`.
    @TaskLocal static var mounts: @Sendable () -> String = {
        (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
    }

    /// Types as `/proc/self/mountinfo` has them: network and cluster file systems.
    private static let types: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "ceph", "afs", "9p", "lustre", "gpfs", "beegfs", "glusterfs",
        "ocfs2", "gfs2", "orangefs", "davfs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.glusterfs", "fuse.ceph",
        "fuse.gcsfuse", "fuse.davfs2", "fuse.juicefs", "fuse.cifs", "fuse.smbnetfs", "fuse.mount-s3",
    ]

    /// The type of the network file system that a path lies on, such as `nfs4`; nil on a local one.
    public static func name(of path: String) -> String? {
        guard let type = type(of: resolvedPath(path), in: mounts()), types.contains(type) else { return nil }
        return type
    }

    /// The type of the file system that is mounted above a path: of several at one place the last, which covers the
    /// others (proc_pid_mountinfo(5)).
    static func type(of path: String, in table: String) -> String? {
        var best: (length: Int, type: String)?
        for line in table.split(separator: "\n") {
            let halves = line.split(separator: " ", omittingEmptySubsequences: true)
            guard halves.count > 6, let dash = halves.firstIndex(of: "-"), dash + 1 < halves.count else { continue }
            let point = unescaped(halves[4])
            let isAbove = point == "/" || path == point || path.hasPrefix(point + "/")
            guard isAbove, point.utf8.count >= (best?.length ?? 0) else { continue }
            best = (point.utf8.count, String(halves[dash + 1]))
        }
        return best?.type
    }

    /// Blanks in mount points are written as a backslash and three octal digits.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.first {
            let digits = rest.dropFirst().prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3, let code = UInt8(String(digits) ?? "", radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(4)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension DatabaseGate {
    /// Refuses a database in WAL mode on a network file system: reading it would make shared memory there, and what
    /// another machine writes meanwhile is not seen.
    /// - Throws: `DatabaseProblem`.
    static func refuseLogOnNetwork(_ path: String, _ header: DatabaseHeader, attempted: String) throws {
        guard header.isWAL, let type = NetworkFileSystem.name(of: path) else { return }
        throw DatabaseProblem(
            .logOnNetwork, attempted: attempted, path: path,
            found:
                "it is in WAL mode on a network file system (\(type)), where readers and writers cannot share memory",
            remedy: "Stop every program that uses it, then move it to a local disk, or leave WAL with: sqlite3 FILE "
                + "'PRAGMA journal_mode = DELETE'")
    }
}
