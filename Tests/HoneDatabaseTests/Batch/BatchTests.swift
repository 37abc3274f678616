import GRDB
import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneDatabase

/// A tick that comes when a test says so.
private final class Tick: Sendable {
    private let clock = ManualClock()

    func wait() async throws { try await clock.sleep(for: .seconds(1)) }
    func come() { clock.advance(by: .seconds(1)) }
    var waiting: Int { clock.sleepers }
}

@Suite struct BatchTests {
    private struct Refused: Error {}

    @Test func oneQueryForAllWhoAskWithinATick() async throws {
        let tick = Tick()
        let asked = Mutex<[[Int]]>([])
        let batch = Batch<Int, String>(maximumKeys: 100, wait: tick.wait) { keys in
            asked.withLock { $0.append(keys) }
            return keys.reduce(into: [:]) { if $1 != 3 { $0[$1] = "value \($1)" } }
        }
        let tasks = (0..<20).map { number in Task { try await batch.load(number % 5) } }
        try await eventually { batch.waiting == 20 }
        tick.come()
        for (number, task) in tasks.enumerated() {
            let expected = number % 5 == 3 ? nil : "value \(number % 5)"
            #expect(try await task.value == expected)
        }
        #expect(asked.withLock { $0.count } == 1)
        #expect(asked.withLock { $0.first?.sorted() } == [0, 1, 2, 3, 4])
        #expect(batch.waiting == 0)
    }

    @Test func aQueryHasSoManyKeysAtMost() async throws {
        let sizes = Mutex<[Int]>([])
        let batch = Batch<Int, Int>(maximumKeys: 40, tick: .zero) { keys in
            sizes.withLock { $0.append(keys.count) }
            return keys.reduce(into: [:]) { $0[$1] = $1 * 2 }
        }
        let values = try await batch.load(Array(0..<100) + Array(0..<10))
        #expect(values.count == 100)
        #expect(values[99] == 198)
        #expect(sizes.withLock { $0 } == [40, 40, 20])
        #expect(try await batch.load([]).isEmpty)
    }

    @Test func aFullRoundIsLoadedBeforeTheTick() async throws {
        let tick = Tick()
        let batch = Batch<Int, Int>(maximumKeys: 2, wait: tick.wait) { $0.reduce(into: [:]) { $0[$1] = $1 } }
        async let first = batch.load(1)
        async let second = batch.load(2)
        #expect(try await first == 1)
        #expect(try await second == 2)
        try await eventually { tick.waiting == 0 }
    }

    @Test func anErrorReachesEachWhoWaits() async throws {
        let tick = Tick()
        let batch = Batch<Int, Int>(maximumKeys: 100, wait: tick.wait) { _ in throw Refused() }
        let tasks = (0..<5).map { key in Task { try await batch.load(key) } }
        try await eventually { batch.waiting == 5 }
        tick.come()
        for task in tasks { await #expect(throws: Refused.self) { try await task.value } }
    }

    @Test func whoIsCancelledLeavesAndTheOthersDoNotNotice() async throws {
        let tick = Tick()
        let asked = Mutex<[Int]>([])
        let batch = Batch<Int, Int>(maximumKeys: 100, wait: tick.wait) { keys in
            asked.withLock { $0 = keys }
            return keys.reduce(into: [:]) { $0[$1] = $1 }
        }
        let stays = Task { try await batch.load(1) }
        let goes = Task { try await batch.load(2) }
        try await eventually { batch.waiting == 2 }
        goes.cancel()
        await #expect(throws: CancellationError.self) { try await goes.value }
        tick.come()
        #expect(try await stays.value == 1)
        #expect(asked.withLock { $0 } == [1])
    }

    @Test func whatNobodyWaitsForIsCancelled() async throws {
        let wasCancelled = Mutex(false)
        let never = Tick()
        let batch = Batch<Int, Int>(maximumKeys: 1, tick: .zero) { _ in
            do {
                try await never.wait()
            } catch {
                wasCancelled.withLock { $0 = true }
            }
            return [:]
        }
        let task = Task { try await batch.load(1) }
        try await eventually { never.waiting == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await eventually { wasCancelled.withLock { $0 } }
    }

    @Test func aCancelledTaskAsksForNothing() async throws {
        let batch = Batch<Int, Int>(maximumKeys: 10, tick: .zero) { $0.reduce(into: [:]) { $0[$1] = $1 } }
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await batch.load(1)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(batch.waiting == 0)
    }

    @Test func readsFromAPoolAndIsSeenAtItsLine() async throws {
        let folder = try TestFolder()
        let pool = try HoneDatabase.open(path: try folder.database(bookings(1_000, chefs: 50)))
        let line = #line + 1
        let chefs = Batch<Int, String>(pool, maximumKeys: 30, tick: .zero) { db, ids in
            let marks = ids.map { _ in "?" }.joined(separator: ", ")
            return try Row.fetchAll(
                db, sql: "SELECT id, name FROM chef WHERE id IN (\(marks))", arguments: StatementArguments(ids)
            ).reduce(into: [:]) { $0[$1["id"]] = $1["name"] }
        }
        let recorder = QueryRecorder()
        let names = try await QueryObservation.observing(with: recorder) {
            try await chefs.load(Array(1...60))
        }
        #expect(names.count == 50)
        #expect(names[50] == "chef 50")
        let statements = recorder.tally.statements
        #expect(statements.map(\.sql) == ["SELECT id, name FROM chef WHERE id IN (?)"])
        #expect(statements.first?.count == 2)
        #expect(statements.first?.place == SourcePlace(fileID: #fileID, line: line))
    }
}
