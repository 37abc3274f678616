import Foundation
import GRDB
import HoneCore

@testable import HoneAgent

/// The slow application of `app.py` in a folder of its own, with its database, ready to be started by the agent.
struct Shop {
    let folder: TemporaryFolder
    var target: Target

    var workspace: Workspace { Workspace(folder: folder.url, target: target) }
    var database: URL { folder.url.appending(path: "shop.db") }

    /// - Parameter sales: rows of the table that has no index.
    init(sales: Int = 3_000) throws {
        folder = try TemporaryFolder()
        let port = try Self.freePort()
        target = Target(url: "http://127.0.0.1:\(port)")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "app.py")
        target.start = "python3 '\(script.path)' \(port) shop.db"
        target.ready.path = "/health"
        target.database = "shop.db"
        target.endpoints = [
            .init(template: "/items", weight: 3), .init(template: "/"),
            .init(method: "POST", template: "/items", body: #"{"name": "item {{sequence}}"}"#),
        ]
        target.load.users = [2, 4]
        target.load.reference = 4
        target.load.seconds = 1
        target.load.thinkTime = 5...20
        target.trial.users = 2
        target.trial.seconds = 0.5
        target.trial.thinkTime = 1...5
        target.thresholds = [.init(.concurrentUsers, 4), .init(.responseP95, 10_000), .init(.errorRate, 1)]
        let queue = try DatabaseQueue(path: database.path)
        try queue.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
                    CREATE TABLE sale (id INTEGER PRIMARY KEY, item INTEGER NOT NULL, note TEXT NOT NULL);
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
                    INSERT INTO item (name) SELECT 'item ' || i FROM n;
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(sales))
                    INSERT INTO sale (item, note) SELECT i * 7919 % 200 + 1, hex(i * 104729) || printf('%080d', i) FROM n;
                    """)
        }
        try queue.close()
    }

    /// An agent for the shop.
    func agent() throws -> Agent { try Agent(workspace) }

    /// A port that nothing listens on: the system gives one, and it is closed again at once.
    static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
