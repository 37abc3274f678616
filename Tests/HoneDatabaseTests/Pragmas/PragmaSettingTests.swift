import Foundation
import Testing

@testable import HoneDatabase

@Suite struct PragmaSettingTests {
    @Test(arguments: [
        ("synchronous=NORMAL", "PRAGMA synchronous = NORMAL"), (" Cache_Size = -65536 ", "PRAGMA cache_size = -65536"),
        ("temp_store=memory", "PRAGMA temp_store = memory"),
        ("journal_size_limit=-1", "PRAGMA journal_size_limit = -1"),
        ("foreign_keys=on", "PRAGMA foreign_keys = on"), ("busy_timeout=0", "PRAGMA busy_timeout = 0"),
        ("mmap_size=268435456", "PRAGMA mmap_size = 268435456"),
    ])
    func readsWhatIsOnTheList(text: String, sql: String) throws {
        #expect(try PragmaSetting(parsing: text).sql == sql)
    }

    @Test(arguments: [
        ("synchronous=OFF", "power cut"), ("synchronous", "NORMAL"), ("synchronous=", "NORMAL"),
        ("cache_size=1; DROP TABLE booking", "KiB"), ("cache_size=99999999999999999999", "KiB"),
        ("busy_timeout=-1", "600000"), ("temp_store=2", "MEMORY"), ("writable_schema=ON", "synchronous"),
        ("journal_mode=WAL", "synchronous"), ("page_size=4096", "synchronous"), ("", "synchronous"),
        ("foreign_keys=maybe", "OFF"),
    ])
    func refusesWhatIsNot(text: String, remedy: String) throws {
        let error = try #require(throws: PragmaSettingError.self) { try PragmaSetting(parsing: text) }
        #expect(error.remedy.contains(remedy), "\(error)")
        #expect(error.description.contains("'\(text)'"))
    }

    @Test(arguments: [
        (Pragma.pageSize, "4096", true), (.pageSize, "3000", false), (.analyze, "", true), (.analyze, "x", false),
        (.journalMode, "wal", true), (.journalMode, "off", false),
    ])
    func settingsOfTheFileHaveValuesToo(pragma: Pragma, value: String, isAllowed: Bool) {
        #expect((PragmaSetting(pragma, value) != nil) == isAllowed)
    }

    @Test func joinsSettingsForTheEnvironment() throws {
        let own = [
            PragmaSetting(.journalMode, word: "wal"), .init(.synchronous, word: "NORMAL"),
            .init(.cacheSize, number: -4000),
        ]
        #expect(own.environmentValue == "synchronous=NORMAL;cache_size=-4000")
        let others = [try PragmaSetting(parsing: "synchronous=FULL")]
        #expect(own.overridden(by: others).environmentValue == "cache_size=-4000;synchronous=FULL")
    }

    @Test func decodesOnlyWhatIsOnTheList() throws {
        let good = try JSONEncoder().encode(PragmaSetting(.mmapSize, number: 1_000))
        #expect(try JSONDecoder().decode(PragmaSetting.self, from: good).description == "mmap_size=1000")
        let bad = Data(#"{"pragma": "cache_size", "value": "1; DELETE FROM booking"}"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(PragmaSetting.self, from: bad) }
    }
}
