import Dispatch
import GRDB
import HoneCache
import Logging
import Synchronization

/// A tier of a cache in one SQLite file, which survives the process.
///
/// The file is opened behind the scenes. One that is damaged, or of another version, is renamed and a new one begun;
/// when it cannot be opened at all, calls throw and the next tries again. Several tiers, of one process or more, may
/// use one file: each reads what the others store and invalidate, but the memory in front of it hears nothing of that.
public final class DiskTier: CacheTier {
    private struct State {
        var opening: Task<DiskRows, any Error>?
        var rows: DiskRows?
        var isClosed = false
        var known = TierStatistics(name: "disk")
        /// Keys that were used and whose rows do not say so yet.
        var used: Set<[UInt8]> = []
    }

    /// A tier that is closed was asked for something.
    public struct Closed: Error, Sendable, CustomStringConvertible {
        /// The path of its file.
        public var path: String

        /// Says which.
        public var description: String { "the cache's file \(path) was asked for after it was closed" }
    }

    /// "disk".
    public let name = "disk"
    /// A file does.
    public var outlivesProcess: Bool { true }
    /// The path of its file.
    public let path: String
    private let bytes: Int
    private let logger: Logger
    private let clock: WallClock
    private let queue = DispatchQueue(label: "hone.cache.disk")
    private let state = Mutex(State())

    /// A tier that begins to open its file.
    /// - Parameters:
    ///   - path: the file, which is made with its folder when it is not there.
    ///   - bytes: how much the entries may take together; at least 64 KiB is taken.
    ///   - clock: the time of day, by which entries are over.
    ///   - logger: told once each time that the file is found damaged, and when it cannot be used.
    public init(
        path: String, bytes: Int, clock: WallClock = .system, logger: Logger = Logger(label: "hone.cache.disk")
    ) {
        self.path = path
        self.bytes = max(64 << 10, bytes)
        self.clock = clock
        self.logger = logger
        _ = opening()
    }

    /// What is stored for a key, valid and not over.
    public func entry(for key: String) async throws -> TierEntry? {
        let bytes = [UInt8](key.utf8)
        let now = clock.milliseconds()
        switch try await perform({ try await $0.entry(for: bytes, now: now) }) {
        case .absent: return nil
        case .found(let entry):
            state.withLock { if $0.used.count < 10_000 { $0.used.insert(bytes) } }
            return entry
        case .damaged:
            noteDamage("a row's checksum does not hold; it was taken out")
            _ = try await perform { try await $0.remove(bytes) }
            return nil
        }
    }

    /// Stores entries and makes room, in transactions that are small; what was done stays when it is given up.
    public func store(_ writes: [TierWrite]) async throws {
        let used = state.withLock { state in
            let used = Array(state.used.prefix(DiskRows.portion))
            state.used.subtract(used)
            return used
        }
        let now = clock.milliseconds()
        try await perform { try await $0.store(writes, used: used, now: now, counted: self.count) }
    }

    /// Takes something out; a tag and everything by a generation.
    public func invalidate(_ invalidation: TierInvalidation) async throws {
        try await perform { try await $0.invalidate(invalidation, counted: self.count) }
    }

    /// Says what was invalidated until now, so that a value that begins to be loaded now is not taken for a newer one.
    public func lease(for key: String, tags: [String], atMost limit: Duration) async throws -> TierLease? {
        let generation = try await perform { try await $0.generation() }
        return TierLease(key: key, generations: [generation])
    }

    /// What it knows of itself.
    public func statistics() -> TierStatistics { state.withLock { $0.known } }

    /// Closes the file.
    public func close() async {
        let opening = state.withLock { state in
            state.isClosed = true
            return state.opening
        }
        guard let rows = try? await opening?.value else { return }
        await onQueue { rows.close() }
    }

    /// Uses the file; when it is found to be damaged, it is set aside, and the call made once more, of a new one.
    private func perform<T: Sendable>(_ body: @Sendable (DiskRows) async throws -> T) async throws -> T {
        let rows = try await opening().value
        do {
            return try await body(rows)
        } catch let error as DatabaseError where error.meansDamage {
            await setAside(rows, error)
            return try await body(try await opening().value)
        }
    }

    private func opening() -> Task<DiskRows, any Error> {
        state.withLock { state in
            if let opening = state.opening { return opening }
            let isClosed = state.isClosed
            let task = Task {
                guard !isClosed else { throw Closed(path: self.path) }
                return try await self.open()
            }
            state.opening = task
            return task
        }
    }

    private func open() async throws -> DiskRows {
        let now = clock.milliseconds()
        do {
            let (rows, size, damage) = try await onQueue { [path, bytes] in
                try DiskFile(path: path, bytes: bytes).open(now: now)
            }
            if let damage { noteDamage("\(damage); it is set aside as \(path).corrupt-\(now)") }
            state.withLock { state in
                state.rows = rows
                state.known.isAvailable = true
                state.known.entries = size.entries
                state.known.bytes = size.bytes
            }
            return rows
        } catch {
            let isNews = state.withLock { state in
                // The next call tries again.
                state.opening = nil
                defer { state.known.isAvailable = false }
                state.known.problem = "\(error)"
                return state.known.isAvailable
            }
            if isNews { logger.error("a cache goes on without its file", metadata: ["problem": "\(error)"]) }
            throw error
        }
    }

    /// Renames a file that was found damaged while it was used, once however many find out.
    private func setAside(_ rows: DiskRows, _ error: DatabaseError) async {
        let isFirst = state.withLock { state in
            guard state.rows === rows else { return false }
            state.rows = nil
            return true
        }
        guard isFirst else { return }
        let now = clock.milliseconds()
        await onQueue { [path, bytes] in
            rows.close()
            DiskFile(path: path, bytes: bytes).setAside(as: "corrupt-\(now)", rows.inode)
        }
        state.withLock { $0.opening = nil }
        noteDamage("\(error.resultCode); it is set aside as \(path).corrupt-\(now)")
    }

    private func count(_ outcome: DiskRows.Outcome) {
        state.withLock { state in
            state.known.tooLarge += outcome.tooLarge
            state.known.evicted = (state.known.evicted ?? 0) + outcome.evicted
            state.known.entries = outcome.size.entries
            state.known.bytes = outcome.size.bytes
        }
    }

    private func noteDamage(_ what: String) {
        let count = state.withLock { state in
            state.known.corruptions += 1
            state.known.problem = what
            return state.known.corruptions
        }
        // The first says it; statistics count the others.
        guard count == 1 else { return }
        logger.warning("a cache's file is damaged", metadata: ["file": "\(path)", "found": "\(what)"])
    }

    /// Runs what blocks on a thread that may.
    private func onQueue<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }

    private func onQueue<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: body()) } }
    }
}

extension DatabaseError {
    /// Whether the file is not what SQLite wrote (sqlite.org/rescode.html#corrupt and #notadb).
    var meansDamage: Bool { resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB }
}
