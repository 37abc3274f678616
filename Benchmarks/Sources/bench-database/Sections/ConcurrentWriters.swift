import Foundation
import HoneCore
import HoneDatabase

/// 50 writers, and as many readers, for 30 seconds at a database of some 50 MB: untuned, untuned with the 5 s that many
/// drivers wait, with the pragmas advised, and with BEGIN IMMEDIATE as well. The bar is on the last: no SQLITE_BUSY and no
/// lost write.
struct ConcurrentWriters: Section {
    let name = "writers"
    let title = "50 writers at one file, untuned and tuned, 30 s each"
    private let writers = 50
    private let seconds = 30.0

    func run(_ options: Options) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hone-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = folder.appending(path: "bookings.db").path
        try make(database)
        let facts = try PragmaFacts.read(path: database)
        var modes = ConcurrencyMode.modes(for: facts)
        let waiting = try [PragmaSetting(parsing: "busy_timeout=5000")]
        modes.insert(
            ConcurrencyMode(
                name: "as found, waiting 5 s", journalMode: facts.journalMode, settings: waiting, isImmediate: false),
            at: 1)
        let report = try await ConcurrencyDoctor(levels: [writers], seconds: seconds).examine(
            database, modes: modes, workFolder: folder.path)
        print(
            "\(facts.databaseBytes / 1_000_000) MB, \(writers) writers and \(writers) readers, \(Int(seconds)) s each")
        print("mode | commits/s | reads/s | write p99 ms | read p99 ms | SQLITE_BUSY | lost writes | missing")
        for mode in report.modes {
            guard let level = mode.levels.first else { continue }
            print(
                mode.mode.name, whole(level.commitsPerSecond), whole(level.readsPerSecond),
                tenths(level.writeLatency.p99), tenths(level.readLatency.p99), level.busy, level.lostWrites,
                level.missing,
                separator: " | ")
            for (error, count) in level.errors { print("  \(count) times: \(error)") }
        }
        let isMet =
            report.modes.last?.levels.first.map { $0.busy == 0 && $0.lostWrites == 0 && $0.errors.isEmpty } ?? false
        print("bar (tuned: 0 SQLITE_BUSY, 0 lost writes): \(isMet ? "met" : "missed")")
    }

    /// A booking platform of 500,000 bookings.
    private func make(_ path: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "sqlite3", path,
            """
            PRAGMA synchronous = OFF;
            CREATE TABLE booking (
                id INTEGER PRIMARY KEY, chef INTEGER NOT NULL, guest INTEGER NOT NULL, day INTEGER NOT NULL,
                note TEXT NOT NULL);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000)
            INSERT INTO booking SELECT i, i * 7919 % 2000, i * 104729 % 50000, i % 365, printf('%080d', i) FROM n;
            CREATE INDEX booking_by_chef ON booking (chef);
            """,
        ]
        try process.run()
        process.waitUntilExit()
    }

    private func whole(_ value: Double) -> String { String(Int(value.rounded())) }
    private func tenths(_ value: Double) -> String { String((value * 10).rounded() / 10) }
}
