import BenchmarkSections
import Foundation
import GRDB
import HoneCore
import HoneDatabase

/// The pool against raw GRDB `DatabasePool`: point reads from 50 tasks.
struct PoolSection: Section {
    let name = "pool"
    let title = "point reads from 50 tasks, pool against raw GRDB DatabasePool (bar: 5 % slower at most)"

    private static let tasks = 50
    private static let rows = 100_000
    private static let reference = "GRDB, same settings"

    func run(_ options: Options) async throws {
        let folder = NSTemporaryDirectory() + "/bench-database-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let contenders = try Self.contenders(path: folder + "/points.db")
        var costs = [[Cost]](repeating: [], count: contenders.count)
        // The first round warms connections, caches and threads up.
        for round in 0...options.rounds {
            for turn in contenders.indices {
                let index = (turn + round) % contenders.count
                let cost = try await Self.measure(contenders[index].read, reads: options.reads)
                guard round > 0 else { continue }
                costs[index].append(cost)
                print("  round \(round)  \(contenders[index].name): \(cost)")
            }
        }
        let medians = zip(contenders, costs).map { (name: $0.name, cost: Cost.median(of: $1)) }
        guard let reference = medians.first(where: { $0.name == Self.reference })?.cost else { return }
        for (name, cost) in medians {
            print("\(name): \(cost), against \(Self.reference): \(cost.ratio(to: reference))")
        }
    }

    private struct Contender {
        let name: String
        let read: @Sendable (Int) async throws -> Int?
    }

    private static func contenders(path: String) throws -> [Contender] {
        let ours = ConnectionPoolConfiguration()
        var same = Configuration()
        same.maximumReaderCount = ours.maximumReaders
        same.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -\(ours.cacheKiB)")
            try db.execute(sql: "PRAGMA mmap_size = \(ours.mapBytes)")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        let plain = try DatabasePool(path: path)
        try plain.write { db in
            try db.execute(sql: "CREATE TABLE point (id INTEGER PRIMARY KEY, value INTEGER NOT NULL, note TEXT)")
            for id in 1...rows {
                try db.execute(
                    sql: "INSERT INTO point VALUES (?, ?, ?)", arguments: [id, id &* 7919, "the note of row \(id)"])
            }
        }
        let sameSettings = try DatabasePool(path: path, configuration: same)
        let pool = try HoneDatabase.open(path: path, configuration: ours)
        let recorder = QueryRecorder()
        return [
            Contender(name: "GRDB, as it comes") { id in try await plain.read { try value(of: id, $0) } },
            Contender(name: reference) { id in try await sameSettings.read { try value(of: id, $0) } },
            Contender(name: "HoneDatabase") { id in try await pool.read { try value(of: id, $0) } },
            Contender(name: "HoneDatabase, queries recorded") { id in
                try await QueryObservation.observing(with: recorder) {
                    try await pool.read { try value(of: id, $0) }
                }
            },
        ]
    }

    @Sendable private static func value(of id: Int, _ db: Database) throws -> Int? {
        try Int.fetchOne(db, sql: "SELECT value FROM point WHERE id = ?", arguments: [id])
    }

    private static func measure(
        _ read: @escaping @Sendable (Int) async throws -> Int?, reads: Int
    ) async throws -> Cost {
        let start = Usage.now()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var random = SeededGenerator(seed: UInt64(task))
                    for _ in 0..<reads {
                        let id = Int.random(in: 1...rows, using: &random)
                        guard try await read(id) == id &* 7919 else { throw BenchmarkError("row \(id) is wrong") }
                    }
                }
            }
            try await group.waitForAll()
        }
        return Usage.now().cost(since: start, operations: tasks * reads)
    }
}
