import Foundation
import HoneTesting
import Testing

@testable import HoneDatabase

/// A real process is killed with SIGKILL at every step of a change, and of its undoing.
@Suite struct KillMatrixTests {
    /// The database is whole, and is the old one or the new one.
    private func state(of path: String, old: DatabaseFingerprint) throws -> Bool {
        let db = try Connection(path: path, mode: .readWrite)
        #expect(try db.text("PRAGMA integrity_check") == "ok")
        db.close()
        let differences = try DatabaseFingerprint.of(path: path).differences(from: old)
        #expect([[], ["index hone_booking_chef was added"]].contains(differences))
        return differences.isEmpty
    }

    static let cases: [(step: ChangeStep, wal: Bool)] = ChangeStep.allCases.flatMap { [($0, false), ($0, true)] }

    @Test(arguments: cases.indices) func applyIsFinishedOrGivenUp(_ index: Int) throws {
        let (step, wal) = Self.cases[index]
        let folder = try TestFolder()
        let path = try folder.database(wal: wal, bookings(300))
        let old = try DatabaseFingerprint.of(path: path)
        let ended = try ChangeFixture.start("apply", step.rawValue, path, folder("work")).finish()
        #expect(ended.ending == .killed(by: SIGKILL), "\(ended)")

        let isOld = try state(of: path, old: old)
        #expect(isOld == !ChangeStep.afterRename.contains(step))
        let recovered = try SafeChange.recover(workFolder: folder("work"))
        #expect(try state(of: path, old: old) == isOld)
        let change = try SafeChange.load(folder: folder("work/change"))
        if isOld {
            #expect(recovered.map(\.stage) == [.reverted])
            #expect(try DatabaseInspection.inspect(path: path).journalMode == (wal ? "wal" : "delete"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: change.folder) == ["change.json"])
        } else {
            #expect(recovered.map(\.stage) == (step == .swappedRecorded ? [] : [.swapped]))
            #expect(try DatabaseInspection.inspect(path: path).journalMode == "wal")
            try change.undo()
            #expect(try DatabaseFingerprint.of(path: path) == old)
            #expect(try DatabaseInspection.inspect(path: path).journalMode == (wal ? "wal" : "delete"))
        }
        // What is settled stays settled, and the database can be changed again.
        #expect(try SafeChange.recover(workFolder: folder("work")) == [])
        try SafeChange.prepare(indexAndWAL, database: path, workFolder: folder("work")).swapIn()
        #expect(try state(of: path, old: old) == false)
    }

    @Test(arguments: ChangeStep.allCases) func undoIsFinishedOrGivenUp(_ step: ChangeStep) throws {
        let folder = try TestFolder()
        let path = try folder.database(bookings(300))
        let old = try DatabaseFingerprint.of(path: path)
        let applied = try ChangeFixture.start("apply", "none", path, folder("work")).finish()
        #expect(applied.ending == .exited(0), "\(applied)")
        let killed = try ChangeFixture.start("undo", step.rawValue, path, folder("work")).finish()
        #expect(killed.ending == .killed(by: SIGKILL), "\(killed)")

        let isUndone = try state(of: path, old: old)
        #expect(isUndone == ChangeStep.afterRename.contains(step))
        _ = try SafeChange.recover(workFolder: folder("work"))
        #expect(try state(of: path, old: old) == isUndone)
        let change = try SafeChange.load(folder: folder("work/change"))
        #expect(try change.state().stage == (isUndone ? .undone : .swapped))
        try change.undo()
        #expect(try DatabaseFingerprint.of(path: path) == old)
        #expect(try change.state().stage == .undone)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder("work")) == ["change"])
    }
}

extension ChangeStep {
    /// The steps at which the change is in place already.
    static let afterRename: Set<ChangeStep> = [.renamed, .released, .swappedRecorded]
}
