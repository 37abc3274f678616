import Foundation

/// A file system in memory of a few kilobytes, which goes with its last user; for tests of what happens on a full disk.
public final class SmallDisk: Sendable {
    /// Where it is mounted.
    public let folder =
        FileManager.default.temporaryDirectory.appendingPathComponent("hone-disk-\(UUID().uuidString)").path

    /// Whether one could be made here: on Linux, by a user who may mount.
    public static let isAllowed: Bool = (try? SmallDisk(kilobytes: 8)) != nil

    /// The system did not allow it.
    public struct NotMounted: Error {}

    /// Mounts one.
    /// - Parameter kilobytes: its size, in units of 1,024 bytes.
    /// - Throws: ``NotMounted``.
    public init(kilobytes: Int) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard Self.run("mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "hone", folder]) else {
            try? FileManager.default.removeItem(atPath: folder)
            throw NotMounted()
        }
    }

    /// Has nothing written to it from now on, by the super-user neither.
    /// - Throws: ``NotMounted``.
    public func makeReadOnly() throws {
        guard Self.run("mount", ["-o", "remount,ro", folder]) else { throw NotMounted() }
    }

    deinit {
        // Lazily, as a file may still be open.
        if Self.run("umount", ["-l", folder]) { try? FileManager.default.removeItem(atPath: folder) }
    }

    private static func run(_ program: String, _ arguments: [String]) -> Bool {
        (try? ChildProcess.run([program] + arguments))?.ending == .exited(0)
    }
}
