import Foundation
import Testing

@testable import HoneDatabase

@Suite struct NetworkFileSystemTests {
    static let table = """
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        30 22 0:45 / /srv/share rw,relatime shared:2 - nfs4 host:/export rw,vers=4.2
        31 22 0:46 / /home/me/my\\040files rw shared:3 master:1 - fuse.sshfs me@host: rw
        32 30 8:2 / /srv/share/local rw - xfs /dev/sdb1 rw
        33 22 0:47 / /mnt rw - ext4 /dev/sdc1 rw
        34 33 0:48 / /mnt rw - cifs //host/c rw
        a line that is none
        """

    @Test(arguments: [
        ("/app.db", "ext4"), ("/srv/share/app.db", "nfs4"), ("/srv/shared/app.db", "ext4"),
        ("/srv/share/local/app.db", "xfs"), ("/home/me/my files/app.db", "fuse.sshfs"), ("/mnt/app.db", "cifs"),
    ])
    func findsTheMountAboveAPath(path: String, type: String) {
        #expect(NetworkFileSystem.type(of: path, in: Self.table) == type)
    }

    @Test func knowsThisMachinesOwn() throws {
        #expect(NetworkFileSystem.type(of: "/proc/self/status", in: NetworkFileSystem.mounts()) == "proc")
        #expect(NetworkFileSystem.name(of: try TestFolder().path) == nil)
    }

    @Test func refusesALogOnANetworkAndTouchesNothing() throws {
        let folder = try TestFolder()
        let wal = try folder.database(named: "wal.db", wal: true, bookings(100))
        let plain = try folder.database(named: "plain.db", bookings(100))
        let files = folder.files
        let mounts = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:45 / \(folder.path) rw - nfs4 host:/x rw"
        try NetworkFileSystem.$mounts.withValue({ mounts }) {
            let problem = try #require(throws: DatabaseProblem.self) { try DatabaseInspection.inspect(path: wal) }
            #expect(problem.kind == .logOnNetwork)
            #expect(problem.found.contains("nfs4"))
            #expect(problem.remedy.contains("local disk"))
            #expect(try kind { try DatabaseCopy.snapshot(of: wal, to: folder("copy.db")) } == .logOnNetwork)
            #expect(try kind { try DatabaseFingerprint.of(path: wal) } == .logOnNetwork)
            // A rollback journal may be there; a log may not come there.
            let facts = try PragmaFacts.read(path: plain)
            #expect(facts.networkFileSystem == "nfs4")
            #expect(!PragmaAdviser.advise(facts).contains { $0.setting.pragma == .journalMode })
            #expect(
                try kind { try SafeChange.prepare(.wal, database: plain, workFolder: folder("work")) } == .logOnNetwork)
        }
        #expect(folder.files == files)
    }
}
