import Foundation
import HoneDatabase
import HoneTesting
import Testing

@testable import HoneAgent

/// SQLite as an archive to link in, if the machine has it.
private let archive: String? = {
    let found = try? said(["cc", "-print-file-name=libsqlite3.a"])
    return found.flatMap { $0.hasPrefix("/") ? $0 : nil }
}()

/// The first line that a command prints.
private func said(_ command: [String]) throws -> String {
    String(try ChildProcess.run(command).output.prefix { $0 != "\n" })
}

/// Applications whose SQLite is linked in statically, where no preloaded library can stand in between.
@Suite("What the tracer cannot see", .serialized, .enabled(if: archive != nil))
struct UnseenTests {
    /// Builds a program that opens a database with a SQLite of its own, and keeps it open.
    private func holder(in folder: URL) throws {
        let source = folder.appending(path: "holder.c")
        try """
        #include <sqlite3.h>
        #include <unistd.h>
        int main(int count, char **names) {
            sqlite3 *db;
            if (count < 2 || sqlite3_open(names[1], &db)) return 1;
            sqlite3_exec(db, "CREATE TABLE IF NOT EXISTS t (a)", 0, 0, 0);
            pause();
        }
        """.write(to: source, atomically: true, encoding: .utf8)
        _ = try said([
            "cc", "-o", folder.appending(path: "holder").path, source.path, try #require(archive), "-lpthread",
            "-ldl", "-lm",
        ])
        try #require(FileManager.default.isExecutableFile(atPath: folder.appending(path: "holder").path))
    }

    private func evidence(_ target: Target, in folder: URL) async throws -> Evidence {
        try await Agent(Workspace(folder: folder, target: target)).survey
            .gather(applied: AppliedFixes(), advises: false).evidence
    }

    @Test("An application with nothing else is said to have it, and where")
    func alone() async throws {
        let folder = try TemporaryFolder()
        try holder(in: folder.url)
        var target = Target(url: "http://127.0.0.1:\(try Shop.freePort())")
        let port = target.url.split(separator: ":").last ?? ""
        target.start = "./holder own.db & exec python3 -m http.server \(port) --bind 127.0.0.1"
        target.endpoints = [.init(template: "/")]
        target.load.users = [1]
        target.load.reference = 1
        target.load.seconds = 0.2
        let reason = try #require(try await evidence(target, in: folder.url).queries.reason)
        #expect(reason.contains("no SQLite connection was seen"))
        #expect(reason.contains("own.db open through the SQLite in") && reason.contains("holder"))
        #expect(reason.contains("linked in without exported symbols"))
    }

    @Test("An application that has both is traced, and what is not seen of it is said")
    func beside() async throws {
        var shop = try Shop(sales: 100)
        try holder(in: shop.folder.url)
        shop.target.start = "./holder own.db & exec \(try #require(shop.target.start))"
        let queries = try #require(try await evidence(shop.target, in: shop.folder.url).queries.value)
        #expect(queries.endpoints.first { $0.name == "GET /items" }?.queries == 13)
        #expect(queries.unseen.count == 1 && queries.unseen.first?.contains("own.db") == true)
        // The shop's own connection is opened and closed for each request, and its write is a transaction.
        let items = try #require(queries.endpoints.first { $0.name == "GET /items" })
        #expect(items.connections == 1 && items.closes == 1 && items.writes == 0)
        let post = try #require(queries.endpoints.first { $0.name == "POST /items" })
        #expect(post.writes == 1 && post.use.commits == post.requests && post.use.deferred == post.requests)
        #expect(post.use.upgrades == 0)
    }
}
