import Foundation
import Testing

@testable import HoneDatabase

/// What becomes of drops at the end of a run, when the index that they were proposed for is taken back.
@Suite struct AdvisorConclusionTests {
    private let wide = Candidate(table: "booking", columns: ["guest", "day"])

    /// A run that has chosen `wide`, which makes the only statement slower, and has left out four indexes.
    private func run(_ folder: TestFolder) throws -> AdvisorRun {
        let path = try folder.database(
            bookings(5_000) + """
                ; CREATE INDEX narrow ON booking (guest); CREATE INDEX idle ON booking (price);
                CREATE INDEX chef_name ON chef (name); CREATE INDEX chef_city ON chef (city);
                CREATE INDEX chef_city_name ON chef (city, name)
                """)
        let copies = [folder("plain.sqlite"), folder("trial.sqlite")]
        for copy in copies { try FileManager.default.copyItem(atPath: path, toPath: copy) }
        var settings = AdvisorSettings()
        settings.secondsPerMeasurement = 0.05
        let inspection = try DatabaseInspection.inspect(path: path, settings: InspectionSettings(checksPages: false))
        let sides = try SideBySide(plain: copies[0], trial: copies[1], settings)
        let finder = try CandidateFinder(
            sides.plain.db, tables: inspection.tables, indexes: inspection.indexes, settings)
        let run = AdvisorRun(sides, finder, inspection, settings, start: .now) { _, _ in }
        // Only an index with the day in it has to be written.
        let sql = "UPDATE booking SET day = day + 1"
        run.items = [.init(statement: .init(sql: sql), profile: try finder.profile(sql), sets: [[]], baseline: 1)]
        try sides.settle(wide, "wide")
        _ = try sides.build(wide, "wide")
        run.accepted = [("wide", .init(candidate: wide, round: 0))]
        try leaveOut("narrow", "booking", .redundant(with: "wide"), run)
        try leaveOut("idle", "booking", .unused, run)
        try leaveOut("chef_name", "chef", .unused, run)
        try leaveOut("chef_city", "chef", .redundant(with: "chef_city_name"), run)
        return run
    }

    private func leaveOut(_ name: String, _ table: String, _ reason: AdvisedDrop.Reason, _ run: AdvisorRun) throws {
        let createSQL = try run.sides.description(ofIndex: name).createSQL
        let bytes = try run.sides.drop(name)
        run.drops.append(
            AdvisedDrop(
                name: name, table: table, dropSQL: "DROP INDEX \(quoted(name))", createSQL: createSQL, reason: reason,
                bytes: bytes, microsecondsPerRow: 0, millisecondsSaved: 0))
    }

    @Test func whatReliedOnAnIndexThatIsTakenBackStays() throws {
        let folder = try TestFolder()
        let run = try run(folder)
        let advice = try run.conclude()
        #expect(advice.indexes == [])
        #expect(advice.notes.contains { $0.hasPrefix("wide was faster when tried") }, "\(advice.notes)")
        // An unused index on its table may have been unused for its sake. Those of the other table have nothing to do
        // with it.
        #expect(advice.drops.map(\.name) == ["chef_name", "chef_city"])
        // The trial copy, on which the rest was measured, has them again, as they were.
        #expect(run.sides.trialPlan("SELECT * FROM booking WHERE guest = 5")?.indexes == ["narrow"])
        #expect(run.sides.trialPlan("SELECT * FROM booking WHERE price = 5")?.indexes == ["idle"])
        #expect(run.sides.trialPlan("SELECT * FROM chef WHERE name = 'x'")?.indexes == [])
        #expect(advice.millisecondsAfter == advice.millisecondsBefore)
    }

    @Test func whatReliesOnAnIndexThatIsAdvisedGoes() throws {
        let folder = try TestFolder()
        let run = try run(folder)
        let sql = "SELECT sum(day) FROM booking WHERE guest = 5"
        run.items = [
            .init(statement: .init(sql: sql), profile: try run.finder.profile(sql), sets: [[]], baseline: 1)
        ]
        // As found, without the index that the person has: a scan against a search.
        run.sides.unsettle("narrow")
        let advice = try run.conclude()
        #expect(advice.indexes.map(\.name) == ["wide"])
        #expect(advice.drops.map(\.name) == ["narrow", "idle", "chef_name", "chef_city"])
        #expect(advice.millisecondsAfter < advice.millisecondsBefore)
    }
}
