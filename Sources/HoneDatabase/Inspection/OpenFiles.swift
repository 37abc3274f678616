import Foundation

/// Which processes have a file open, as far as this user may see.
public enum OpenFiles {
    /// A process that has the file open.
    public struct Holder: Sendable, Codable, Equatable, CustomStringConvertible {
        /// Its process id.
        public var pid: Int32
        /// The name of its program.
        public var name: String

        /// Name and id.
        public var description: String { "\(name) (process \(pid))" }
    }

    /// The processes that have this very file open, this one left out. Read from `/proc/*/fd` by device and inode, so
    /// that links and deleted names do not deceive; processes of other users are not seen without the rights, and on
    /// a system without `/proc` the answer is empty.
    public static func holders(of path: String) -> [Holder] {
        guard let file = FileStatus(path) else { return [] }
        let own = getpid()
        let ids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        return ids.sorted().compactMap { id in
            guard id != own, hasOpen(file, process: id) else { return nil }
            let name = (try? String(contentsOfFile: "/proc/\(id)/comm", encoding: .utf8)) ?? "?"
            return Holder(pid: id, name: name.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    private static func hasOpen(_ file: FileStatus, process: Int32) -> Bool {
        let folder = "/proc/\(process)/fd"
        guard let descriptors = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return false }
        return descriptors.contains { FileStatus("\(folder)/\($0)").map(file.isSameFile) ?? false }
    }
}
