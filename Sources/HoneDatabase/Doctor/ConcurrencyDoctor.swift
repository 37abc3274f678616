import Foundation
import GRDBSQLite
import HoneCore

/// Lets writers and readers at a copy of a database, in the mode it is found in and in the modes that are advised, and
/// tells what they meet: errors, throughput, latency, and who waits for whom. Each of them is a thread with a
/// connection of its own; SQLite's locks are the same between threads as between processes.
public struct ConcurrencyDoctor: Sendable {
    /// Numbers of writers to try, each with as many readers.
    public var levels = [1, 2, 4, 8, 16, 32, 64]
    /// Seconds of each.
    public var seconds = 1.0
    /// What each writer and reader does between two transactions: nothing, for so long. Without it a thread that has
    /// just let go of the lock has it again before any other wakes up, which no app does.
    public var rest = Duration.milliseconds(2)
    /// Fixes where readers read.
    public var seed: UInt64 = 1

    /// The defaults.
    public init() {}

    /// - Parameters:
    ///   - levels: numbers of writers, from 1 to 64, each with as many readers.
    ///   - seconds: of each level.
    public init(levels: [Int], seconds: Double) {
        self.levels = levels
        self.seconds = seconds
    }

    /// Examines a database, which is only read.
    /// - Parameters:
    ///   - workFolder: where the copy is made, and removed again; on the same disk as the database, for its speed.
    ///   - progress: what is being done, and how far all of it is, from 0 to 1.
    /// - Throws: `DatabaseProblem`, `SQLiteError`; `CancellationError` when the task was cancelled.
    public func examine(
        _ path: String, modes: [ConcurrencyMode], workFolder: String,
        progress: @escaping @Sendable (String, Double) -> Void = { _, _ in }
    ) async throws -> ConcurrencyReport {
        let stop = StopSign()
        let result: Result<ConcurrencyReport, any Error> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Its threads wait for locks; the tasks' own threads are as few as the cores.
                Thread.detachNewThread {
                    continuation.resume(
                        returning: Result { try run(path, modes, workFolder, stop: stop, progress: progress) })
                }
            }
        } onCancel: {
            stop.raise()
        }
        try Task.checkCancellation()
        return try result.get()
    }

    private func run(
        _ path: String, _ modes: [ConcurrencyMode], _ workFolder: String, stop: StopSign,
        progress: (String, Double) -> Void
    ) throws -> ConcurrencyReport {
        let inspection = try DatabaseInspection.inspect(path: path)
        let folder = "\(workFolder)/doctor-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try prepare(folder, for: inspection)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        progress("copying the database", 0)
        let copy = folder + "/copy.sqlite"
        try DatabaseCopy.snapshot(of: path, to: copy)
        var report = ConcurrencyReport(
            path: path, seconds: seconds, restMilliseconds: rest / .milliseconds(1), modes: [])
        let steps = Double(modes.count * levels.count)
        for (index, mode) in modes.enumerated() {
            var levels: [ConcurrencyReport.Level] = []
            for (place, count) in self.levels.enumerated() where !stop.isRaised {
                progress(
                    "\(mode.name): \(count) writers, \(count) readers",
                    Double(index * self.levels.count + place) / steps)
                levels.append(try level(count, mode, copy, inspection.tables, stop: stop))
            }
            report.modes.append(.init(mode: mode, levels: levels))
        }
        return report
    }

    /// Makes the folder, when the disk has room for the copy and what the writers add.
    private func prepare(_ folder: String, for inspection: DatabaseInspection) throws {
        let (path, attempted) = (inspection.path, "copy")
        let needed = Int64(inspection.totalSize) + 256 << 20
        if let free = freeSpace(at: HoneDatabase.folder(of: path)), free < needed {
            throw DatabaseProblem(
                .diskFull, attempted: attempted, path: path,
                found:
                    "\(needed >> 20) MiB are needed for a copy and what is written to it, and \(free >> 20) MiB are free",
                remedy: "Free some room; nothing was touched.")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw DatabaseProblem.ofFile(DurableFile.Failure("mkdir", folder), attempted: attempted, path: path)
        }
    }

    private func level(
        _ count: Int, _ mode: ConcurrencyMode, _ copy: String, _ tables: [DatabaseInspection.Table], stop: StopSign
    ) throws -> ConcurrencyReport.Level {
        let place = try begin(mode, copy, tables)
        let over = StopSign()
        let workers = (0..<count).flatMap { number in
            [
                LockWorker(.writer(number), mode: mode, rest: rest, stop: over),
                LockWorker(.reader(place, seed: seed &+ UInt64(number)), mode: mode, rest: rest, stop: over),
            ]
        }
        let began = ContinuousClock.now
        let group = DispatchGroup()
        for worker in workers {
            // Until the group is empty a worker belongs to its thread alone, and afterwards to this one.
            nonisolated(unsafe) let worker = worker
            group.enter()
            Thread.detachNewThread {
                worker.work(on: copy)
                group.leave()
            }
        }
        while !stop.isRaised, ContinuousClock.now - began < .seconds(seconds) { usleep(5_000) }
        over.raise()
        group.wait()
        return try sum(workers, count, seconds: (ContinuousClock.now - began) / .seconds(1), copy)
    }

    /// Puts the copy into the mode, with empty tables to write to.
    private func begin(
        _ mode: ConcurrencyMode, _ copy: String, _ tables: [DatabaseInspection.Table]
    ) throws -> ReadPlace {
        let db = try Connection(path: copy, mode: .readWrite, busyTimeout: .seconds(5))
        _ = try db.text("PRAGMA journal_mode = \(mode.journalMode == .wal ? "wal" : "delete")")
        try db.execute(
            """
            DROP TABLE IF EXISTS hone_doctor_counter;
            DROP TABLE IF EXISTS hone_doctor_write;
            CREATE TABLE hone_doctor_counter (value INTEGER NOT NULL);
            CREATE TABLE hone_doctor_write (id INTEGER PRIMARY KEY, writer INTEGER NOT NULL, note TEXT NOT NULL);
            INSERT INTO hone_doctor_counter VALUES (0)
            """)
        return try ReadPlace(db, tables)
    }

    private func sum(
        _ workers: [LockWorker], _ count: Int, seconds: Double, _ copy: String
    ) throws -> ConcurrencyReport.Level {
        var (writes, reads) = (LatencyHistogram(), LatencyHistogram())
        var level = ConcurrencyReport.Level(
            writers: count, readers: count, seconds: seconds, commits: 0, reads: 0, refusals: [:], errors: [:],
            missing: 0, writeLatency: .empty, readLatency: .empty, waits: [:])
        for worker in workers {
            if worker.isWriter {
                level.commits += worker.done
                writes.add(worker.latency)
            } else {
                level.reads += worker.done
                reads.add(worker.latency)
            }
            level.refusals.merge(worker.refusals, uniquingKeysWith: +)
            level.errors.merge(worker.errors, uniquingKeysWith: +)
            level.waits.merge(worker.waiter.waits) {
                .init(sleeps: $0.sleeps + $1.sleeps, seconds: $0.seconds + $1.seconds)
            }
        }
        (level.writeLatency, level.readLatency) = (writes.snapshot, reads.snapshot)
        // Each committed transaction added a row and counted one on; a lost update would count too little.
        let db = try Connection(path: copy, mode: .readWrite, busyTimeout: .seconds(5))
        let rows = Int(try db.integer("SELECT count(*) FROM hone_doctor_write"))
        let counted = Int(try db.integer("SELECT value FROM hone_doctor_counter"))
        level.missing = max(0, level.commits - min(rows, counted))
        return level
    }
}
