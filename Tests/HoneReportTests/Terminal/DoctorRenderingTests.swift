import HoneCore
import HoneDatabase
import HoneReport
import Testing

@Suite("The doctor's report on a terminal")
struct DoctorRenderingTests {
    private func level(_ count: Int, refusals: [LockPhase: Int], waits: [LockPhase: ConcurrencyReport.Wait])
        -> ConcurrencyReport.Level
    {
        ConcurrencyReport.Level(
            writers: count, readers: count, seconds: 2, commits: 400, reads: 1_000, refusals: refusals, errors: [:],
            missing: 0, writeLatency: .empty, readLatency: .empty, waits: waits)
    }

    @Test("Rates, refusals and who waits for whom are in it, and no line is wider than asked", arguments: [60, 100])
    func report(width: Int) throws {
        let facts = PragmaFacts(databaseBytes: 50_000_000, foreignKeys: 2, memoryBytes: 4 << 30)
        let modes = ConcurrencyMode.modes(for: facts)
        let found = level(8, refusals: [.upgrade: 30, .read: 5], waits: [:])
        let tuned = level(8, refusals: [:], waits: [.begin: .init(sleeps: 90, seconds: 1.5)])
        #expect(found.busy == 35 && found.lostWrites == 30 && found.commitsPerSecond == 200)
        let report = DoctorReport(
            facts: facts,
            concurrency: ConcurrencyReport(
                path: "app.db", seconds: 2, restMilliseconds: 2,
                modes: [.init(mode: modes[0], levels: [found]), .init(mode: modes[2], levels: [tuned])]))
        let text = TerminalRenderer(style: .init(width: width)).doctor(report)
        for part in ["PRAGMA foreign_keys = ON", "for you to decide", "8 + 8", "as found", "and BEGIN IMMEDIATE"] {
            #expect(text.contains(part), "\(part)")
        }
        let flowing = text.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
        #expect(flowing.contains("writers that began by reading, for another writer: refused 30 times (SQLITE_BUSY)"))
        #expect(flowing.contains("writers, for another writer: waited 1.5 s in 90 sleeps"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
    }

    @Test("Without a run there is the advice alone")
    func adviceOnly() {
        let facts = PragmaFacts(databaseBytes: 4_096, journalMode: .wal, memoryBytes: 4 << 30)
        let text = TerminalRenderer().doctor(DoctorReport(facts: facts, concurrency: nil))
        #expect(text.contains("PRAGMA synchronous = NORMAL") && !text.contains("writers + readers"))
    }
}
