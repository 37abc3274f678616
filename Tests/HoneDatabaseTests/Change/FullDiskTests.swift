import Foundation
import HoneTesting
import Testing

@testable import HoneDatabase

/// A change on a disk that is too small, and on one that cannot be written, for real.
@Suite struct FullDiskTests {
    /// Runs the fixture on `small/app.db`: where this user may mount and is asked to, on a file system of the test's
    /// own that goes with its process, otherwise under limits of the process.
    private func apply(
        in folder: TestFolder, mounts: Bool, mount: String, limit: String, blind: Bool = false
    ) throws -> String {
        try FileManager.default.createDirectory(atPath: folder("small"), withIntermediateDirectories: true)
        let apply = "'\(ChangeFixture.path)' \(blind ? "apply-blind" : "apply") none small/app.db small/work"
        let look = "cmp app.db small/app.db && echo same; chmod -R u+w small 2>/dev/null; ls small small/work"
        let mounted =
            "unshare -m sh -c \"mount -t tmpfs -o size=64m hone small && cp app.db small/ && "
            + "mount -o remount,\(mount) small; \(apply); \(look)\""
        // Root may write everywhere until it has no capabilities (capabilities(7)).
        let drop = getuid() == 0 ? "setpriv --bounding-set=-all --inh-caps=-all" : ""
        let limited = "cp app.db small/ && \(drop) sh -c \"\(limit); \(apply)\"; \(look)"
        let canMount = try mounts && ChildProcess.run(["unshare", "-m", "true"]).ending == .exited(0)
        return try ChildProcess.run(["sh", "-c", canMount ? mounted : limited], in: folder.path).output
    }

    @Test(arguments: [true, false]) func tooSmallADiskIsRefusedBeforeAnythingIsTouched(mounts: Bool) throws {
        let folder = try TestFolder()
        _ = try folder.database(bookings(20_000))
        // The database has some 1.5 MB; three copies of it do not fit beside it, nor a file of twice its size.
        let output = try apply(in: folder, mounts: mounts, mount: "size=4m", limit: "ulimit -f 2048")
        #expect(output.contains("[diskFull]"), "\(output)")
        #expect(output.contains("nothing was touched"), "\(output)")
        #expect(output.contains("same") && output.contains("cannot access 'small/work'"), "\(output)")
    }

    @Test(arguments: [true, false])
    func aDiskThatFillsUpMeanwhileLeavesTheDatabaseAndNothingElse(mounts: Bool) throws {
        let folder = try TestFolder()
        _ = try folder.database(bookings(20_000))
        // Told that there is room, it finds out when it writes.
        let output = try apply(in: folder, mounts: mounts, mount: "size=4m", limit: "ulimit -f 1024", blind: true)
        // SQLite calls a file that may not grow an error of the disk.
        #expect(output.contains("[diskFull]") || (!mounts && output.contains("disk I/O error")), "\(output)")
        #expect(output.contains("same"), "\(output)")
        // The work folder may stay, without the change.
        #expect(!output.contains("change.json") && !output.contains("backup"), "\(output)")
    }

    @Test(arguments: [true, false]) func aFileSystemThatCannotBeWrittenIsTold(mounts: Bool) throws {
        let folder = try TestFolder()
        _ = try folder.database(bookings(200))
        let output = try apply(in: folder, mounts: mounts, mount: "ro", limit: "chmod a-w small/app.db small")
        #expect(output.contains("[readOnly]"), "\(output)")
        #expect(output.contains("same") && output.contains("cannot access 'small/work'"), "\(output)")
    }
}
