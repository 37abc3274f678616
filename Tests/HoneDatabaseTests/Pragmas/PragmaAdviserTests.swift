import Foundation
import Testing

@testable import HoneDatabase

@Suite struct PragmaAdviserTests {
    private static let gibibyte = 1 << 30

    /// What is advised for a database of 50 MB on a machine of 4 GiB, changed as a case wants it.
    private static func facts(_ change: (inout PragmaFacts) -> Void = { _ in }) -> PragmaFacts {
        var facts = PragmaFacts(databaseBytes: 50_000_000, memoryBytes: 4 * gibibyte)
        change(&facts)
        return facts
    }

    static let cases: [(facts: PragmaFacts, pragma: Pragma, value: String?, words: String)] = [
        (facts(), .journalMode, "wal", "readers do not wait"),
        (facts { $0.journalMode = .wal }, .journalMode, nil, ""),
        (facts { $0.networkFileSystem = "nfs4" }, .journalMode, nil, ""),
        (
            facts {
                $0.networkFileSystem = "nfs4"
                $0.journalMode = .wal
            }, .journalMode, "delete", "nfs4"
        ),
        (facts(), .synchronous, "NORMAL", "power cut"),
        (facts { $0.networkFileSystem = "cifs" }, .synchronous, nil, ""),
        (facts(), .busyTimeout, "5000", "5 s"),
        // 50,000,000 bytes are 48 MiB rounded up; eight connections may have 32 MiB each of 4 GiB.
        (facts(), .cacheSize, "-32768", "8 connections"),
        (facts { $0.connections = 4 }, .cacheSize, "-49152", "the whole database"),
        (facts { $0.memoryBytes = 64 * gibibyte }, .cacheSize, "-49152", "48 MiB"),
        (
            facts {
                $0.memoryBytes = 64 * gibibyte
                $0.databaseBytes = gibibyte
            }, .cacheSize, "-65536", "16384 pages"
        ),
        (facts { $0.databaseBytes = 1_000_000 }, .cacheSize, nil, ""),
        (facts { $0.memoryBytes = 128 << 20 }, .cacheSize, nil, ""),
        (facts(), .mmapSize, "134217728", "SIGBUS"),
        (facts { $0.databaseBytes = 900 << 20 }, .mmapSize, "1946157056", "SIGBUS"),
        (facts { $0.databaseBytes = 3 * gibibyte }, .mmapSize, "2147418112", "SIGBUS"),
        (facts { $0.networkFileSystem = "nfs" }, .mmapSize, nil, ""),
        (facts { $0.databaseBytes = 10_000 }, .mmapSize, nil, ""),
        (facts(), .journalSizeLimit, "67108864", "64 MiB"),
        (
            facts {
                $0.journalMode = .wal
                $0.walBytes = 300 << 20
            }, .journalSizeLimit, "67108864", "300 MiB now"
        ),
        (facts { $0.networkFileSystem = "nfs" }, .journalSizeLimit, nil, ""),
        (facts(), .tempStore, "MEMORY", "4096 MiB"),
        (facts { $0.databaseBytes = 2 * gibibyte }, .tempStore, nil, ""),
        (facts(), .foreignKeys, nil, ""),
        (facts { $0.foreignKeys = 1 }, .foreignKeys, "ON", "1 foreign key,"),
        (
            facts {
                $0.foreignKeys = 3
                $0.foreignKeyViolations = 1_000
            }, .foreignKeys, "ON", "1,000 or more rows"
        ),
        (facts { $0.pageSize = 1024 }, .pageSize, "4096", "VACUUM"),
        (facts(), .pageSize, nil, ""),
        (facts(), .analyze, nil, ""),
        (facts { $0.tables = [.init(name: "booking", rows: 5_000, analyzedRows: nil)] }, .analyze, "", "booking 5000"),
        (facts { $0.tables = [.init(name: "booking", rows: 99, analyzedRows: nil)] }, .analyze, nil, ""),
        (facts { $0.tables = [.init(name: "booking", rows: 5_000, analyzedRows: 4_000)] }, .optimize, nil, ""),
        (
            facts { $0.tables = [.init(name: "booking", rows: 5_000, analyzedRows: 500)] }, .optimize, "",
            "500 rows when they were gathered"
        ),
        (
            facts {
                $0.tables = [
                    .init(name: "booking", rows: 5_000, analyzedRows: 5_000),
                    .init(name: "chef", rows: 200, analyzedRows: nil),
                    .init(name: "day", rows: 300, analyzedRows: 3_000),
                ]
            }, .optimize, "", "1 more"
        ),
    ]

    @Test(arguments: cases.indices) func proposesWhatTheFactsAskFor(_ index: Int) {
        let (facts, pragma, value, words) = Self.cases[index]
        let found = PragmaAdviser.advise(facts).first { $0.setting.pragma == pragma }
        #expect(found?.setting.value == value)
        #expect(found?.reason.contains(words) != false, "\(found?.reason ?? "")")
    }

    @Test func everyProposalIsAllowedAndHasItsSource() throws {
        for (facts, _, _, _) in Self.cases {
            let advice = PragmaAdviser.advise(facts)
            #expect(Set(advice.map(\.setting.pragma)).count == advice.count)
            for one in advice {
                #expect(one.setting.pragma.allows(one.setting.value), "\(one.setting)")
                #expect(one.source.hasPrefix("https://www.sqlite.org/"))
                #expect(!one.found.isEmpty && one.reason.hasSuffix("."))
                let copy = try JSONDecoder().decode(PragmaAdvice.self, from: JSONEncoder().encode(one))
                #expect(copy == one)
            }
        }
    }

    @Test func setsByItselfOnlyWhatDoesNotChangeTheApp() {
        var facts = Self.facts { $0.foreignKeys = 2 }
        #expect(PragmaAdviser.advise(facts).first?.place == .file)
        #expect(
            PragmaAdviser.connectionSettings(facts).map(\.pragma) == [.busyTimeout, .cacheSize, .mmapSize, .tempStore])
        facts.journalMode = .wal
        let settings = PragmaAdviser.connectionSettings(facts)
        #expect(
            settings.map(\.pragma)
                == [.synchronous, .busyTimeout, .cacheSize, .mmapSize, .journalSizeLimit, .tempStore])
        #expect(
            settings.environmentValue.hasPrefix("synchronous=NORMAL;busy_timeout=5000;cache_size=-32768;"))
    }

    @Test func readsItsFactsFromAFile() throws {
        let folder = try TestFolder()
        let path = try folder.database(
            bookings(2_000)
                + "; CREATE INDEX by_day ON booking (day); INSERT INTO booking VALUES (9999, 777, 1, 1, 1, '')")
        var facts = try PragmaFacts.read(path: path, connections: 4, memoryBytes: 1 << 30)
        #expect(facts.journalMode == .rollback && facts.pageSize == 4096 && facts.networkFileSystem == nil)
        #expect(facts.foreignKeys == 1 && facts.foreignKeyViolations == 1)
        #expect(facts.tables == [.init(name: "booking", rows: 2_001, analyzedRows: nil)])
        #expect(facts.databaseBytes == Int(FileStatus(path)?.size ?? 0))
        #expect(folder.files == ["app.db"])

        let db = try Connection(path: path, mode: .readWrite)
        try db.execute("ANALYZE; DELETE FROM booking WHERE id > 100; PRAGMA journal_mode = WAL")
        db.close()
        facts = try PragmaFacts.read(path: path)
        #expect(facts.journalMode == .wal && facts.memoryBytes > 1 << 20)
        #expect(facts.tables == [.init(name: "booking", rows: 100, analyzedRows: 2_001)])
        #expect(PragmaAdviser.advise(facts).contains { $0.setting.pragma == .optimize })
        #expect(folder.files == ["app.db"])
    }

    /// SQLite takes every value that is proposed.
    @Test func sqliteTakesWhatIsProposed() throws {
        let folder = try TestFolder()
        let db = try Connection(path: try folder.database(bookings(10)), mode: .readWrite)
        var facts = Self.facts { $0.foreignKeys = 1 }
        facts.tables = [.init(name: "booking", rows: 5_000, analyzedRows: nil)]
        for advice in PragmaAdviser.advise(facts) { _ = try db.rows(advice.setting.sql) }
        #expect(try db.text("PRAGMA journal_mode") == "wal")
        #expect(try db.integer("PRAGMA synchronous") == 1)
        #expect(try db.integer("PRAGMA busy_timeout") == 5_000)
        #expect(try db.integer("PRAGMA cache_size") == -32_768)
        #expect(try db.integer("PRAGMA mmap_size") == 134_217_728)
        #expect(try db.integer("PRAGMA journal_size_limit") == 67_108_864)
        #expect(try db.integer("PRAGMA temp_store") == 2)
        #expect(try db.integer("PRAGMA foreign_keys") == 1)
    }
}
